package graph

import (
	"iter"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Status is a status that a graph has from an instant on.
type Status struct {
	At     clock.Instant
	Status ges.GraphStatus
}

// Statuses yields the statuses that the graph has between two instants, both included, in
// order of time: the first is that at from, or at its creation, and each later one differs
// from the one before. It looks at the jobs of the graph that are under way between these.
func (g *Graph) Statuses(from, to clock.Instant) iter.Seq[Status] {
	from, to = max(from, g.there), min(to, g.gone-1)
	return func(yield func(Status) bool) {
		if from > to {
			return
		}
		last := g.StatusAt(from)
		if !yield(Status{from, last}) {
			return
		}
		for at := range g.turns(from, to) {
			if status := g.StatusAt(at); status != last {
				last = status
				if !yield(Status{at, status}) {
					return
				}
			}
		}
	}
}

// turns yields the instants after one, up to another, at which the graph's status may
// change, in order, some of them more than once.
func (g *Graph) turns(from, to clock.Instant) iter.Seq[clock.Instant] {
	return func(yield func(clock.Instant) bool) {
		var ahead []clock.Instant // sorted
		add := func(at clock.Instant) {
			if from < at && at <= to {
				i, _ := slices.BinarySearch(ahead, at)
				ahead = slices.Insert(ahead, i, at)
			}
		}
		for a := range g.acts.All() {
			if a.Kind == scenario.StatusAct {
				add(a.At)
			}
		}
		// What is before the begin of a job is before all instants of later jobs.
		yieldBefore := func(limit clock.Instant) bool {
			for len(ahead) > 0 && ahead[0] < limit {
				if !yield(ahead[0]) {
					return false
				}
				ahead = ahead[1:]
			}
			return true
		}
		for j := range g.jobs.ready().begin.Above(begunBy(to), int64(from)) {
			if !yieldBefore(j.Begin()) {
				return
			}
			add(j.Begin())
			add(j.Start())
			add(j.End())
		}
		yieldBefore(clock.Never)
	}
}
