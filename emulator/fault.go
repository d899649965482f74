package emulator

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Fault is a failure, and the calls that it hits. Its fields are keys of a
// scenario file, like those of [Scenario]. At most one of Reply, Stale and
// Connection is given, and at least one of these, Limit and Delay.
type Fault struct {
	// Name identifies the fault in the project: 1 to 64 letters, digits, or . _ -.
	Name string `json:"name"`
	// Operations are the operations that it hits, such as ListJobs, or Write or Read
	// for a group of them; none: all of the service. Only faults of a whole scenario can
	// hit those of the identity service.
	Operations []string `json:"operations,omitempty"`
	// When says which calls it hits; zero: every call.
	When When `json:"when,omitzero"`
	// Reply is the answer of a call that is hit.
	Reply Reply `json:"reply,omitzero"`
	// Limit hits the calls beyond a number in a window of time; When.Calls and
	// When.Chance are not allowed beside it. The default reply is 429 APIGW.0308.
	Limit Limit `json:"limit,omitzero"`
	// Stale answers with the state of so much virtual time ago: a list that lags
	// behind.
	Stale time.Duration `json:"stale,omitempty"`
	// Delay is real time before the answer, at most 1h; of a range, one is drawn
	// for each call as [When].Chance is.
	Delay DurationRange `json:"delay,omitzero"`
	// Connection breaks the connection in place of a reply.
	Connection Connection `json:"connection,omitempty"`
	// Accepted lets a call submit its job before it fails by Reply or Connection. The
	// fault counts only calls that did.
	Accepted bool `json:"accepted,omitempty"`
}

// MarshalJSON writes the fault as a scenario file has it.
func (f Fault) MarshalJSON() ([]byte, error) { return marshalKeys(f) }

// When selects the calls that a [Fault] hits: all given conditions must hold.
type When struct {
	// Query is query parameters with their exact values; "": absent.
	Query map[string]string `json:"query,omitempty"`
	// Header is request headers with their exact values; "": absent.
	Header map[string]string `json:"header,omitempty"`
	// Graph is the name of the graph in the path, or of that which CreateGraph creates.
	Graph string `json:"graph,omitempty"`
	// Calls selects by number among the calls that fit the other conditions,
	// counted in each project since the fault was added.
	Calls CallNumbers `json:"calls,omitzero"`
	// From and Until are times; Until is not included.
	From  Time `json:"from,omitzero"`
	Until Time `json:"until,omitzero"`
	// Chance is the share of the calls, above 0 to 1. Which calls are hit is
	// derived from the seed, the fault's name, the project and the call's number.
	Chance float64 `json:"chance,omitempty"`
}

// Reply is an answer. Its status and message come from the table of error codes
// unless they are given.
type Reply struct {
	ErrorCode    string            `json:"errorCode,omitempty"`    // such as GES.9999; default: the usual one of the status
	ErrorMessage string            `json:"errorMessage,omitempty"` // default: the code's own
	Status       int               `json:"status,omitempty"`       // 200 to 599; default: the code's own
	Headers      map[string]string `json:"headers,omitempty"`      // more headers
	Body         []byte            `json:"body,omitempty"`         // a raw text in place of the error body, which may be empty; nil: the error body
}

// Limit is a number of calls in a window of time, which begins with its first call.
type Limit struct {
	Calls int           `json:"calls"`           // 1 or more; needed
	Per   time.Duration `json:"per,omitempty"`   // needed
	Clock string        `json:"clock,omitempty"` // virtual, the default, or real
}

// MarshalJSON writes the limit as a scenario file has it.
func (l Limit) MarshalJSON() ([]byte, error) { return marshalKeys(l) }

// AddFault adds a fault to the project until it is reset. It is tried before those
// of the scenario and after those added earlier, and counts calls from now on. It is an
// error when the fault breaks a rule of scenario files, or when the project has a fault
// of its name.
func (p *Project) AddFault(f Fault) error {
	p.tb.Helper()
	what := fmt.Sprintf("fault %q", f.Name)
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		parsed, err := parse(what, f, tx.Now(), scenario.ParseFault)
		if err == nil && !tx.AddFault(&parsed) {
			err = fmt.Errorf("%s: the project has a fault of this name already", what)
		}
		return err
	}))
}

// AppliedFault is a fault with its counts; see [fault.Applied].
type AppliedFault = fault.Applied

// Faults lists the faults with how often each applied, in the order in which they are
// tried.
func (p *Project) Faults() (list []AppliedFault) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		list = tx.Faults()
		return nil
	}))
	return list
}

// RemoveFault removes a fault, also one of the scenario, until the project is reset. It is
// an error when there is none of the name.
func (p *Project) RemoveFault(name string) error {
	p.tb.Helper()
	removed := false
	err := p.update(func(tx *world.Tx, _ bool) error {
		removed = tx.RemoveFault(name) || removed
		return nil
	})
	if err == nil && !removed {
		err = fmt.Errorf("project %s has no fault %q", p.id, name)
	}
	return p.fail(err)
}

// MarshalJSON writes the reply as a scenario file has it.
func (r Reply) MarshalJSON() ([]byte, error) {
	type keys Reply
	var body *string
	if r.Body != nil {
		text := string(r.Body)
		body = &text
	}
	return json.Marshal(struct {
		keys
		Body *string `json:"body,omitempty"`
	}{keys(r), body})
}
