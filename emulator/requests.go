package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
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

// Poller is what the journal says of a client that makes one call again and again:
// the same client is the same address, User-Agent and credentials, and one call
// the same operation, values in the path, and filters. The pages of a list are one
// ask.
type Poller struct {
	Address, UserAgent string
	Credentials        int // a number from 1 for each different value; 0: none
	Operation          string
	Filters            string // such as status=running&graphName=movies; "": none
	Calls              int
	// Virtual and Real are the gaps between polls.
	Virtual, Real Gaps
	// EndedAt is the virtual time at which all jobs of its list have ended; zero:
	// never, or there are none.
	EndedAt time.Time
	// CallsAfterEnd is the number of calls after an answer had shown the end,
	// CallsInRetryAfter of those before a Retry-After had passed in both virtual
	// and real time.
	CallsAfterEnd, CallsInRetryAfter int
	// PagesNeverFetched counts the pages of the longest list that an answer announced.
	PagesNeverFetched int
	MostAtOnce        int // polls at one virtual instant
	LastStatus        int // 0: its last call is open, or its connection broke
	// Findings is what looks wrong, each in a line.
	Findings []string
}

// Gaps are times between polls; all 0 if there were less than two polls.
type Gaps struct {
	Count                     int
	Shortest, Median, Longest time.Duration
}

// Polling lists the project's pollers, as far as the journal goes back, in the order
// of their first calls.
func (p *Project) Polling() []Poller {
	pollers := make([]Poller, 0, 1)
	list := p.pollers()
	for i := range list {
		of := &list[i]
		poller := Poller{
			Address: of.Address, UserAgent: of.UserAgent, Credentials: of.Credentials, Operation: string(of.Operation), Filters: of.Filters,
			Calls: of.Calls, Virtual: newGaps(of.Virtual), Real: newGaps(of.Real), CallsAfterEnd: of.AfterEnd, CallsInRetryAfter: of.InRetryAfter,
			PagesNeverFetched: of.PagesNeverFetched, MostAtOnce: of.MostAtOnce, LastStatus: of.LastStatus,
		}
		if of.Ended.At != clock.Never {
			poller.EndedAt = of.Ended.At.Time()
		}
		for _, f := range of.DefaultFindings() {
			poller.Findings = append(poller.Findings, f.Text)
		}
		pollers = append(pollers, poller)
	}
	return pollers
}

func (p *Project) pollers() []journal.Poller {
	var list func() []journal.Poller
	must(p.view(func(tx *world.Tx) error {
		list = tx.Polling()
		return nil
	}))
	return list()
}

func newGaps(g journal.Gaps) Gaps { return Gaps{g.Count, g.Shortest, g.Median, g.Longest} }

// PollingRules are the rules that a test sets for pollers. The zero value allows
// everything.
type PollingRules struct {
	MinGap, MaxGap time.Duration // between polls; 0: any
	// Real measures the gaps in real time instead of virtual time.
	Real bool
	// StopsAfterEnd forbids calls after an answer has shown that all jobs of the
	// list have ended and none is still to begin.
	StopsAfterEnd bool
	// KeepsRetryAfter forbids calls before a Retry-After has passed, in virtual or
	// in real time.
	KeepsRetryAfter bool
	// FetchesAllPages requires every page of the longest list that an answer announced.
	FetchesAllPages bool
	// RetriesFailures requires another call after 429, 5xx or a broken connection,
	// until all jobs have ended.
	RetriesFailures bool
	MaxAtOnce       int // polls at one virtual instant; 0: any number
}

// VerifyPolling is an error when the project's pollers broke a rule. It lists
// each in a line.
func (p *Project) VerifyPolling(rules PollingRules) error {
	if !p.world.HoldsRequests() {
		return errors.New("rules for pollers need the journal, which holds nothing")
	}
	return joinProblems(world.VerifyPolling(p.pollers(), journal.PollingRules(rules)))
}

// joinProblems joins an error for each problem; nil when there are none.
func joinProblems(problems []world.Problem) error {
	lines := make([]error, len(problems))
	for i, problem := range problems {
		lines[i] = errors.New(formatProblem(problem))
	}
	return errors.Join(lines...)
}
