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

	fixed     *fixed // fields that do not change
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
	effects ordered.Set[Job] // of end, those whose success changes a field of the graph
	kinds   uint64           // a bit for each kind that any of the jobs has, or had
}

// newJobs returns jobs that are in listing order.
func newJobs(list []Job) *jobs {
	s := &jobs{begin: byBegin.Set(list...), end: byEnd.Set(sortedByEnd(list)...), effects: byEnd.Set()}
	for _, j := range list {
		s.kinds |= 1 << j.Kind()
	}
	var effects []Job
	for j := range s.end.All() {
		if j.hasEffect() {
			effects = append(effects, j)
		}
	}
	s.effects = byEnd.Set(effects...)
	return s
}

// hasEffect reports whether the job's success changes a field of the graph: one that its
// submission has the value of, or the paths, which ClearGraph empties.
func (j Job) hasEffect() bool {
	return j.Outcome() == ges.Success && (j.Act != nil && j.Act.Value != "" || j.Name() == clearGraph)
}

// ready returns the jobs with their orders.
func (s *jobs) ready() *jobs {
	s.once.Do(func() {
		if s.collect == nil {
			return
		}
		r := newJobs(s.collect())
		s.begin, s.end, s.effects, s.kinds, s.collect = r.begin, r.end, r.effects, r.kinds, nil
	})
	return s
}

func (s *jobs) with(j Job) *jobs {
	r := s.ready()
	after := &jobs{begin: r.begin.With(j), end: r.end.With(j), effects: r.effects, kinds: r.kinds | 1<<j.Kind()}
	if j.hasEffect() {
		after.effects = r.effects.With(j)
	}
	return after
}

func (s *jobs) without(j Job) *jobs {
	r := s.ready()
	after := &jobs{begin: r.begin.Without(j), end: r.end.Without(j), effects: r.effects, kinds: r.kinds}
	if j.hasEffect() {
		after.effects = r.effects.Without(j)
	}
	return after
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

// everBegun is before the begin of any job.
const everBegun = clock.Instant(math.MinInt64)

// lastAfter returns the last job of a kind that has ended by an instant and begun after an
// act; nil: at any time.
func (g *Graph) lastAfter(kind int, now clock.Instant, after *act) (Job, bool) {
	jobs := g.jobs.ready()
	if jobs.kinds&(1<<kind) == 0 {
		return Job{}, false
	}
	if after == nil {
		j, ok := jobs.end.Last(endedBy(kind, now))
		return j, ok && j.Kind() == kind
	}
	for j := range jobs.end.AboveBackward(endedBy(kind, now), int64(after.At)-1) {
		if j.Kind() != kind {
			break
		}
		if j.beganAfter(after) {
			return j, true
		}
	}
	return Job{}, false
}

// endedBy returns whether a job comes before those of a kind that end after an instant,
// for jobs by kind and end.
func endedBy(kind int, now clock.Instant) func(Job) bool {
	return func(j Job) bool { return j.Kind() < kind || j.Kind() == kind && j.End() <= now }
}

// lastEffect returns the last job of a name that has changed a field by an instant.
func (g *Graph) lastEffect(jobName string, now clock.Instant) (Job, bool) {
	kind := ges.JobNameIndex(jobName)
	j, ok := g.jobs.ready().effects.Last(endedBy(kind, now))
	return j, ok && j.Kind() == kind
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
	for kind, name := range ges.JobNames() {
		if _, changes := ges.LifecycleOf(name.Name); !changes {
			continue
		}
		if j, ended := g.lastAfter(kind, now, after); ended && (!ok || endsBefore(last, j)) {
			last, ok = j, true
		}
	}
	return last, ok
}

// UpdatedAt returns the instant at which the last of the graph's jobs that have ended by
// an instant ended, or an act on it was done; its creation if there is none.
func (g *Graph) UpdatedAt(now clock.Instant) clock.Instant {
	updated := g.there
	for kind := range ges.JobNames() {
		if j, ok := g.lastAfter(kind, now, nil); ok {
			updated = max(updated, j.End())
		}
	}
	if g.acts.Len() == 0 {
		return updated
	}
	for _, kind := range scenario.GraphActKinds() {
		if a := g.lastAct(kind, now); a != nil {
			updated = max(updated, a.At)
		}
	}
	return updated
}
