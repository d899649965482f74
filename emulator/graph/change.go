package graph

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Change is one change of a job or of a graph.
type Change struct {
	Job history.Change // of a job

	Graph    *Graph          // of a graph; nil: of a job
	From, To ges.GraphStatus // of a graph; 0: it is not there
	At       clock.Instant   // of a graph
}

// statusIn returns the status of the graph at an instant; 0: it is not there.
func (g *Graph) statusIn(now clock.Instant) ges.GraphStatus {
	if !g.ThereAt(now) {
		return 0
	}
	return g.StatusAt(now)
}

// JobChanges yields the changes of jobs between two instants, see
// [history.History.Changes].
func (s *Set) JobChanges(from, to clock.Instant) iter.Seq[history.Change] {
	return s.history.Changes(from, to)
}

// Changes yields the changes of jobs and graphs of a move from one instant to another. The
// jobs' are those of [Set.JobChanges] in their order; the graphs' follow those of the same
// instant, in the order of lists. Backwards they are undone, the last instant first.
//
// A graph changes only when a job of it does, or when it comes, goes or is given a status;
// so its states just before and at such an instant are compared.
func (s *Set) Changes(from, to clock.Instant) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		w := walk{set: s, back: to < from, jobs: map[*Graph]bool{}, yield: yield}
		w.setNext(from)
		for c := range s.history.Changes(from, to) {
			if !w.reach(c.At) || !yield(Change{Job: c}) {
				return
			}
			w.add(c)
		}
		if !w.back {
			to++ // what changes at to is part of the move
		}
		w.reach(to)
	}
}

// walk yields the changes of graphs between those of jobs.
type walk struct {
	set  *Set
	back bool

	at   clock.Instant   // of the last change of a job
	jobs map[*Graph]bool // graphs with a change of a job then
	next clock.Instant   // where the next graph comes, goes or is given a status

	yield func(Change) bool
}

// before reports whether the walk is at an instant before it is at another.
func (w *walk) before(a, b clock.Instant) bool {
	if w.back {
		return a > b
	}
	return a < b
}

// setNext finds the next instant, after one, at which a graph comes, goes or is given a
// status. Backwards that instant is included.
func (w *walk) setNext(after clock.Instant) {
	if w.back {
		w.next = w.set.lastBy(after)
	} else {
		w.next = w.set.NextAct(after)
	}
}

// add notes a change of a job.
func (w *walk) add(c history.Change) {
	w.at = c.At
	if _, changes := ges.LifecycleOf(c.Job.Name()); !changes {
		return
	}
	if g, ok := w.set.GraphOf(c.Job); ok {
		w.jobs[g] = true
	}
}

// reach yields the changes of graphs before the walk is at an instant. It returns false
// when no more are wanted.
func (w *walk) reach(at clock.Instant) bool {
	for {
		now := w.next
		if len(w.jobs) > 0 && !w.before(now, w.at) {
			now = w.at
		}
		if !w.before(now, at) {
			return true
		}
		if !w.yieldAt(now) {
			return false
		}
	}
}

// yieldAt yields the changes of graphs at an instant.
func (w *walk) yieldAt(at clock.Instant) bool {
	var graphs []*Graph
	if at == w.at {
		graphs = slices.AppendSeq(graphs, maps.Keys(w.jobs))
		clear(w.jobs)
	}
	if at == w.next {
		graphs = append(graphs, w.set.actedAt(at)...)
		if w.back {
			w.setNext(at - 1)
		} else {
			w.setNext(at)
		}
	}
	slices.SortFunc(graphs, listed)
	for _, g := range slices.Compact(graphs) {
		c := Change{Graph: g, From: g.statusIn(at - 1), To: g.statusIn(at), At: at}
		if w.back {
			c.From, c.To = c.To, c.From
		}
		if c.From != c.To && !w.yield(c) {
			return false
		}
	}
	return true
}

// listed orders graphs as lists do.
func listed(a, b *Graph) int { return entriesByBegin.Compare(a.entry(), b.entry()) }

