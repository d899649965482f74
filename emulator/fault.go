package emulator

import (
	"encoding/json"
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Fault is a failure, and the calls that it hits. Its fields are keys of a
// scenario file, as those of [Scenario] are: of Reply, Stale and Connection at
// most one is given, and of these, Limit and Delay at least one.
type Fault struct {
	// Name tells the fault from others of the project: 1 to 64 letters, digits,
	// or . _ -.
	Name string `json:"name"`
	// Operations are the operations that it hits, such as ListJobs; none: all.
	Operations []string `json:"operations,omitempty"`
	// When says which calls it hits; zero: every call.
	When When `json:"when,omitzero"`
	// Reply is the answer of a call that is hit.
	Reply Reply `json:"reply,omitzero"`
	// Limit hits the calls beyond so many in a window of time, in place of
	// When.Calls and When.Chance. The default reply is then 429 APIGW.0308.
	Limit Limit `json:"limit,omitzero"`
	// Stale answers truly, but as it stood so much earlier in virtual time: a
	// list that lags behind.
	Stale string `json:"stale,omitempty"`
	// Delay is real time before the answer, at most 1h; of a range, one is drawn
	// for each call as [When].Chance is.
	Delay Range `json:"delay,omitzero"`
	// Connection breaks the connection in place of a reply: reset (a TCP RST),
	// close (no byte comes), truncate (the headers and half of the body of the
	// true answer), garbage (bytes that are no HTTP) or trickle (the true answer,
	// in pieces, over Delay).
	Connection string `json:"connection,omitempty"`
}

// When is the calls that a [Fault] hits: all that is given must hold.
type When struct {
	// Query is query parameters and their exact values; "" is an absent one.
	Query map[string]string `json:"query,omitempty"`
	// Header is request headers and their exact values; "" is an absent one.
	Header map[string]string `json:"header,omitempty"`
	// Calls is which of the calls that fit the rest, counted from 1 in each
	// project from when the fault is there: a number (3), a []int, or a text
	// ("2-5", "3-", "every 5").
	Calls any `json:"calls,omitempty"`
	// From and Until are times; Until is not included.
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
	// Chance is the share of the calls, above 0 to 1. Which calls are hit follows
	// from the seed, the fault's name, the project and the call's number.
	Chance float64 `json:"chance,omitempty"`
}

// Reply is an answer. Its status and message come from the table of error codes
// unless they are given.
type Reply struct {
	ErrorCode    string            `json:"errorCode,omitempty"`    // such as GES.9999; needed unless there are a status and a body
	ErrorMessage string            `json:"errorMessage,omitempty"` // default: the code's own
	Status       int               `json:"status,omitempty"`       // 200 to 599; default: the code's own
	Headers      map[string]string `json:"headers,omitempty"`      // more headers
	Body         []byte            `json:"body,omitempty"`         // a raw text in place of the error body, which may be empty; nil: the error body
}

// Limit is so many calls in a window of time. A window begins with its first
// call.
type Limit struct {
	Calls int    `json:"calls"`           // 1 or more; needed
	Per   string `json:"per,omitempty"`   // a duration; needed
	Clock string `json:"clock,omitempty"` // virtual, the default, or real
}

// AddFault makes calls of the project fail from now on, until it is reset. The fault
// is tried before those of the scenario and after those that were added before
// it, and counts calls from now on. A duration in place of a time counts from
// now too. It is an error when the fault breaks a rule
// of a scenario's faults, or when the project has one of its name already.
func (p *Project) AddFault(f Fault) error {
	what := fmt.Sprintf("fault %q", f.Name)
	return p.change(func(tx *world.Tx, _ bool) error {
		parsed, err := parse(what, f, tx.Now(), scenario.ParseFault)
		if err == nil && !tx.AddFault(&parsed) {
			err = fmt.Errorf("%s: the project has a fault of this name already", what)
		}
		return err
	})
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
