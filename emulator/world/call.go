package world

import (
	"net/http"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// Call is one API call: the request, and what the project decided about it. It is
// given to [World.Do] once.
type Call struct {
	Request

	Number        int                 // in the project, from 1; 0: it reached no project
	Now           clock.Instant       // the call's one now
	Refusal       *auth.Refusal       // why its credentials are refused; nil: they are accepted
	Hit           fault.Hit           // the fault that applies to it
	NewViolations []journal.Violation // those of its violations that the project has for the first time
	Slot          journal.Slot        // its journal entry, which takes the answer
	JobID         string              // of the job that it submitted; "": none
	Noted         []journal.Violation // found while it was answered

	key     fake.Key
	life    *life // the one in which it began and ends
	project *Project
	open    bool // it counts as a use of the project
	tx      Tx   // in which it is answered; here, so that it is no allocation of its own
}

// End ends the call: from now on its project is not in use by it. Of a call that
// reached no project, or was ended, nothing is left to do.
func (c *Call) End() {
	if c.open {
		c.open = false
		c.project.world.usage.release(c.project)
	}
}

// Request is the part of an API call that a project reads.
type Request struct {
	Operation   ges.Operation
	Query       func(name string) string // the value of a query parameter; "": absent
	Header      http.Header
	RawQuery    string // its secrets masked, for subscribers
	Credentials auth.Credentials
	// Violations is what of the request the contract does not allow, and Covered
	// what of the contract it covers; nil: nothing.
	Violations []journal.Violation
	Covered    *journal.Set
	// Refused says that a violation stops the call once its credentials are
	// checked: no fault counts it.
	Refused bool
	// Incoming is the request for the journal, which may hold none.
	Incoming journal.Incoming
	// GraphID is the id of the graph in the path, GraphName the name of one that the
	// call creates; "": none.
	GraphID, GraphName string
}

// AppendRequestID appends the call's request id: 32 hexadecimal digits derived
// from the seed, the project and the call's number.
func (c *Call) AppendRequestID(b []byte) []byte { return c.key.AppendHex(b) }

// ViewTime is the instant whose jobs the answer shows: now, or an earlier one for
// a fault with a stale list.
func (c *Call) ViewTime() clock.Instant {
	if c.Hit.Fault == nil {
		return c.Now
	}
	return c.Now.Add(-c.Hit.Fault.Stale)
}

// Project is the id of the project that the call reached; "": none.
func (c *Call) Project() string {
	if c.project == nil {
		return ""
	}
	return c.project.id
}

// accept counts an API call, moves a stepped clock, checks the credentials, applies
// a fault and adds the journal entry. A refused call ends at the gateway, so no
// fault counts it.
func (tx *Tx) accept(c *Call) {
	p, l := tx.project, tx.life
	l.calls++
	c.Number, c.Now, c.key, c.life, c.project, c.open = l.calls, l.clock.Tick(l.next), l.key.Nth(l.calls), l, p, true
	tx.call, tx.now = c, c.Now
	if c.Covered != nil {
		l.record.coverage.Add(c.Covered)
	}
	if len(c.Violations) > 0 {
		c.NewViolations = l.record.note(p.id, c.Number, c.Violations)
	}
	c.Refusal = l.origin.auth.Refuse(&c.Credentials, l.tokens, c.Operation, p.id, c.Now)
	if c.Refusal == nil && !c.Refused {
		c.Hit = tx.meetFault(false)
	}
	outcome := journal.Outcome{Call: c.Number, Now: c.Now, Violations: c.Violations}
	if c.Hit.Fault != nil {
		outcome.Fault = c.Hit.Fault.Name
	}
	c.Slot = l.record.add(p.world.requests, &c.Incoming, &outcome)
}

// HasSubscribers reports whether the answer is published to anyone.
func (c *Call) HasSubscribers() bool { return c.project != nil && c.project.subscribers.Load() != nil }

// PublishAnswer publishes the answer of the call; status 0: the connection broke before
// it. The answer of a call whose life has ended is not published.
func (c *Call) PublishAnswer(status int, code string) {
	p := c.project
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.life == p.life {
		p.publishAnswer(c.Number, status, code)
	}
}

// Note notes a violation that was found while the call was answered.
func (tx *Tx) Note(v journal.Violation) {
	c := tx.call
	c.Noted = append(c.Noted, v)
	c.NewViolations = append(slices.Clip(c.NewViolations), tx.life.record.note(tx.project.id, c.Number, []journal.Violation{v})...)
}

// meetFault counts the call for the faults, and returns the one that applies to it.
// accepted says that it has submitted its job.
func (tx *Tx) meetFault(accepted bool) fault.Hit {
	c := tx.call
	hit := tx.life.faults.Next(fault.Call{
		Operation: c.Operation, Now: c.Now, Query: c.Query, Header: c.Header.Get, Graph: tx.graphName, Accepted: accepted,
	})
	tx.life.record.coverFault(hit.Fault)
	return hit
}

// MeetAcceptedFault counts a call that has submitted its job for the faults that wait for
// that. If one applies it is the call's, and the job stays.
func (tx *Tx) MeetAcceptedFault() bool {
	hit := tx.meetFault(true)
	if hit.Fault != nil {
		tx.call.Hit = hit
	}
	return hit.Fault != nil
}

// graphName is the name of the graph that the call is about; "": none.
func (tx *Tx) graphName() string {
	if id := tx.call.GraphID; id != "" {
		if g, ok := tx.Graphs().Lookup(id); ok {
			return g.Name()
		}
	}
	return tx.call.GraphName
}
