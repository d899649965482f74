package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
)

// life is all of a project that begins anew at a reset, another scenario or a
// snapshot. The project's lock guards it, also once another is in its place: a
// call that began in it ends in it.
type life struct {
	origin *origin
	seedID string   // the project id that request ids and what faults draw follow from: its own, but for a snapshot of another
	key    fake.Key // of its request ids
	clock  clock.Clock
	board  *jobs.Board
	faults fault.Counter
	calls  int
	pages  pageCache
	record record
	tokens *auth.Tokens
	saved  *saved // what of it is written down; nil: nothing
}

// newLife is the life of a project at the scenario's start.
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

// seedFrom has request ids and what faults draw follow from a project id. The
// faults begin to count anew.
func (l *life) seedFrom(id string, w *World) {
	l.seedID = id
	l.key = l.origin.root.For("request").For(id)
	l.faults = l.origin.faults.NewCounter(id, w.wall)
}

// fork is the life of another project that begins as this one stands now. What
// was called and counted here stays behind.
func (l *life) fork(id string, w *World) *life {
	f := l.origin.newLife(id, w)
	f.clock = l.clock
	f.faults.Follow(&l.faults)
	l.board.MoveTo(l.clock.Now()) // once here, not in each fork
	f.board = l.board.Fork()
	return f
}

// next is the next change of any job.
func (l *life) next() clock.Instant {
	l.board.MoveTo(l.clock.Now())
	return l.board.Next()
}
