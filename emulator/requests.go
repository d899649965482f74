package emulator

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
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

// Request is one request in the journal; see [journal.Request].
type Request = journal.Request

// RequestFilter selects requests: by operation, status, fault, violations or number.
// The zero value selects all; see [journal.Filter].
type RequestFilter = journal.Filter

// Requests lists the last requests that named the project, oldest first; with
// filters, those that match all of them. A reset clears them.
func (p *Project) Requests(filters ...RequestFilter) []Request {
	p.tb.Helper()
	var selection func(limit int, selects func(*Request) bool) journal.Selection
	p.must(p.view(func(tx *world.Tx) error {
		selection = tx.Requests()
		return nil
	}))
	return selection(math.MaxInt, func(r *Request) bool {
		return !slices.ContainsFunc(filters, func(f RequestFilter) bool { return !f.Matches(r) })
	}).Requests
}

// ForgetRequests clears the requests; numbering continues.
func (p *Project) ForgetRequests() {
	p.tb.Helper()
	p.must(p.update(func(tx *world.Tx, _ bool) error {
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
	p.tb.Helper()
	var list func() []Poller
	p.must(p.view(func(tx *world.Tx) error {
		list = tx.Polling()
		return nil
	}))
	return list()
}

// PollingRules are the rules that a test sets for pollers; see [polling.Rules].
type PollingRules = polling.Rules

// VerifyPolling is an error when the project's pollers broke a rule, and when nobody
// called the project. It lists each in a line. With "*" it is about all projects
// together.
func (p *Project) VerifyPolling(rules PollingRules) error {
	if !p.world.JournalEnabled() {
		return errors.New("rules for pollers need the journal, which holds nothing")
	}
	if rules.MinGap < 0 || rules.MaxGap < 0 || rules.MinCalls < 0 {
		return fmt.Errorf("rules for pollers: MinGap %s, MaxGap %s and MinCalls %d must not be negative", rules.MinGap, rules.MaxGap, rules.MinCalls)
	}
	pollers := p.Polling
	if p.id == scenario.AnyProject {
		pollers = p.world.Polling
	}
	return joinProblems(append(p.world.VerifyCalls(p.id, rules.MinCalls), world.VerifyPolling(pollers(), rules)...))
}

// joinProblems joins an error for each problem; nil when there are none.
func joinProblems(problems []world.Problem) error {
	lines := make([]error, len(problems))
	for i, problem := range problems {
		lines[i] = errors.New(problem.String())
	}
	return errors.Join(lines...)
}
