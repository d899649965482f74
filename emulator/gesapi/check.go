package gesapi

import (
	"hash/maphash"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// asked is a query string of ListJobs, worked out: what it asks for, what of it
// is wrong, and which parts of the contract it meets. All of this follows from
// the text alone. It is immutable.
type asked struct {
	query      query
	lookUp     func(name string) string // the query's value, made once
	request    listJobsRequest
	err        error // the first bad value; nil: none
	violations []journal.Violation
	met        journal.Set
	listing    string // the filters in one form: pages of the same list have the same
	shared     journal.Asked
}

// ask works a query string out.
func ask(raw string) *asked {
	a := &asked{query: query{raw: raw}}
	a.query.parse()
	a.lookUp = a.query.value
	b := binder{query: &a.query}
	a.request, a.err = b.listJobs()
	a.violations = b.violations
	checkNames(&a.query, a.note)
	a.meet()
	a.share()
	return a
}

// maxViolations is how many violations of one request are noted.
const maxViolations = 20

func (a *asked) note(v journal.Violation) {
	if len(a.violations) < maxViolations {
		a.violations = append(a.violations, v)
	}
}

// pageParameters are the parameters of the vendor's page, for messages: who
// mistypes one is told the name that the page has.
func pageParameters() []string {
	return slices.DeleteFunc(Parameters(), func(p string) bool { return p == graphNameSDK })
}

// checkNames checks what came under which name, whatever it asks for.
func checkNames(q *query, note func(journal.Violation)) {
	known := Parameters()
	for i := range q.params {
		p := &q.params[i]
		switch {
		case p.badName:
			note(journal.New(journal.MalformedEncoding, p.name, p.name, "percent-encoded UTF-8"))
			continue
		case !slices.Contains(known, p.name):
			allowed := pageParameters()
			note(journal.New(journal.UnknownParameter, p.name, p.value, strings.Join(allowed, ", ")).Or(allowed))
		case p.name == graphNameSDK && !q.has(graphName):
			note(journal.New(journal.NewerName, p.name, p.value, graphName))
		}
		switch known := slices.Contains(known, p.name); {
		case p.err != nil && known: // told as a bad value
		case p.err != nil || !utf8.ValidString(p.value):
			note(journal.New(journal.MalformedEncoding, p.name, p.value, "percent-encoded UTF-8"))
		case p.value == "" && known:
			note(journal.New(journal.EmptyValue, p.name, "", "a value, or the parameter left out"))
		}
		if p.repeated {
			note(journal.New(journal.RepeatedParameter, p.name, p.value, "one "+journal.Excerpt(p.name)))
		}
	}
}

// has says whether a parameter came with a value.
func (q *query) has(name string) bool {
	_, ok := q.get(name)
	return ok
}

// meet works out which parts of the contract the query meets.
func (a *asked) meet() {
	q, r := &a.query, &a.request
	filters := 0
	gave := func(i journal.Item, filter int, names ...string) bool {
		for _, name := range names {
			if q.has(name) {
				a.met.Add(i)
				filters += filter
				return true
			}
		}
		return false
	}
	meet := func(i journal.Item, met bool) {
		if met && a.err == nil {
			a.met.Add(i)
		}
	}
	offsetGiven := gave(journal.GaveOffset, 0, offset)
	meet(journal.OffsetDefault, !offsetGiven)
	meet(journal.OffsetZero, offsetGiven && r.offset == 0)
	meet(journal.OffsetLater, r.offset > 0)
	limitGiven := gave(journal.GaveLimit, 0, limit)
	meet(journal.LimitDefault, !limitGiven)
	meet(journal.LimitOne, r.limit == 1)
	meet(journal.LimitMore, limitGiven && r.limit > 1)
	if gave(journal.GaveStatus, 1, status) {
		meet(statusItem(q.value(status)), true)
	}
	gave(journal.GaveGraphName, 1, graphName, graphNameSDK)
	meet(journal.GraphNameOfPage, q.has(graphName))
	meet(journal.GraphNameOfSDK, q.has(graphNameSDK))
	start := gave(journal.GaveStartTime, 1, startTime)
	end := gave(journal.GaveEndTime, 1, endTime)
	meet(journal.OneDay, start && end && a.err == nil && *r.filter.StartTime == *r.filter.EndTime)
	meet(journal.FiltersJoined, filters > 1)
}

// shows is what the answer shows when the filter fits so many jobs, but for the
// jobs themselves.
func (a *asked) shows(count int) journal.Shown {
	offset, limit := a.request.offset, a.request.limit
	shown := journal.Shown{Page: journal.Page{Listing: a.listing, Offset: offset, Count: count}}
	rows := min(limit, max(0, count-offset))
	meet := func(i journal.Item, met bool) {
		if met {
			shown.Add(i)
		}
	}
	meet(journal.EmptyList, rows == 0)
	meet(journal.NoMatch, count == 0 && a.request.filter != jobs.Filter{})
	meet(journal.MorePages, rows > 0 && rows < count-offset)
	meet(journal.LastPage, offset > 0 && rows > 0 && rows == count-offset)
	meet(journal.PastTheEnd, offset > 0 && offset >= count)
	shown.AddAnswer(http.StatusOK, "")
	return shown
}

// showJob adds what a row of an answer shows.
func showJob(s *journal.Set, j jobs.Job, now clock.Instant) {
	s.AddJobName(j.Kind())
	if status := j.StatusAt(now); status.Ended() {
		s.AddJobEnd(status, j.Name())
	} else {
		s.AddJobStatus(status)
	}
}

// statusItem is the item of a word of the status filter, which is known.
func statusItem(word string) journal.Item {
	switch word {
	case "running":
		return journal.StatusRunning
	case "waiting":
		return journal.StatusWaiting
	case "success":
		return journal.StatusSuccess
	case "failed":
		return journal.StatusFailed
	case "pending":
		return journal.StatusPending
	default:
		return journal.StatusPartiallyFailed
	}
}

// Limits of what an API remembers of query strings.
const (
	maxAsked     = 64
	maxAskedSize = 1 << 10 // bytes
)

// askedBefore is the last few query strings, worked out: who polls asks the same
// again and again. It is safe for concurrent use.
type askedBefore struct {
	seed  maphash.Seed // which slot a text takes changes no answer
	slots [maxAsked]atomic.Pointer[asked]
}

func newAskedBefore() *askedBefore { return &askedBefore{seed: maphash.MakeSeed()} }

// of is what a query string asks for.
func (b *askedBefore) of(raw string) *asked {
	if len(raw) > maxAskedSize {
		return ask(raw)
	}
	slot := &b.slots[maphash.String(b.seed, raw)%maxAsked]
	if a := slot.Load(); a != nil && a.query.raw == raw {
		return a
	}
	a := ask(strings.Clone(raw)) // not to hold the request's memory
	slot.Store(a)
	return a
}

// refusal is the answer of strict mode to violations: the first that is no
// information; nil: none, or the mode is another.
func (a *API) refusal(violations []journal.Violation) error {
	if !a.strict {
		return nil
	}
	for _, v := range violations {
		if v.Severity() == journal.Error {
			f := coded(ges.IncorrectParameter)
			f.message += " " + v.String() + "."
			return f
		}
	}
	return nil
}
