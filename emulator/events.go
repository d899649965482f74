package emulator

import (
	"context"
	"iter"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Event is something that happened in a project. Its kind says which fields it
// has beside the first three; the rest are zero.
type Event struct {
	ID      int // in its stream, from 1; 0 for missed
	Kind    string
	Project string

	// Change is the change of a job: by time, by a call or by the control API.
	Change Change
	// Now is virtual time, UTC. For clock the clock was moved From then to Now, and
	// Mode is its mode afterwards.
	Now, From time.Time
	Mode      string
	// Call is the number of the call, also for fault and answer. Operation and
	// Query are those of a call.
	Call             int
	Operation, Query string
	Fault            string // the name of the fault that applies to the call; "": none
	// Status and ErrorCode are those of an answer; 0: the connection broke before
	// it, "": no error.
	Status    int
	ErrorCode string
	Why       string // of reset: reset, scenario, snapshot or forgotten
	Count     int    // of missed: the number of events that are lost
}

// Events yields what happens in the project as it happens, so that a test waits
// without sleeping. The kinds of events are:
//
//	job     the state of a job changed
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
	s := p.subscribe()
	return func(yield func(Event) bool) {
		for {
			e, ok := s.Next(ctx, clock.Forever)
			if !ok || !yield(newEvent(&e)) {
				return
			}
		}
	}
}

func (p *Project) subscribe() (s *events.Subscription) {
	if p.id == scenario.AnyProject {
		return p.world.Subscribe(events.FromNow)
	}
	must(p.view(func(tx *world.Tx) error {
		s = tx.Subscribe(events.FromNow)
		return nil
	}))
	return s
}

func newEvent(e *events.Event) Event {
	event := Event{
		ID: e.Number, Kind: string(e.Kind), Project: e.Project, Mode: string(e.Mode), Call: e.Call, Operation: string(e.Operation),
		Query: e.Query, Fault: e.Fault, Status: e.Status, ErrorCode: e.Code, Why: string(e.Why), Count: e.Count,
	}
	switch e.Kind {
	case events.Job:
		event.Change = newChange(e.Change)
	case events.Clock:
		event.From, event.Now = e.From.Time(), e.Now.Time()
	case events.Call, events.Fault, events.Reset:
		event.Now = e.Now.Time()
	}
	return event
}
