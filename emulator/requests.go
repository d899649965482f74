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

// DefaultJournal is how many requests of each project are kept unless told
// otherwise.
const DefaultJournal = journal.DefaultRequests

// WithJournal keeps the last n requests of each project; 0 keeps none, and then
// nothing is known of pollers either. The default is [DefaultJournal]. They take memory
// as they come, about 130 bytes each.
func WithJournal(n int) Option {
	return func(c *config) error {
		if n < 0 {
			return fmt.Errorf("%d is not a number of requests of 0 or more", n)
		}
		c.requests = n
		return nil
	}
}

// Request is one request that the journal kept.
type Request struct {
	// Number counts all requests that named the project, from 1, and Call those
	// of the emulated calls, as faults count; 0: it is none of them.
	Number, Call int
	Now          time.Time // virtual, UTC
	Real         time.Time
	Operation    string // such as ListJobs; "": none of the vendor's calls
	Method       string
	Path, Query  string // Query is as it came, still escaped
	// Header is what came, Host included. The values of secrets, such as
	// X-Auth-Token and Authorization, are "***": they are never stored.
	Header http.Header
	// Truncated says that not all of Path, Query and Header is there: of a call
	// 2 KiB of each of the first two are stored, and 64 lines or 8 KiB of its
	// header, each value up to 1 KiB.
	Truncated bool
	// Open says that it is not answered yet.
	Open bool
	// Status is 0 when there was no answer, or the connection broke before it.
	Status     int
	ErrorCode  string   // such as GES.0001; "": none
	Fault      string   // the name of the one that it met; "": none
	Violations []string // what of it the contract does not allow, a line each
	RetryAfter time.Duration
	Duration   time.Duration // real time, until the answer was written
}

// RequestFilter says which requests are wanted. The zero value wants all.
type RequestFilter struct {
	Operation  string // "": any
	Status     int    // 0: any
	Fault      string // by name; "": any
	Violations bool   // only those with violations
	Since      int    // only those with a higher number
}

// Requests lists the last requests that named the project, oldest first; with
// filters, those that fit each of them. A reset forgets them.
func (p *Project) Requests(filters ...RequestFilter) []Request {
	var all func() ([]journal.Request, int)
	must(p.look(func(tx *world.Tx) error {
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

// ForgetRequests forgets the requests; numbers go on.
func (p *Project) ForgetRequests() {
	must(p.change(func(tx *world.Tx, _ bool) error {
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
	Credentials        int // from 1, only to tell them apart; 0: none
	Operation          string
	Filters            string // such as status=running&graphName=movies; "": none
	Calls              int
	// Virtual and Real are the times between two asks.
	Virtual, Real Gaps
	// EndedAt is the virtual moment at which all that it asks for has ended;
	// zero: it never does, or nothing of the kind is there.
	EndedAt time.Time
	// CallsAfterEnd came after an answer had shown that; CallsInRetryAfter came
	// before a Retry-After was over, in virtual and in real time.
	CallsAfterEnd, CallsInRetryAfter int
	// PagesNeverFetched are those of the longest list that it was told of.
	PagesNeverFetched int
	MostAtOnce        int // asks at one virtual moment
	LastStatus        int // 0: its last call is open, or its connection broke
	// Findings is what looks wrong, each in a line.
	Findings []string
}

// Gaps are times between two asks; all 0 when there were less than two.
type Gaps struct {
	Count                     int
	Shortest, Median, Longest time.Duration
}

// Polling tells how the project's clients poll, by what the journal has kept, in
// the order of their first calls.
func (p *Project) Polling() []Poller {
	pollers := make([]Poller, 0, 1)
	list := p.pollers()
	for i := range list {
		of := &list[i]
		poller := Poller{
			Address: of.Address, UserAgent: of.UserAgent, Credentials: of.Credentials, Operation: string(of.Operation), Filters: of.Filters,
			Calls: of.Calls, Virtual: gaps(of.Virtual), Real: gaps(of.Real), CallsAfterEnd: of.AfterEnd, CallsInRetryAfter: of.InRetryAfter,
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
	must(p.look(func(tx *world.Tx) error {
		list = tx.Polling()
		return nil
	}))
	return list()
}

func gaps(g journal.Gaps) Gaps { return Gaps{g.Count, g.Shortest, g.Median, g.Longest} }

// PollingRules are what a test asks of pollers. The zero value asks nothing.
type PollingRules struct {
	MinGap, MaxGap time.Duration // between two asks; 0: any
	// Real measures the gaps in real time; else they are virtual.
	Real bool
	// StopsAfterEnd allows no call once an answer has shown that all that a
	// poller asks for has ended, with nothing more to come.
	StopsAfterEnd bool
	// KeepsRetryAfter allows no call before a Retry-After is over, neither in
	// virtual nor in real time.
	KeepsRetryAfter bool
	// FetchesAllPages wants every page of the longest list that a poller was told of.
	FetchesAllPages bool
	// RetriesFailures allows a poller's last call to be none that failed with
	// 429, 5xx or a broken connection before all had ended.
	RetriesFailures bool
	MaxAtOnce       int // asks at one virtual moment; 0: any number
}

// VerifyPolling is an error when the project's pollers broke a rule. It lists
// each in a line.
func (p *Project) VerifyPolling(rules PollingRules) error {
	if !p.world.HoldsRequests() {
		return errors.New("rules for pollers need the journal, which holds nothing")
	}
	return joined(world.VerifyPolling(p.pollers(), journal.PollingRules(rules)))
}

// joined is an error for each problem; nil when there are none.
func joined(problems []world.Problem) error {
	lines := make([]error, len(problems))
	for i, problem := range problems {
		lines[i] = errors.New(line(problem))
	}
	return errors.Join(lines...)
}
