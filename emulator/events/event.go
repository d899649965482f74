package events

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
)

// Kind says what an event is about.
type Kind string

// The kinds of events.
const (
	Job    Kind = "job"    // the state of a job changed
	Clock  Kind = "clock"  // the clock was moved, or its settings changed
	Call   Kind = "call"   // a call of the emulated API arrived
	Fault  Kind = "fault"  // a fault applies to the call before
	Answer Kind = "answer" // a call was answered, or its connection broken
	Reset  Kind = "reset"  // the project has begun a new life
	Missed Kind = "missed" // events are no longer buffered; it is in no feed
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Job, Clock, Call, Fault, Answer, Reset, Missed} }

// Reason is why a project has begun a new life.
type Reason string

// The reasons.
const (
	ByReset    Reason = "reset"     // it is back at the scenario's start
	ByScenario Reason = "scenario"  // it has another scenario
	BySnapshot Reason = "snapshot"  // a snapshot was restored
	Forgotten  Reason = "forgotten" // the next call of its id makes a new one
)

// Event is something that happened in a project. It has the fields of its kind;
// the others are zero.
type Event struct {
	Number  int // in its feed, from 1; 0: not in a feed
	Kind    Kind
	Project string

	Change    jobs.Change   // Job
	From      clock.Instant // Clock: virtual now before
	Now       clock.Instant // Clock: after; Call, Fault, Reset
	Mode      clock.Mode    // Clock
	Call      int           // Call, Fault, Answer: its number
	Operation ges.Operation // Call
	Query     string        // Call: as received
	Fault     string        // Call, "": none; Fault
	Status    int           // Answer; 0: the connection broke before any
	Code      string        // Answer: of the error; "": none
	Why       Reason        // Reset
	Count     int           // Missed
}
