package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/history"
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
	faults fault.Counter
	calls  int
	pages  pageCache
	record record
	tokens *auth.Tokens
	saved  *saved // the state as last written; nil: never
}

// newLife returns the initial life of a project.
func (o *origin) newLife(id string, w *World) *life {
	l := &life{origin: o, clock: o.clock, board: o.plan.NewBoard(), tokens: o.auth.NewTokens(id)}
	l.seedFrom(id, w)
	return l
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
	return f
}

// next returns the time of the next change of any job.
func (l *life) next() clock.Instant {
	l.board.MoveTo(l.clock.Now())
	return l.board.Next()
}