// NextAct returns the first instant after another at which a graph comes, goes or is given
// a status; clock.Never: there is none.
func (s *Set) NextAct(after clock.Instant) clock.Instant {
	next := clock.Never
	for e := range s.there.From(func(e entry) bool { return e.there <= after }) {
		next = e.there
		break
	}
	for e := range s.gone.From(func(e entry) bool { return e.gone <= after }) {
		next = min(next, e.gone)
		break
	}
	for a := range s.statuses.From(func(a *act) bool { return a.At <= after }) {
		next = min(next, a.At)
		break
	}
	return next
}

// lastBy returns the last instant up to another, included, at which a graph comes, goes or
// is given a status; before all others if there is none.
func (s *Set) lastBy(at clock.Instant) clock.Instant {
	last := everBegun
	if e, ok := s.there.Last(func(e entry) bool { return e.there <= at }); ok {
		last = e.there
	}
	if e, ok := s.gone.Last(func(e entry) bool { return e.gone <= at }); ok {
		last = max(last, e.gone)
	}
	if a, ok := s.statuses.Last(func(a *act) bool { return a.At <= at }); ok {
		last = max(last, a.At)
	}
	return last
}

// actedAt returns the graphs that come, go or are given a status at an instant.
func (s *Set) actedAt(at clock.Instant) (graphs []*Graph) {
	add := func(id string) {
		if g, ok := s.Lookup(id); ok {
			graphs = append(graphs, g)
		}
	}
	for e := range s.there.From(func(e entry) bool { return e.there < at }) {
		if e.there != at {
			break
		}
		add(e.id)
	}
	for e := range s.gone.From(func(e entry) bool { return e.gone < at }) {
		if e.gone != at {
			break
		}
		add(e.id)
	}
	for a := range s.statuses.From(func(a *act) bool { return a.At < at }) {
		if a.At != at {
			break
		}
		add(a.Graph)
	}
	return graphs
}

// Diff yields the changes of graphs when acts turn s into another set at an instant, in the
// order of lists.
func (s *Set) Diff(by *Set, acts []scenario.JobAct, at clock.Instant) iter.Seq[Change] {
	changes := map[string]*Change{}
	for name := range s.namesOf(acts) {
		for g := range s.namedAt(name, at) {
			changes[g.id] = &Change{Graph: g, From: g.StatusAt(at), At: at}
		}
		for g := range by.namedAt(name, at) {
			if changes[g.id] == nil {
				changes[g.id] = &Change{At: at}
			}
			changes[g.id].Graph, changes[g.id].To = g, g.StatusAt(at)
		}
	}
	sorted := slices.SortedFunc(maps.Values(changes), func(a, b *Change) int { return listed(a.Graph, b.Graph) })
	return func(yield func(Change) bool) {
		for _, c := range sorted {
			if c.From != c.To && !yield(*c) {
				return
			}
		}
	}
}

// namesOf yields the names of the graphs that acts may change; s is the set before them.
func (s *Set) namesOf(acts []scenario.JobAct) iter.Seq[string] {
	names := map[string]bool{}
	for _, a := range acts {
		switch {
		case a.On != nil:
			names[a.On.Name] = true
		case a.Add != nil:
			names[a.Add.Graph] = true
		default:
			if j, ok := s.history.Find(a.ID()); ok {
				names[j.Graph()] = true
			}
		}
	}
	return maps.Keys(names)
}

// namedAt yields the graphs of a name that are there at an instant, the youngest first.
func (s *Set) namedAt(name string, now clock.Instant) iter.Seq[*Graph] {
	return func(yield func(*Graph) bool) {
		before := func(e entry) bool { return cmp.Or(cmp.Compare(e.name, name), cmp.Compare(e.there, now)) <= 0 }
		for e := range s.names.AboveBackward(before, int64(now)) {
			if e.name != name {
				return
			}
			if g, ok := s.Lookup(e.id); ok && !yield(g) {
				return
			}
		}
	}
}
