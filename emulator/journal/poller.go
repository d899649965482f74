package journal

import (
	"fmt"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Poller is what the journal says of a client that makes one call again and again:
// the same operation, values in the path, and filters. Pages of a list are one ask.
type Poller struct {
	Project     string
	Address     string // from where it connects
	UserAgent   string
	Credentials int // from 1, told apart within one report; 0: it sent none
	Operation   ges.Operation
	Filters     string // what it asks for: values in the path, then filters; "": all

	Calls       int
	First, Last int // numbers of its calls
	// The time between two asks. A way of the clock back is none.
	Virtual, Real Gaps
	// AfterEnd is how many calls came after it had been shown that all it asks
	// for has ended, nothing more to come, and FirstAfterEnd the number of the
	// first of them.
	AfterEnd, FirstAfterEnd int
	Ended                   Ended
	// InRetryAfter is how many calls came before the time that a Retry-After
	// had named was over, in virtual and in real time.
	InRetryAfter, FirstInRetryAfter int
	RetryAfter                      time.Duration // of the first of them
	// PagesNeverFetched is how many pages of the longest list that it was told
	// of it never asked for.
	PagesNeverFetched int
	Rows              int // of that list
	// GaveUp says that its last call failed in a way that passes, before all it
	// asks for had ended.
	GaveUp     bool
	LastStatus int    // 0: the connection broke, or the call is open
	LastFault  string // "": none
	// Bursts is how many asks came at one virtual moment, moment by moment; the
	// last ten.
	Bursts      []int
	MostAtOnce  int
	NumberAtMax int // of the first call of that moment
}

// Gaps are times between asks.
type Gaps struct {
	Count                     int
	Shortest, Median, Longest time.Duration
	AtShortest, AtLongest     int // number of the call after it
}

// Ended is when all that a poller asks for has ended.
type Ended struct {
	At       clock.Instant // clock.Never: it will not, or there is nothing of the kind
	Outcomes map[ges.Status]int
}

// NewPollers tells of all pollers among the requests of one project, in the
// order of their first call. ended is when all that a call asks for has ended.
func NewPollers(list []Request, ended func(*ListQuery) Ended) []Poller {
	type key struct {
		client
		ges.Operation
		filters string
	}
	calls := map[key][]*Request{}
	credentials := map[uint64]int{}
	var order []key
	for i := range list {
		r := &list[i]
		if r.list == nil {
			continue
		}
		k := key{r.from.client(), r.Operation, r.list.Filters}
		if calls[k] == nil {
			order = append(order, k)
		}
		calls[k] = append(calls[k], r)
		if c := k.credentials; c != 0 && credentials[c] == 0 {
			credentials[c] = len(credentials) + 1
		}
	}
	pollers := make([]Poller, 0, len(order))
	for _, k := range order {
		of := calls[k]
		p := Poller{
			Project: of[0].Project, Address: k.address, UserAgent: k.userAgent, Credentials: credentials[k.credentials],
			Operation: k.Operation, Filters: k.filters, Calls: len(of), First: of[0].Number, Last: of[len(of)-1].Number,
			Ended: ended(of[0].list),
		}
		p.measure(of)
		p.checkEnd(of)
		p.checkRetryAfter(of)
		p.checkPages(of)
		p.checkLast(of[len(of)-1])
		pollers = append(pollers, p)
	}
	return pollers
}

// gap is the time from one ask to that of a number.
type gap struct {
	time.Duration
	number int
}

// measure works out the gaps and bursts. A call for a page further on is part of
// the ask before; one for the same page is another, which counts from there.
func (p *Poller) measure(calls []*Request) {
	var virtual, realTime []gap
	first := calls[0]
	burst, began := 1, first.Number
	for i, r := range calls[1:] {
		before := calls[i]
		if r.list.Offset > before.list.Offset {
			continue
		}
		since := first
		if r.list.Offset == before.list.Offset {
			since = before
		}
		if d := r.Now.Sub(since.Now); d >= 0 {
			virtual = append(virtual, gap{d, r.Number})
		}
		if d := r.Real.Sub(since.Real); d >= 0 {
			realTime = append(realTime, gap{d, r.Number})
		}
		if r.Now == since.Now {
			burst++
		} else {
			p.burst(burst, began)
			burst, began = 1, r.Number
		}
		if r.list.Offset < before.list.Offset || r.list.Offset == first.list.Offset {
			first = r
		}
	}
	p.burst(burst, began)
	p.Virtual, p.Real = newGaps(virtual), newGaps(realTime)
}

// maxBursts is how many bursts are shown.
const maxBursts = 10

func (p *Poller) burst(n, number int) {
	if n > p.MostAtOnce {
		p.MostAtOnce, p.NumberAtMax = n, number
	}
	if len(p.Bursts) == maxBursts {
		p.Bursts = slices.Delete(p.Bursts, 0, 1)
	}
	p.Bursts = append(p.Bursts, n)
}

func newGaps(list []gap) Gaps {
	if len(list) == 0 {
		return Gaps{}
	}
	slices.SortStableFunc(list, func(a, b gap) int { return int(max(-1, min(1, a.Duration-b.Duration))) })
	shortest, longest := list[0], list[len(list)-1]
	return Gaps{
		Count: len(list), Shortest: shortest.Duration, Median: list[len(list)/2].Duration, Longest: longest.Duration,
		AtShortest: shortest.number, AtLongest: longest.number,
	}
}

// checkEnd counts the calls after the ask that showed that all has ended. It
// ends at a call for a page that is not further on, unless the page before has
// to be asked for again.
func (p *Poller) checkEnd(calls []*Request) {
	known, showsEnd := false, p.showsEnd(calls[0])
	for i, r := range calls[1:] {
		before := calls[i]
		failed := before.Status != 200
		switch offset := r.list.Offset; {
		case offset > before.list.Offset, offset == before.list.Offset && failed:
			showsEnd = showsEnd && p.showsEnd(r) || offset == before.list.Offset && p.showsEnd(r)
		default:
			known = known || showsEnd
			showsEnd = p.showsEnd(r)
		}
		if !p.over(r.Now) {
			known = false // the clock went back
		}
		if known {
			if p.AfterEnd == 0 {
				p.FirstAfterEnd = r.Number
			}
			p.AfterEnd++
		}
	}
}

func (p *Poller) over(at clock.Instant) bool { return p.Ended.At != clock.Never && at >= p.Ended.At }

// showsEnd says whether an answer shows what has ended.
func (p *Poller) showsEnd(r *Request) bool { return r.Status == 200 && p.over(r.viewTime) }

// checkRetryAfter counts the calls that came too early in both times: who waits
// in either of them does as it was told.
func (p *Poller) checkRetryAfter(calls []*Request) {
	var last *Request
	for _, r := range calls {
		switch {
		case last == nil:
		case r.Now.Sub(last.Now) >= last.RetryAfter || r.Real.Sub(last.Real.Add(last.Took)) >= last.RetryAfter:
			last = nil
		case r.Now >= last.Now:
			if p.InRetryAfter == 0 {
				p.FirstInRetryAfter, p.RetryAfter = r.Number, last.RetryAfter
			}
			p.InRetryAfter++
		}
		if r.RetryAfter > 0 {
			last = r
		}
	}
}

// checkPages looks which rows of the longest list nobody asked for.
func (p *Poller) checkPages(calls []*Request) {
	answered := slices.DeleteFunc(slices.Clone(calls), func(r *Request) bool { return r.Status != 200 })
	limit := 0
	for _, r := range answered {
		if p.Rows = max(p.Rows, r.count); limit == 0 {
			limit = r.list.Limit
		}
	}
	slices.SortStableFunc(answered, func(a, b *Request) int { return a.list.Offset - b.list.Offset })
	covered, missed := 0, 0
	for _, r := range answered {
		if offset := min(r.list.Offset, p.Rows); offset > covered {
			missed += pages(offset-covered, limit)
			covered = offset
		}
		if r.list.Limit >= p.Rows-min(r.list.Offset, p.Rows) {
			covered = p.Rows
		}
		covered = max(covered, min(p.Rows, r.list.Offset+min(r.list.Limit, p.Rows)))
	}
	if limit > 0 {
		p.PagesNeverFetched = missed + pages(p.Rows-covered, limit)
	}
}

func pages(rows, limit int) int {
	if rows == 0 {
		return 0
	}
	return (rows-1)/limit + 1
}

func (p *Poller) checkLast(last *Request) {
	passes := last.Status >= 500 || last.Status == 429 || last.Status == 0 && !last.Open
	p.LastStatus, p.LastFault = last.Status, last.Fault
	p.GaveUp = passes && !p.over(last.Now)
}

// String names the poller.
func (p *Poller) String() string {
	call := string(p.Operation)
	if p.Filters != "" {
		call += "?" + p.Filters
	}
	who := p.UserAgent
	if who == "" {
		who = "a client without a User-Agent"
	}
	if p.Credentials > 0 {
		who += fmt.Sprintf(" with credentials %d", p.Credentials)
	}
	return call + " by " + who + " at " + p.Address
}
