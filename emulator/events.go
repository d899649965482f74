package emulator

import (
	"context"
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Event is something that happened in a project; see [events.Event].
type Event = events.Event

// Events yields what happens in the project as it happens, so that a test waits
// without sleeping. The kinds of events are:
//
//	job     the state of a job changed
//	graph   a graph came, went, or changed its status
//	clock   the clock was moved, or its settings changed
//	call    a call of the emulated API arrived
//	fault   a fault applies to the call before
//	answer  a call was answered, or its connection broken
//	reset   the project started again
//	missed  the reader was too slow: only the last 1,000 events are buffered
//
// It subscribes at once, before the iteration begins. The iteration waits for the
// next event until the context ends or the project is forgotten; another iteration
// resumes where the last one stopped. It is for one goroutine at a time. For "*"
// it yields the events of all projects.
func (p *Project) Events(ctx context.Context) iter.Seq[Event] {
	s, use := p.subscribe()
	return func(yield func(Event) bool) {
		defer use()()
		for {
			e, ok := s.Next(ctx, clock.Forever)
			if !ok || !yield(e) {
				return
			}
		}
	}
}

// subscribe returns a subscription, and what marks the project as in use while it is
// read.
func (p *Project) subscribe() (s *events.Subscription, use func() (release func())) {
	p.tb.Helper()
	if p.id == scenario.AnyProject {
		return p.world.Subscribe(events.FromNow), func() func() { return func() {} }
	}
	p.must(p.view(func(tx *world.Tx) error {
		s, use = tx.Subscribe(events.FromNow), tx.Project().Use
		return nil
	}))
	return s, use
}
