package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// DefaultJournal is the default of [WithJournal].
const DefaultJournal = journal.DefaultRequests

// WithJournal stores the last n requests of each project, about 130 bytes each; 0
// switches the journal off, and with it the analysis of pollers. The default is
// [DefaultJournal].
func WithJournal(n int) Option {
	return func(c *config) error {
		if n < 0 {
			return fmt.Errorf("%d is not a number of requests of 0 or more", n)
		}
		c.requests = n
		return nil
	}
}

// Request is one request in the journal.
type Request struct {
	// Number counts all requests that named the project, from 1. Call counts the
	// emulated calls, as faults do; 0: it is none of them.
	Number, Call int
	Now          time.Time // virtual, UTC
	Real         time.Time
	Operation    string // such as ListJobs; "": none of the vendor's calls
	Method       string
	Path, Query  string // Query is as received, still escaped
	// Header is the request's, Host included. The values of secrets, such as
	// X-Auth-Token and Authorization, are "***": they are never stored.
	Header http.Header
	// Truncated says that Path, Query or Header was cut: at 2 KiB for each of the
	// first two, at 64 lines or 8 KiB for the header, at 1 KiB for each value.
	Truncated bool
	// Open says that the request is not answered yet.
	Open bool
	// Status is 0 when there was no answer, or the connection broke before it.
	Status     int
	ErrorCode  string   // such as GES.0001; "": none
	Fault      string   // the name of the fault that applied; "": none
	Violations []string // its violations of the contract, a line each
	RetryAfter time.Duration
	Duration   time.Duration // real time, until the answer was written
}

// RequestFilter selects requests. The zero value selects all.
type RequestFilter struct {
	Operation  string // "": any
	Status     int    // 0: any
	Fault      string // by name; "": any
	Violations bool   // only those with violations
	Since      int    // only those with a higher number
}

// Requests lists the last requests that named the project, oldest first; with
// filters, those that match all of them. A reset clears them.
func (p *Project) Requests(filters ...RequestFilter) []Request {
	var all func() ([]journal.Request, int)
	must(p.view(func(tx *world.Tx) error {
		all = tx.Requests()
		return nil
	}))
	list, _ := all()
	for _, f := range filters {
		list = journal.Select(list, journal.Filter(f))
	}
	requests := make([]Request, 0, len(list))
	for _, r := range list {
		request := Request{
			Number: r.Number, Call: r.Call, Now: r.Now.Time(), Real: r.Real, Operation: string(r.Operation), Method: r.Method,
			Path: r.Path, Query: r.Query, Header: http.Header{}, Truncated: r.Truncated, Open: r.Open, Status: r.Status, ErrorCode: r.Code, Fault: r.Fault,
			RetryAfter: r.RetryAfter, Duration: r.Took,
		}
		for _, h := range r.Headers {
			request.Header[h.Name] = append(request.Header[h.Name], h.Value)
		}
		for _, v := range r.Violations {
			request.Violations = append(request.Violations, v.String())
		}
		requests = append(requests, request)
	}
	return requests
}

// ForgetRequests clears the requests; numbering continues.
func (p *Project) ForgetRequests() {
	must(p.update(func(tx *world.Tx, _ bool) error {
		tx.ForgetRequests()
		return nil
	}))
}

// Poller is what the journal says of a client that makes one call again and again;
// see [polling.Poller].
type Poller = polling.Poller

// Gaps are the times between the polls of a [Poller]; see [polling.Gaps].
type Gaps = polling.Gaps

// Finding is something that looks wrong about a [Poller]; see [polling.Finding].
type Finding = polling.Finding

// Polling lists the project's pollers, as far as the journal goes back, in the order
// of their first calls.
func (p *Project) Polling() []Poller {
	var list func() []Poller
	must(p.view(func(tx *world.Tx) error {
		list = tx.Polling()
		return nil
	}))
	return list()
}

// PollingRules are the rules that a test sets for pollers; see [polling.Rules].
type PollingRules = polling.Rules

// VerifyPolling is an error when the project's pollers broke a rule. It lists
// each in a line.
func (p *Project) VerifyPolling(rules PollingRules) error {
	if !p.world.HoldsRequests() {
		return errors.New("rules for pollers need the journal, which holds nothing")
	}
	return joinProblems(world.VerifyPolling(p.Polling(), rules))
}

// joinProblems joins an error for each problem; nil when there are none.
func joinProblems(problems []world.Problem) error {
	lines := make([]error, len(problems))
	for i, problem := range problems {
		lines[i] = errors.New(formatProblem(problem))
	}
	return errors.Join(lines...)
}
