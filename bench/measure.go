package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// starts is how often the start of a process is measured.
const starts = 15

// conductor starts the processes and gives each its turn.
type conductor struct {
	options
	scratch string
	log     io.Writer
	binary  string // the product
	logs    int    // files that servers have logged to
	self    string // this program, for the other parts
}

func (c *conductor) say(format string, args ...any) { fmt.Fprintf(c.log, format+"\n", args...) }

// measure does everything there is to measure.
func (c *conductor) measure(ctx context.Context) (*report, error) {
	if err := c.build(ctx); err != nil {
		return nil, err
	}
	r := &report{options: c.options, cores: runtime.NumCPU(), pinned: pinned()}
	for _, step := range []func(context.Context, *report) error{c.process, c.loading, c.listing, c.packages} {
		if err := step(ctx, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// build builds the product as it is shipped.
func (c *conductor) build(ctx context.Context) (err error) {
	if c.self, err = os.Executable(); err != nil {
		return err
	}
	c.binary = filepath.Join(c.scratch, "ges-emulator")
	c.say("building the binary")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", c.binary, "./cmd/ges-emulator")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = c.log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build, which must run at the repository's root: %w", err)
	}
	return nil
}

// Log levels of the product.
const (
	quiet = "warn"
	every = "info" // the default: a line for each call
)

// emulator starts the product with a scenario: a file, or "" for the default.
func (c *conductor) emulator(ctx context.Context, scenario, level string) (*server, error) {
	args := []string{"serve", "--addr", "127.0.0.1:0", "--log-level", level}
	if scenario != "" {
		args = append(args, scenario)
	}
	return start(ctx, c.newLog(), list, c.binary, args...)
}

// newLog is a file for a server's log.
func (c *conductor) newLog() string {
	c.logs++
	return filepath.Join(c.scratch, fmt.Sprintf("log-%d", c.logs))
}

// bare starts the bare handler with the bodies of some answers.
func (c *conductor) bare(ctx context.Context, bodies [][]byte) (*server, error) {
	args := []string{roleBare}
	for i, body := range bodies {
		path := filepath.Join(c.scratch, "body-"+strconv.Itoa(i))
		if err := os.WriteFile(path, body, 0o600); err != nil {
			return nil, err
		}
		args = append(args, path)
	}
	return start(ctx, c.newLog(), "/0", c.self, args...)
}

// process measures the start and the size of the product with its default
// scenario, and the start of the bare handler.
func (c *conductor) process(ctx context.Context, r *report) error {
	c.say("starting it %d times", starts)
	info, err := os.Stat(c.binary)
	if err != nil {
		return err
	}
	r.binary = info.Size()
	var started, bare []time.Duration
	var resident []int64
	for range starts {
		s, err := c.emulator(ctx, "", every)
		if err != nil {
			return err
		}
		started, resident = append(started, s.started), append(resident, s.resident())
		s.stop()
		if s, err = c.bare(ctx, [][]byte{[]byte("{}")}); err != nil {
			return err
		}
		bare = append(bare, s.started)
		s.stop()
	}
	r.started, r.bareStarted, r.idle = median(started), median(bare), median(resident)
	return nil
}

// loading measures how long large scenarios take to load.
func (c *conductor) loading(ctx context.Context, r *report) error {
	c.say("loading large scenarios")
	path, err := written(c.scratch)
	if err != nil {
		return err
	}
	s, err := c.emulator(ctx, path, every)
	if err != nil {
		return err
	}
	defer s.stop()
	r.writtenLoad = s.started
	return nil
}

// listing measures the list call: in each round every server has a turn at every
// query, one after the other, so that what else the machine does meets all alike.
func (c *conductor) listing(ctx context.Context, r *report) error {
	small, err := c.generated(ctx, few, quiet)
	if err != nil {
		return err
	}
	defer small.stop()
	logged, err := c.generated(ctx, few, every)
	if err != nil {
		return err
	}
	defer logged.stop()
	large, err := c.generated(ctx, c.many, quiet)
	if err != nil {
		return err
	}
	defer large.stop()
	r.manyLoad, r.manyLoaded = large.started, large.resident()

	page := queries(few)[0]
	subjects := []*subject{
		{query: page, jobs: few, server: small},
		{query: query{page.name + ", each call logged", page.path}, jobs: few, server: logged},
	}
	for _, q := range queries(c.many) {
		subjects = append(subjects, &subject{query: q, jobs: c.many, server: large})
	}
	bare, err := c.bareFor(ctx, subjects)
	if err != nil {
		return err
	}
	defer bare.stop()
	for round := range c.rounds {
		c.say("round %d of %d", round+1, c.rounds)
		for i, s := range subjects {
			if err := s.play(ctx, c, bare, "/"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
	}
	for _, s := range subjects {
		if len(s.turns) == 0 {
			return fmt.Errorf("%s: no turn of %s saw an answer; try a longer -duration", s.query.name, c.duration)
		}
	}
	r.manyResident = large.resident()
	r.subjects = subjects
	return nil
}

func (c *conductor) generated(ctx context.Context, jobs int, level string) (*server, error) {
	c.say("loading %d generated jobs", jobs)
	path, err := generated(c.scratch, jobs)
	if err != nil {
		return nil, err
	}
	return c.emulator(ctx, path, level)
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

// packages runs the packages' own benchmarks.
func (c *conductor) packages(ctx context.Context, r *report) error {
	if !c.micro {
		return nil
	}
	c.say("running the packages' benchmarks")
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchmem",
		"-benchtime", c.benchtime, "./emulator/...")
	cmd.Stderr = c.log
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go test -bench: %w\n%s", err, out)
	}
	r.micro = string(out)
	return nil
}

// subject is one query to one server, and what its turns measured, in order.
type subject struct {
	query  query
	jobs   int
	server *server

	turns []turn // of the emulator
	bare  []turn // of the bare handler with the same bytes
}

// play gives the emulator and the bare handler a turn each.
func (s *subject) play(ctx context.Context, c *conductor, bare *server, path string) error {
	var ours, theirs turn
	turns := []func() error{
		func() (err error) { ours, err = s.server.load(ctx, c.self, s.query.path, c.options); return err },
		func() (err error) { theirs, err = bare.load(ctx, c.self, path, c.options); return err },
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

// middle is the median of one measure over the rounds.
func middle[T int64 | float64 | time.Duration](turns []turn, of func(turn) T) T {
	values := make([]T, len(turns))
	for i, t := range turns {
		values[i] = of(t)
	}
	return median(values)
}

// median is the middle value, of an even number the larger of the two.
func median[T int64 | float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
