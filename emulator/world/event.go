package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
)

// EventKind says what an event is about.
type EventKind string

// The kinds of events.
const (
	JobChanged   EventKind = "job"    // a job has another state
	ClockMoved   EventKind = "clock"  // time was moved, or moves in another way
	CallTaken    EventKind = "call"   // a call of the emulated API came
	FaultMet     EventKind = "fault"  // the call before met a fault
	CallAnswered EventKind = "answer" // a call was answered, or its connection broken
	BegunAnew    EventKind = "reset"  // the project's world began anew
	Missed       EventKind = "missed" // so many events are kept no more; one of no feed
)

// EventKinds lists the kinds.
func EventKinds() []EventKind {
	return []EventKind{JobChanged, ClockMoved, CallTaken, FaultMet, CallAnswered, BegunAnew, Missed}
}

// Why is why a project's world began anew.
type Why string

// Why it did.
const (
	ByReset    Why = "reset"     // it stands at the scenario's start
	ByScenario Why = "scenario"  // it has another scenario
	BySnapshot Why = "snapshot"  // it stands as it once stood
	Forgotten  Why = "forgotten" // the next call of its id makes a new one
)

// Event is something that happened in a project. It has what its kind has; the
// rest is zero.
type Event struct {
	Number  int // in its feed, from 1; 0: it is in none
	Kind    EventKind
	Project string

	Change    jobs.Change   // JobChanged
	From      clock.Instant // ClockMoved: virtual now before
	Now       clock.Instant // ClockMoved: after; CallTaken, FaultMet, BegunAnew
	Mode      clock.Mode    // ClockMoved
	Call      int           // CallTaken, FaultMet, CallAnswered: its number
	Operation ges.Operation // CallTaken
	Query     string        // CallTaken: as it came
	Fault     string        // CallTaken, "": none; FaultMet
	Status    int           // CallAnswered; 0: the connection broke before any
	Code      string        // CallAnswered: of the error; "": none
	Why       Why           // BegunAnew
	Count     int           // Missed
}
