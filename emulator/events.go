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
	ID      int // from 1, in its stream; 0: a missed
	Kind    string
	Project string

	// Change is that of a job, by time, by a call or by the control API: a job.
	Change Change
	// Now is the virtual time, UTC: of a call, a fault, a reset; of a clock,
	// that to which it was moved from From, and Mode is how it goes on.
	Now, From time.Time
	Mode      string
	// Call is the number of a call, of the call that met a fault, of the one that
	// an answer is for. Operation and Query are those of the call.
	Call             int
	Operation, Query string
	Fault            string // the name of the one that a call meets; "": none
	// Status and ErrorCode are those of an answer; 0 when the connection broke
	// before it, "" when it went well.
	Status    int
	ErrorCode string
	Why       string // of a reset: reset, scenario, snapshot or forgotten
	Count     int    // of a missed: so many events are kept no more
}

// Events tells what happens in the project, as it does, so that a test waits
// without sleeping. The kinds of events are:
//
//	job     a job has another state
//	clock   time was moved, or goes on in another way
//	call    a call of the emulated API came
//	fault   the call before met a fault
//	answer  a call was answered, or its connection broken
//	reset   the project's world began anew
//	missed  more came than the last 1,000, which are kept
//
// It listens from now on, before the iteration begins. The iteration waits for
// the next event until the context ends, or the project is forgotten. One that
// was left goes on with the next event when it is begun again; it is for one
// goroutine at a time. Of "*" these are the events of all projects.
func (p *Project) Events(ctx context.Context) iter.Seq[Event] {
	s := p.subscribe()
	return func(yield func(Event) bool) {
		for {
			e, ok := s.Next(ctx, clock.Forever)
			if !ok || !yield(event(&e)) {
				return
			}
		}
	}
}

func (p *Project) subscribe() (s *events.Subscription) {
	if p.id == scenario.AnyProject {
		return p.world.Subscribe(events.FromNow)
	}
	must(p.look(func(tx *world.Tx) error {
		s = tx.Subscribe(events.FromNow)
		return nil
	}))
	return s
}

func event(e *events.Event) Event {
	shown := Event{
		ID: e.Number, Kind: string(e.Kind), Project: e.Project, Mode: string(e.Mode), Call: e.Call, Operation: string(e.Operation),
		Query: e.Query, Fault: e.Fault, Status: e.Status, ErrorCode: e.Code, Why: string(e.Why), Count: e.Count,
	}
	switch e.Kind {
	case events.Job:
		shown.Change = change(e.Change)
	case events.Clock:
		shown.From, shown.Now = e.From.Time(), e.Now.Time()
	case events.Call, events.Fault, events.Reset:
		shown.Now = e.Now.Time()
	}
	return shown
}
