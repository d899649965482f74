package world

import (
	"net/http"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// Call is one API call: what it says, and how the project has taken it.
type Call struct {
	Request

	Number  int                 // from 1; 0: it reached no project
	Now     clock.Instant       // the call's one now
	Refusal *auth.Refusal       // why it may not be made; nil: it may
	Hit     fault.Hit           // the fault that applies to it
	Fresh   []journal.Violation // its violations that are there for the first time
	Slot    journal.Slot        // where its answer goes

	key  fake.Key
	life *life // in which it began, and ends
	in   *Project
}

// Request is what of an API call a project looks at.
type Request struct {
	Operation   ges.Operation
	Query       func(name string) string // the value of a query parameter; "": absent
	Header      http.Header
	RawQuery    string // as it came, for subscribers
	Credentials auth.Credentials
	// Violations is what of the request the contract does not allow, and Covered
	// what of the contract it covers; nil: nothing.
	Violations []journal.Violation
	Covered    *journal.Set
	// Refused says that the call gets no further than its credentials, because
	// of a violation: it counts for no fault.
	Refused bool
	// Incoming is the request for the journal, which may hold none.
	Incoming journal.Incoming
}

// AppendRequestID appends the call's request id: 32 hexadecimal digits that
// follow from the seed, the project and the call's number.
func (c *Call) AppendRequestID(b []byte) []byte { return c.key.AppendHex(b) }

// ViewTime is the instant whose jobs the call is shown: its now, or for a list
// that lags behind an earlier one.
func (c *Call) ViewTime() clock.Instant {
	if c.Hit.Fault == nil {
		return c.Now
	}
	return c.Now.Add(-c.Hit.Fault.Stale)
}

// Project is the id of the project that took the call; "": none did.
func (c *Call) Project() string {
	if c.in == nil {
		return ""
	}
	return c.in.id
}

// take takes an API call: it is counted, moves a stepped clock, and counts for
// the faults that it fits, unless it is refused: such a call gets no further than
// the gateway.
func (tx *Tx) take(c *Call) {
	p, l := tx.project, tx.life
	l.calls++
	*c = Call{Request: c.Request, Number: l.calls, Now: l.clock.Tick(l.next), key: l.key.Nth(l.calls), life: l, in: p}
	tx.call, tx.now = c, c.Now
	if c.Covered != nil {
		l.record.coverage.Add(c.Covered)
	}
	if len(c.Violations) > 0 {
		c.Fresh = l.record.note(p.id, c.Number, c.Violations)
	}
	c.Refusal = l.origin.auth.Refuse(&c.Credentials, l.tokens, c.Operation, p.id, c.Now)
	if c.Refusal == nil && !c.Refused {
		c.Hit = l.faults.Next(fault.Call{Operation: c.Operation, Now: c.Now, Query: c.Query, Header: c.Header.Get})
		l.record.hit(c.Hit.Fault)
	}
	outcome := journal.Outcome{Call: c.Number, Now: c.Now, Violations: c.Violations}
	if c.Hit.Fault != nil {
		outcome.Fault = c.Hit.Fault.Name
	}
	c.Slot = l.record.add(p.world.requests, &c.Incoming, &outcome)
}

// HasSubscribers says whether anybody is told of how the call is answered.
func (c *Call) HasSubscribers() bool { return c.in != nil && c.in.audience.Load() != nil }

// Answered publishes how the call was answered; status 0: its connection broke
// before. A call of a life that has ended is told nobody.
func (c *Call) Answered(status int, code string) {
	p := c.in
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.life == p.life {
		p.publishAnswer(c.Number, status, code)
	}
}
