package graph

import (
	"cmp"
	"iter"
	"math"
	"strconv"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/ordered"
)

// Graph is one graph: of several with one name, one of them. It is immutable.
type Graph struct {
	id, name  string
	number    int           // of the graphs of its name, from 0
	there     clock.Instant // from then on; also its creation
	gone      clock.Instant // until then, excluded; clock.Never
	described scenario.Graph
	request   bool // described is that of a request: it has the fields that the client gave

	jobs      *jobs
	acts      ordered.Set[*act] // on the graph, without submissions
	backups   ordered.Set[*Backup]
	submitted map[string]int // number of jobs that were submitted, by job name; shared by versions of the graph until one changes it
}

// ID returns the graph's id.
func (g *Graph) ID() string { return g.id }

// Name returns the graph's name.
func (g *Graph) Name() string { return g.name }

// Created returns the instant from which the graph is there.
func (g *Graph) Created() clock.Instant { return g.there }

// Gone returns the instant from which the graph is there no more, or clock.Never.
func (g *Graph) Gone() clock.Instant { return g.gone }

// ThereAt reports whether the graph is there at an instant.
func (g *Graph) ThereAt(now clock.Instant) bool { return g.there <= now && now < g.gone }

// Submitted returns the number of jobs of a name that were submitted to the graph.
func (g *Graph) Submitted(jobName string) int { return g.submitted[jobName] }

// Job is a job of a graph.
type Job struct {
	history.Job

	Act    *scenario.GraphAct // by which a client submitted it; nil: it was seeded or added
	number int                // of the act
}

// beganAfter reports whether the job began after an act: a submitted one may begin at the
// act's instant, but follow it.
func (j Job) beganAfter(a *act) bool {
	return a == nil || j.Begin() > a.At || j.Begin() == a.At && j.Act != nil && j.number > a.number
}

// act is an act with its number in the order of acts.
type act struct {
	*scenario.GraphAct

	number int
}

// The orders of a graph's jobs and acts.
var (
	byBegin = &ordered.Order[Job]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b Job) int { return history.Compare(a.Job, b.Job) },
		Weight:  func(j Job) int64 { return int64(j.End()) },
	}
	byEnd = &ordered.Order[Job]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b Job) int {
			return cmp.Or(cmp.Compare(a.Kind(), b.Kind()), cmp.Compare(a.End(), b.End()), history.Compare(a.Job, b.Job))
		},
		Weight: func(j Job) int64 { return int64(j.Begin()) },
	}
	byKind = &ordered.Order[*act]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b *act) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.At, b.At), cmp.Compare(a.number, b.number))
		},
	}
)

// jobs is the jobs of a graph, in two orders. They are sorted when they are needed
// first.
type jobs struct {
	once    sync.Once
	collect func() []Job // in listing order; nil: the orders are there
	begin   ordered.Set[Job]
	end     ordered.Set[Job]
}

// ready returns the jobs with their orders.
func (s *jobs) ready() *jobs {
	s.once.Do(func() {
		if s.collect == nil {
			return
		}
		list := s.collect()
		s.begin = byBegin.Set(list...)
		s.end = byEnd.Set(sortedByEnd(list)...)
		s.collect = nil
	})
	return s
}

func (s *jobs) with(j Job) *jobs {
	r := s.ready()
	return &jobs{begin: r.begin.With(j), end: r.end.With(j)}
}

func (s *jobs) without(j Job) *jobs {
	r := s.ready()
	return &jobs{begin: r.begin.Without(j), end: r.end.Without(j)}
}

// begunBy returns whether a job has begun by an instant, for [Graph.jobs].
func begunBy(now clock.Instant) func(Job) bool {
	return func(j Job) bool { return j.Begin() <= now }
}

// UnderWay yields the jobs that are under way at an instant, the one with the latest
// begin first.
func (g *Graph) UnderWay(now clock.Instant) iter.Seq[Job] {
	return g.jobs.ready().begin.AboveBackward(begunBy(now), int64(now))
}

// Ended yields the jobs of a name that have ended by an instant, and have begun after
// another, the last first.
func (g *Graph) Ended(jobName string, now, since clock.Instant) iter.Seq[Job] {
	kind := ges.JobNameIndex(jobName)
	return func(yield func(Job) bool) {
		before := func(j Job) bool { return j.Kind() < kind || j.Kind() == kind && j.End() <= now }
		for j := range g.jobs.ready().end.AboveBackward(before, int64(since)) {
			if j.Kind() != kind || !yield(j) {
				return
			}
		}
	}
}

// everBegun is before the begin of any job.
const everBegun = clock.Instant(math.MinInt64)

// lastEnded returns the last job of a name that has ended by an instant and satisfies a
// condition.
func (g *Graph) lastEnded(jobName string, now clock.Instant, ok func(Job) bool) (Job, bool) {
	for j := range g.Ended(jobName, now, everBegun) {
		if ok(j) {
			return j, true
		}
	}
	return Job{}, false
}

// lastAct returns the last act of a kind by an instant; nil if there is none.
func (g *Graph) lastAct(kind scenario.GraphActKind, now clock.Instant) *act {
	last, ok := g.acts.Last(func(a *act) bool { return a.Kind < kind || a.Kind == kind && a.At <= now })
	if !ok || last.Kind != kind {
		return nil
	}
	return last
}

// StatusAt returns the graph's status at an instant at which it is there.
func (g *Graph) StatusAt(now clock.Instant) ges.GraphStatus {
	given := g.lastAct(scenario.StatusAct, now)
	for j := range g.UnderWay(now) {
		if given != nil && j.Begin() < given.At {
			break
		}
		if l, ok := ges.LifecycleOf(j.Name()); ok && j.beganAfter(given) {
			return l.During(j.StatusAt(now))
		}
	}
	if last, ok := g.lastChange(now, given); ok {
		l, _ := ges.LifecycleOf(last.Name())
		return l.During(last.Outcome())
	}
	if given != nil {
		n, _ := strconv.Atoi(given.Value)
		return ges.GraphStatus(n)
	}
	return g.described.Status
}

// lastChange returns the job with a lifecycle that has ended last by an instant, of those
// that began after an act; nil: of all.
func (g *Graph) lastChange(now clock.Instant, after *act) (last Job, ok bool) {
	since := everBegun
	if after != nil {
		since = after.At - 1
	}
	for _, name := range ges.JobNames() {
		if _, changes := ges.LifecycleOf(name.Name); !changes {
			continue
		}
		for j := range g.Ended(name.Name, now, since) {
			if !j.beganAfter(after) {
				continue
			}
			if !ok || j.End() > last.End() || j.End() == last.End() && history.Compare(j.Job, last.Job) > 0 {
				last, ok = j, true
			}
			break
		}
	}
	return last, ok
}

// UpdatedAt returns the instant at which the last of the graph's jobs that have ended by
// an instant ended, or an act on it was done; its creation if there is none.
func (g *Graph) UpdatedAt(now clock.Instant) clock.Instant {
	updated := g.there
	for _, name := range ges.JobNames() {
		for j := range g.Ended(name.Name, now, everBegun) {
			updated = max(updated, j.End())
			break
		}
	}
	for _, kind := range scenario.GraphActKinds() {
		if a := g.lastAct(kind, now); a != nil {
			updated = max(updated, a.At)
		}
	}
	return updated
}
