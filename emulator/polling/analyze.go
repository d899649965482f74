package polling

import (
	"cmp"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// Analyze finds the pollers among the calls to a project, in the order of their first
// calls. ended is when all that a call asks for has ended.
func Analyze(project string, calls []journal.Poll, ended func(*journal.ListQuery) Ended) []Poller {
	type key struct {
		journal.Client
		ges.Operation
		filters string
	}
	byKey := map[key][]*journal.Poll{}
	credentials := map[uint64]int{}
	var order []key
	for i := range calls {
		c := &calls[i]
		k := key{c.Client, c.Operation, c.Query.Filters}
		if byKey[k] == nil {
			order = append(order, k)
		}
		byKey[k] = append(byKey[k], c)
		if h := k.Credentials; h != 0 && credentials[h] == 0 {
			credentials[h] = len(credentials) + 1
		}
	}
	pollers := make([]Poller, 0, len(order))
	for _, k := range order {
		of := byKey[k]
		p := Poller{
			Project: project, Address: k.Address, UserAgent: k.UserAgent, Credentials: credentials[k.Credentials],
			Operation: k.Operation, Filters: k.filters, Calls: len(of), FirstNumber: of[0].Number, LastNumber: of[len(of)-1].Number,
		}
		p.setEnd(ended(of[0].Query))
		p.measure(of)
		p.checkEnd(of)
		p.checkRetryAfter(of)
		p.checkPages(of)
		p.checkLast(of[len(of)-1])
		pollers = append(pollers, p)
	}
	return pollers
}

func (p *Poller) setEnd(e Ended) {
	p.ended = e
	if e.At != clock.Never {
		p.EndedAt = e.At.Time()
	}
}

// gap is the time from one poll to that of a number.
type gap struct {
	time.Duration
	number int
}

// measure works out the gaps and bursts. A call for a page further on is part of
// the poll before; one for the same page is another, which counts from there.
func (p *Poller) measure(calls []*journal.Poll) {
	var virtual, realTime []gap
	first := calls[0]
	burst, began := 1, first.Number
	for i, r := range calls[1:] {
		before := calls[i]
		if r.Query.Offset > before.Query.Offset {
			continue
		}
		since := first
		if r.Query.Offset == before.Query.Offset {
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
		if r.Query.Offset < before.Query.Offset || r.Query.Offset == first.Query.Offset {
			first = r
		}
	}
	p.burst(burst, began)
	p.Virtual, p.virtualAt = newGaps(virtual)
	p.Real, p.realAt = newGaps(realTime)
}

// maxBursts is how many bursts are stored.
const maxBursts = 10

// burst adds the polls at one instant, of which the first has a number.
func (p *Poller) burst(n, number int) {
	if n > p.MostAtOnce {
		p.MostAtOnce, p.firstAtOnce = n, number
	}
	if len(p.bursts) == maxBursts {
		p.bursts = slices.Delete(p.bursts, 0, 1)
	}
	p.bursts = append(p.bursts, n)
}

func newGaps(list []gap) (Gaps, extremes) {
	if len(list) == 0 {
		return Gaps{}, extremes{}
	}
	slices.SortStableFunc(list, func(a, b gap) int { return cmp.Compare(a.Duration, b.Duration) })
	shortest, longest := list[0], list[len(list)-1]
	return Gaps{len(list), shortest.Duration, list[len(list)/2].Duration, longest.Duration}, extremes{shortest.number, longest.number}
}

// checkEnd counts the calls after the poll that showed that all has ended. It
// ends at a call for a page that is not further on, unless the page before has
// to be asked for again.
func (p *Poller) checkEnd(calls []*journal.Poll) {
	known, showsEnd := false, p.showsEnd(calls[0])
	for i, r := range calls[1:] {
		before := calls[i]
		failed := before.Status != 200
		switch offset := r.Query.Offset; {
		case offset > before.Query.Offset, offset == before.Query.Offset && failed:
			showsEnd = showsEnd && p.showsEnd(r) || offset == before.Query.Offset && p.showsEnd(r)
		default:
			known = known || showsEnd
			showsEnd = p.showsEnd(r)
		}
		if !p.over(r.Now) {
			known = false // the clock went back
		}
		if known {
			if p.CallsAfterEnd == 0 {
				p.firstAfterEnd = r.Number
			}
			p.CallsAfterEnd++
		}
	}
}

// over says whether all has ended by an instant.
func (p *Poller) over(at clock.Instant) bool { return p.ended.At != clock.Never && at >= p.ended.At }

// showsEnd says whether an answer shows what has ended.
func (p *Poller) showsEnd(r *journal.Poll) bool { return r.Status == 200 && p.over(r.ViewTime) }

// checkRetryAfter counts the calls that came too early in both times: a client that
// waits in either of them obeys.
func (p *Poller) checkRetryAfter(calls []*journal.Poll) {
	var last *journal.Poll
	for _, r := range calls {
		switch {
		case last == nil:
		case r.Now.Sub(last.Now) >= last.RetryAfter || r.Real.Sub(last.Real.Add(last.Took)) >= last.RetryAfter:
			last = nil
		case r.Now >= last.Now:
			if p.CallsInRetryAfter == 0 {
				p.firstInRetryAfter, p.retryAfter = r.Number, last.RetryAfter
			}
			p.CallsInRetryAfter++
		}
		if r.RetryAfter > 0 {
			last = r
		}
	}
}

// checkPages counts the pages of the longest list that no call fetched.
func (p *Poller) checkPages(calls []*journal.Poll) {
	answered := slices.DeleteFunc(slices.Clone(calls), func(r *journal.Poll) bool { return r.Status != 200 })
	limit := 0
	for _, r := range answered {
		if p.rows = max(p.rows, r.Count); limit == 0 {
			limit = r.Query.Limit
		}
	}
	slices.SortStableFunc(answered, func(a, b *journal.Poll) int { return a.Query.Offset - b.Query.Offset })
	covered, missed := 0, 0
	for _, r := range answered {
		if offset := min(r.Query.Offset, p.rows); offset > covered {
			missed += pages(offset-covered, limit)
			covered = offset
		}
		if r.Query.Limit >= p.rows-min(r.Query.Offset, p.rows) {
			covered = p.rows
		}
		covered = max(covered, min(p.rows, r.Query.Offset+min(r.Query.Limit, p.rows)))
	}
	if limit > 0 {
		p.PagesNeverFetched = missed + pages(p.rows-covered, limit)
	}
}

// pages is how many pages so many rows fill.
func pages(rows, limit int) int {
	if rows == 0 {
		return 0
	}
	return (rows-1)/limit + 1
}

// checkLast notes how the last call was answered.
func (p *Poller) checkLast(last *journal.Poll) {
	passes := last.Status >= 500 || last.Status == 429 || last.Status == 0 && !last.Open
	p.LastStatus, p.lastFault = last.Status, last.Fault
	p.gaveUp = passes && !p.over(last.Now)
}
