package world

import (
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
)

// Timeline is all changes of a project's jobs and graphs, past and future ones. It is a
// value that stays as it is.
//
// Graphs have changes in it once the project has graphs of its own: those of its scenario,
// or those on which a client or the control API has acted. Graphs that only the jobs of a
// scenario imply do not: to know their states takes an index of all jobs.
type Timeline struct {
	jobs   *history.History
	graphs *graph.Set // nil: none have changes
}

// Timeline returns the project's timeline.
func (tx *Tx) Timeline() Timeline {
	t := Timeline{jobs: tx.History()}
	if tx.life.hasOwnGraphs() || tx.staged.graphs != nil && tx.staged.graphs.Acted() > 0 {
		t.graphs = tx.Graphs()
	}
	return t
}

func (l *life) timeline() Timeline {
	t := Timeline{jobs: l.board.History()}
	if l.hasOwnGraphs() {
		t.graphs = l.allGraphs()
	}
	return t
}

// hasOwnGraphs reports whether there are graphs besides those that jobs imply.
func (l *life) hasOwnGraphs() bool {
	return l.origin.graphs.HasGraphs() || len(l.acts) > 0 || l.graphs != nil && l.graphs.Acted() > 0
}

// Changes yields the changes of a move from one instant to another, see
// [graph.Set.Changes].
func (t Timeline) Changes(from, to clock.Instant) iter.Seq[graph.Change] {
	if t.graphs != nil {
		return t.graphs.Changes(from, to)
	}
	return func(yield func(graph.Change) bool) {
		for c := range t.jobs.Changes(from, to) {
			if !yield(graph.Change{Job: c}) {
				return
			}
		}
	}
}

// nextAct returns the first instant after another at which a graph changes without a job;
// clock.Never: there is none.
func (t Timeline) nextAct(after clock.Instant) clock.Instant {
	if t.graphs == nil {
		return clock.Never
	}
	return t.graphs.NextAct(after)
}
