package events

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Kind says what an event is about.
type Kind string

// The kinds of events.
const (
	Job    Kind = "job"    // the state of a job changed
	Graph  Kind = "graph"  // a graph came, went, or changed its status
	Clock  Kind = "clock"  // the clock was moved, or its settings changed
	Call   Kind = "call"   // a call of the emulated API arrived
	Fault  Kind = "fault"  // a fault applies to the call before
	Answer Kind = "answer" // a call was answered, or its connection broken
	Reset  Kind = "reset"  // the project has begun a new life
	Missed Kind = "missed" // events are no longer buffered; it is in no feed
	// Begun says that a project has begun to live, by its first call or change. It is only in
	// the common feed of all projects.
	Begun Kind = "project"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Job, Graph, Clock, Call, Fault, Answer, Reset, Missed, Begun} }

// Reason is why a project has begun a new life.
type Reason string

// The reasons.
const (
	ByReset    Reason = "reset"     // it is back at the scenario's start
	ByScenario Reason = "scenario"  // it has another scenario
	BySnapshot Reason = "snapshot"  // a snapshot was restored
	ByUndo     Reason = "undo"      // a life that it had before is back
	Forgotten  Reason = "forgotten" // the next call of its id makes a new one
)

// Event is something that happened in a project. Its kind says which fields it
// has beside the first three; the rest are zero.
type Event struct {
	ID      int // in its stream, from 1; 0 for missed
	Kind    Kind
	Project string

	// Change is the change of a job or a graph: by time, by a call or by the control
	// API.
	Change Change
	// Now is virtual time, UTC. For clock the clock was moved From then to Now, and
	// Mode is its mode afterwards.
	Now, From time.Time
	Mode      clock.Mode
	// Call is the number of the call, also for fault and answer. Operation and
	// Query are those of a call.
	Call      int
	Operation ges.Operation
	Query     string
	Fault     string // the name of the fault that applies to the call; "": none
	// Status and ErrorCode are those of an answer; 0: the connection broke before
	// it, "": no error.
	Status    int
	ErrorCode string
	Why       Reason // of reset: reset, scenario, snapshot or forgotten
	Count     int    // of missed: the number of events that are lost
}

// The data of the events as the control API shows it, by kind.
type (
	jobJSON struct {
		Project string `json:"project"`
		jobChangeJSON
	}
	graphJSON struct {
		Project string `json:"project"`
		graphChangeJSON
	}
	clockJSON struct {
		Project string     `json:"project"`
		From    string     `json:"from"`
		To      string     `json:"to"`
		Mode    clock.Mode `json:"mode"`
	}
	callJSON struct {
		Project   string        `json:"project"`
		Call      int           `json:"call"`
		Operation ges.Operation `json:"operation"`
		Query     string        `json:"query"`
		Now       string        `json:"now"`
		Fault     *string       `json:"fault"`
	}
	faultJSON struct {
		Project string `json:"project"`
		Fault   string `json:"fault"`
		Call    int    `json:"call"`
		Now     string `json:"now"`
	}
	answerJSON struct {
		Project   string  `json:"project"`
		Call      int     `json:"call"`
		Status    *int    `json:"status"`
		ErrorCode *string `json:"errorCode"`
	}
	resetJSON struct {
		Project string `json:"project"`
		Now     string `json:"now"`
		Why     Reason `json:"why"`
	}
	begunJSON struct {
		Project string `json:"project"`
		Now     string `json:"now"`
	}
	missedJSON struct {
		Count int `json:"count"`
	}
)

// MarshalJSON writes the data of the event as the control API streams it: without its
// id and kind, which have lines of their own there.
func (e Event) MarshalJSON() ([]byte, error) { return encode.JSON(e.data()) }

func (e Event) data() any {
	switch e.Kind {
	case Job:
		return jobJSON{e.Project, e.Change.ofJob()}
	case Graph:
		return graphJSON{e.Project, e.Change.ofGraph()}
	case Clock:
		return clockJSON{e.Project, exact(e.From), exact(e.Now), e.Mode}
	case Call:
		return callJSON{e.Project, e.Call, e.Operation, e.Query, exact(e.Now), encode.OrNull(e.Fault)}
	case Fault:
		return faultJSON{e.Project, e.Fault, e.Call, exact(e.Now)}
	case Answer:
		return answerJSON{e.Project, e.Call, encode.OrNull(e.Status), encode.OrNull(e.ErrorCode)}
	case Begun:
		return begunJSON{e.Project, exact(e.Now)}
	case Reset:
		return resetJSON{e.Project, exact(e.Now), e.Why}
	default:
		return missedJSON{e.Count}
	}
}
