package world

import (
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// life is the state of a project that a reset, another scenario or a snapshot
// replaces. The project's lock guards it, even after it was replaced: a call that
// began in it ends in it.
type life struct {
	origin *origin
	seedID string   // the project id from which request ids and faults' chances are derived; another's after its snapshot was restored
	key    fake.Key // of its request ids
	clock  clock.Clock
	board  *history.Board
	graphs *graph.Set          // nil: not computed yet, from the board's history and acts
	acts   []scenario.GraphAct // on graphs, as they were restored; only while graphs is nil
	rules  submit.Rules
	faults fault.Counter
	calls  int
	pages  pageCache
	record record
	tokens *auth.Tokens
	saved  *saved // the state as last written; nil: never
}

// newLife returns the initial life of a project.
func (o *origin) newLife(id string, w *World) *life {
	l := &life{origin: o, clock: o.clock, board: o.newBoard(), acts: o.acts, rules: o.rules, tokens: o.auth.NewTokens(id)}
	l.seedFrom(id, w)
	return l
}

// newBoard returns a board over the origin's history, at the scenario's start.
func (o *origin) newBoard() *history.Board {
	if o.history.HasChanges() {
		return o.history.NewBoard()
	}
	return o.plan.NewBoard()
}

// restart is as [origin.newLife]; a realtime clock starts anew.
func (o *origin) restart(id string, w *World) *life {
	l := o.newLife(id, w)
	l.clock.Set(o.scenario.Clock.Start)
	return l
}

// seedFrom derives request ids and faults' chances from a project id, and resets
// the counts of the faults.
func (l *life) seedFrom(id string, w *World) {
	l.seedID = id
	l.key = l.origin.root.For("request").For(id)
	l.faults = l.origin.faults.NewCounter(id, w.wall)
}

// fork returns a life for another project with the clock, jobs and faults of this
// one, but without its calls and counts.
func (l *life) fork(id string, w *World) *life {
	f := l.origin.newLife(id, w)
	f.clock = l.clock
	f.faults.CopyFrom(&l.faults)
	l.board.MoveTo(l.clock.Now()) // once here, not in each fork
	f.board = l.board.Fork()
	f.graphs, f.acts, f.rules = l.graphs, l.acts, l.rules.Restarted()
	return f
}

// next returns the time of the next change of any job.
func (l *life) next() clock.Instant {
	l.board.MoveTo(l.clock.Now())
	return l.board.Next()
}

// countActs returns the number of acts on graphs.
func (l *life) countActs() int {
	if l.graphs == nil {
		return len(l.acts)
	}
	return l.graphs.Acted()
}

// allActs yields the acts on jobs and on graphs that lead to the life as it is now, also
// if it changes before they are yielded.
func (l *life) allActs(h *history.History) iter.Seq[scenario.JobAct] {
	graphs, restored := l.graphs, l.acts
	return func(yield func(scenario.JobAct) bool) {
		for act := range h.Acts() {
			if !yield(act) {
				return
			}
		}
		acts := restored
		if graphs != nil {
			acts = graphs.Acts()
		}
		for i := range acts {
			if !yield(scenario.JobAct{On: &acts[i]}) {
				return
			}
		}
	}
}
