package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// subject is one query to one server, and what its turns measured, in order.
type subject struct {
	query  query
	jobs   int
	server *server

	turns []turn // of the emulator
	bare  []turn // of the bare handler with the same bytes
}

// subjects lists all subjects, those of the small project first.
func (r *result) subjects() []*subject {
	return slices.Concat([]*subject{r.page, r.sdk, r.logged}, r.many, r.underWay, r.added)
}

// listing measures the list call: in each round every build has a turn at every
// query, one after the other, so that what else the machine does meets all alike.
func (c *conductor) listing(ctx context.Context, of func(int) *result) error {
	var servers []*server
	defer func() {
		for _, s := range servers {
			s.stop()
		}
	}()
	var subjects [][]*subject
	for i, binary := range c.builds {
		started, err := c.servers(ctx, binary, of(i))
		servers = append(servers, started...)
		if err != nil {
			return err
		}
		subjects = append(subjects, of(i).subjects())
	}
	bare, err := c.bareFor(ctx, slices.Concat(subjects...))
	if err != nil {
		return err
	}
	defer bare.stop()
	if err := c.play(ctx, subjects, bare); err != nil {
		return err
	}
	for i := range c.builds {
		r := of(i)
		r.manyResident = r.many[0].server.resident()
		for _, s := range r.subjects() {
			if len(s.turns) == 0 {
				return fmt.Errorf("%s: no turn of %s saw an answer; try a longer -duration", s.query.name, c.duration)
			}
		}
	}
	return nil
}

// play plays all rounds. The bare handler has the answers of the subjects of one
// build after those of another.
func (c *conductor) play(ctx context.Context, subjects [][]*subject, bare *server) error {
	for round := range c.rounds {
		c.say("round %d of %d", round+1, c.rounds)
		for n := range subjects[0] {
			for i := range c.builds {
				build := (i + round) % len(c.builds) // none is always the first
				if n >= len(subjects[build]) {
					continue
				}
				if err := subjects[build][n].play(ctx, c, bare, "/"+strconv.Itoa(build*len(subjects[0])+n)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// servers starts the servers of a build and makes the subjects of its result.
// Where one does not start, those that do are returned with the error.
func (c *conductor) servers(ctx context.Context, binary string, r *result) (started []*server, err error) {
	load := func(level string, blocks ...block) *server {
		if err != nil {
			return nil
		}
		var path string
		if path, err = generated(c.scratch, blocks...); err != nil {
			return nil
		}
		var s *server
		if s, err = c.emulator(ctx, binary, path, level); err == nil {
			started = append(started, s)
		}
		return s
	}
	c.say("loading generated jobs")
	small, logged := load(quiet, ended(few)), load(every, ended(few))
	large, underWay := load(quiet, ended(c.many)), load(quiet, ended(c.many-c.many/2), running(c.many/2))
	if err != nil {
		return started, err
	}
	r.manyLoad, r.manyLoaded = large.started, large.resident()
	r.page = &subject{query: query{"default page, no headers", list, false}, jobs: few, server: small}
	r.sdk = &subject{query: query{"default page, as an SDK", list, true}, jobs: few, server: small}
	r.logged = &subject{query: query{"default page, as an SDK, logged", list, true}, jobs: few, server: logged}
	for _, q := range queries(c.many) {
		r.many = append(r.many, &subject{query: q, jobs: c.many, server: large})
	}
	for _, q := range queriesUnderWay(c.many) {
		r.underWay = append(r.underWay, &subject{query: q, jobs: c.many, server: underWay})
	}
	if binary != c.builds[0] {
		return started, nil // an older build may take hours to add so many jobs
	}
	half := load(quiet, ended(c.many-c.many/2))
	if err != nil {
		return started, err
	}
	c.say("adding %d jobs", c.many/2)
	if r.adding, err = half.addJobs(ctx, c.many/2, c.conns); err != nil {
		return started, err
	}
	for _, q := range queriesAdded(c.many) {
		r.added = append(r.added, &subject{query: q, jobs: c.many, server: half})
	}
	return started, nil
}

// bareFor starts a bare handler that gives each subject's answer at its number.
func (c *conductor) bareFor(ctx context.Context, subjects []*subject) (*server, error) {
	bodies := make([][]byte, len(subjects))
	for i, s := range subjects {
		body, err := s.server.get(ctx, s.query.path)
		if err != nil {
			return nil, err
		}
		bodies[i] = body
	}
	return c.bare(ctx, bodies)
}

// play gives the emulator and the bare handler a turn each, with the same
// requests.
func (s *subject) play(ctx context.Context, c *conductor, bare *server, path string) error {
	var ours, theirs turn
	turns := []func() error{
		func() (err error) { ours, err = s.server.load(ctx, c.self, s.query, c.options); return err },
		func() (err error) {
			theirs, err = bare.load(ctx, c.self, query{s.query.name, path, s.query.sdk}, c.options)
			return err
		},
	}
	if len(s.turns)%2 == 1 {
		slices.Reverse(turns) // neither is always the first
	}
	for _, turn := range turns {
		if err := turn(); err != nil {
			return err
		}
	}
	if ours.BodyBytes != theirs.BodyBytes {
		return fmt.Errorf("%s: the emulator's body has %d bytes, the bare handler's %d", s.query.name, ours.BodyBytes, theirs.BodyBytes)
	}
	if ours.Calls == 0 || theirs.Calls == 0 {
		return nil // the machine was busy with something else; the other rounds count
	}
	s.turns, s.bare = append(s.turns, ours), append(s.bare, theirs)
	return nil
}

// share is the emulator's calls per second of its CPU time as a share of the bare
// handler's: the median of the rounds. A server with a core of its own that the
// load keeps busy spends a second of it each second, so this is its calls per
// second; but on a machine that does other work too, it is what can be repeated.
func (s *subject) share() float64 {
	return s.ratio(func(ours, bare turn) float64 {
		if ours.CPU == 0 || bare.CPU == 0 {
			return ours.rate() / bare.rate()
		}
		return ours.perCPU() / bare.perCPU()
	})
}

// clockShare is the same by the wall clock.
func (s *subject) clockShare() float64 {
	return s.ratio(func(ours, bare turn) float64 { return ours.rate() / bare.rate() })
}

// slow is the emulator's p99 over the bare handler's: the median of the rounds.
func (s *subject) slow() float64 {
	return s.ratio(func(ours, bare turn) float64 { return float64(ours.P99) / float64(bare.P99) })
}

func (s *subject) ratio(of func(ours, bare turn) float64) float64 {
	ratios := make([]float64, len(s.turns))
	for i := range s.turns {
		ratios[i] = of(s.turns[i], s.bare[i])
	}
	return median(ratios)
}

// slowest is the subject with the smallest share.
func slowest(list []*subject) *subject {
	return slices.MinFunc(list, func(a, b *subject) int { return cmp.Compare(a.share(), b.share()) })
}

// pooled is the subjects of several runs, each with the turns of all of them.
func pooled(runs []*result) []*subject {
	var list []*subject
	for i, first := range runs[0].subjects() {
		all := &subject{query: first.query, jobs: first.jobs}
		for _, r := range runs {
			s := r.subjects()[i]
			all.turns, all.bare = append(all.turns, s.turns...), append(all.bare, s.bare...)
		}
		list = append(list, all)
	}
	return list
}

// middle is the median of one measure over the turns.
func middle[T int64 | float64 | time.Duration](turns []turn, of func(turn) T) T {
	values := make([]T, len(turns))
	for i, t := range turns {
		values[i] = of(t)
	}
	return median(values)
}
