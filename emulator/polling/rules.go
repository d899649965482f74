package polling

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// Rules are the rules that a test sets for pollers. The zero value allows
// everything.
type Rules struct {
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
	// MinCalls is how many calls there must be of the project, or of all together
	// for "*", since its last reset; 0: one, as with none no other rule can be broken.
	MinCalls int
}

// Finding is a polling rule that a poller broke.
type Finding struct {
	Rule    string `json:"rule"`    // the name of the rule's query parameter in the control API, such as maxGap
	Message string `json:"message"` // what the poller did, in a line
}

// String returns the message.
func (f Finding) String() string { return f.Message }

// Names of the polling rules.
const (
	MinGap          = "minGap"
	MaxGap          = "maxGap"
	StopsAfterEnd   = "stopsAfterEnd"
	KeepsRetryAfter = "keepsRetryAfter"
	FetchesAllPages = "fetchesAllPages"
	RetriesFailures = "retriesFailures"
	MaxAtOnce       = "maxAtOnce"
	MinCalls        = "minCalls"
)

// DefaultFindings is what looks wrong about a poller whatever the rules of a test:
// calls after the end or inside a Retry-After, pages that were never fetched, a
// failure after which it gave up, and polls that make more and more requests.
func (p Poller) DefaultFindings() []Finding {
	list := p.Violations(Rules{StopsAfterEnd: true, KeepsRetryAfter: true, FetchesAllPages: true, RetriesFailures: true})
	if p.growing() != nil {
		list = append(list, p.atOnce())
	}
	return list
}

// Violations is the rules that the poller broke.
func (p Poller) Violations(r Rules) []Finding {
	list := p.gapViolations(r)
	add := func(broken bool, rule, format string, args ...any) {
		if broken {
			list = append(list, Finding{rule, fmt.Sprintf(format, args...)})
		}
	}
	add(r.StopsAfterEnd && p.CallsAfterEnd > 0, StopsAfterEnd, "it went on after all that it asks for had ended (%s): %s, the first is request %d",
		p.ended.outcomes(), count.Of(p.CallsAfterEnd, "call"), p.firstAfterEnd)
	add(r.KeepsRetryAfter && p.CallsInRetryAfter > 0, KeepsRetryAfter, "it did not wait as Retry-After told it: %s too early, the first is request %d, inside %s",
		count.Of(p.CallsInRetryAfter, "call"), p.firstInRetryAfter, p.retryAfter)
	if r.FetchesAllPages && p.PagesNeverFetched > 0 {
		observed := "was"
		if p.PagesNeverFetched > 1 {
			observed = "were"
		}
		add(true, FetchesAllPages, "%s %s never fetched, of a list of %s", count.Of(p.PagesNeverFetched, "page"), observed, count.Of(p.rows, "job"))
	}
	if r.RetriesFailures && p.gaveUp {
		got := "a broken connection"
		if p.LastStatus > 0 {
			got = fmt.Sprint(p.LastStatus)
		}
		if p.lastFault != "" {
			got += fmt.Sprintf(" of fault %q", p.lastFault)
		}
		add(true, RetriesFailures, "it gave up at %s: request %d was its last, and not all that it asks for had ended", got, p.LastNumber)
	}
	if r.MaxAtOnce > 0 && p.MostAtOnce > r.MaxAtOnce {
		list = append(list, p.atOnce())
	}
	return list
}

func (p *Poller) gapViolations(r Rules) []Finding {
	gaps, at, in := p.Virtual, p.virtualAt, "virtual"
	if r.Real {
		gaps, at, in = p.Real, p.realAt, "real"
	}
	var list []Finding
	if r.MinGap > 0 && gaps.Count > 0 && gaps.Shortest < r.MinGap {
		list = append(list, Finding{MinGap, fmt.Sprintf("it is too eager: request %d came %s of %s time after the one before, allowed are %s or more",
			at.shortest, gaps.Shortest, in, r.MinGap)})
	}
	if r.MaxGap > 0 && gaps.Count > 0 && gaps.Longest > r.MaxGap {
		list = append(list, Finding{MaxGap, fmt.Sprintf("it is too slow: request %d came %s of %s time after the one before, allowed are %s or less",
			at.longest, gaps.Longest, in, r.MaxGap)})
	}
	return list
}

// atOnce is the finding of many polls at one instant.
func (p *Poller) atOnce() Finding {
	if run := p.growing(); run != nil {
		counts := strings.Trim(strings.ReplaceAll(fmt.Sprint(run), " ", ", "), "[]")
		return Finding{MaxAtOnce, fmt.Sprintf("it leaks requests: each poll makes more than the one before (%s at one virtual moment)", counts)}
	}
	return Finding{MaxAtOnce, fmt.Sprintf("%s for the same page at one virtual moment, the first is request %d", count.Of(p.MostAtOnce, "call"), p.firstAtOnce)}
}

// growing is the first three polls or more of which each made more requests than
// the one before; nil: none.
func (p *Poller) growing() []int {
	const few = 3
	from := 0
	for i := 1; i <= len(p.bursts); i++ {
		if i < len(p.bursts) && p.bursts[i] > p.bursts[i-1] {
			continue
		}
		if i-from >= few {
			return p.bursts[from:i]
		}
		from = i
	}
	return nil
}

// outcomes lists how jobs ended, such as «2 success, 1 failed».
func (e Ended) outcomes() string {
	var list []string
	for _, s := range ges.Statuses() {
		if n := e.Outcomes[s]; n > 0 {
			list = append(list, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(slices.Clip(list), ", ")
}
