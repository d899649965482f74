package journal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// PollingRules are what a test asks of pollers. The zero value asks nothing.
type PollingRules struct {
	MinGap, MaxGap  time.Duration // between two asks; 0: none
	Real            bool          // gaps are in real time; else in virtual time
	StopsAfterEnd   bool          // no call once all it asks for was shown as ended
	KeepsRetryAfter bool          // no call inside a Retry-After
	FetchesAllPages bool
	RetriesFailures bool // the last call is none that failed in a way that passes
	MaxAtOnce       int  // asks at one virtual moment; 0: any number
}

// Finding is a polling rule that a poller broke.
type Finding struct {
	Rule string // as the parameter of verify is named
	Text string // what it did, in one line
}

// Names of the polling rules.
const (
	MinGap          = "minGap"
	MaxGap          = "maxGap"
	StopsAfterEnd   = "stopsAfterEnd"
	KeepsRetryAfter = "keepsRetryAfter"
	FetchesAllPages = "fetchesAllPages"
	RetriesFailures = "retriesFailures"
	MaxAtOnce       = "maxAtOnce"
)

// DefaultFindings is what looks wrong about a poller without any rule given.
func (p *Poller) DefaultFindings() []Finding {
	list := p.Violations(PollingRules{StopsAfterEnd: true, KeepsRetryAfter: true, FetchesAllPages: true, RetriesFailures: true})
	if p.growing() != nil {
		list = append(list, p.atOnce())
	}
	return list
}

// Violations is the rules that the poller broke.
func (p *Poller) Violations(r PollingRules) []Finding {
	list := p.gapViolations(r)
	add := func(asked bool, rule, format string, args ...any) {
		if asked {
			list = append(list, Finding{rule, fmt.Sprintf(format, args...)})
		}
	}
	add(r.StopsAfterEnd && p.AfterEnd > 0, StopsAfterEnd, "it went on after all that it asks for had ended (%s): %s, the first is request %d",
		p.Ended.outcomes(), count.Of(p.AfterEnd, "call"), p.FirstAfterEnd)
	add(r.KeepsRetryAfter && p.InRetryAfter > 0, KeepsRetryAfter, "it did not wait as Retry-After told it: %s too early, the first is request %d, inside %s",
		count.Of(p.InRetryAfter, "call"), p.FirstInRetryAfter, p.RetryAfter)
	if r.FetchesAllPages && p.PagesNeverFetched > 0 {
		was := "was"
		if p.PagesNeverFetched > 1 {
			was = "were"
		}
		add(true, FetchesAllPages, "%s %s never fetched, of a list of %s", count.Of(p.PagesNeverFetched, "page"), was, count.Of(p.Rows, "job"))
	}
	if r.RetriesFailures && p.GaveUp {
		got := "a broken connection"
		if p.LastStatus > 0 {
			got = fmt.Sprint(p.LastStatus)
		}
		if p.LastFault != "" {
			got += fmt.Sprintf(" of fault %q", p.LastFault)
		}
		add(true, RetriesFailures, "it gave up at %s: request %d was its last, and not all that it asks for had ended", got, p.Last)
	}
	if r.MaxAtOnce > 0 && p.MostAtOnce > r.MaxAtOnce {
		list = append(list, p.atOnce())
	}
	return list
}

func (p *Poller) gapViolations(r PollingRules) []Finding {
	gaps, in := p.Virtual, "virtual"
	if r.Real {
		gaps, in = p.Real, "real"
	}
	var list []Finding
	if r.MinGap > 0 && gaps.Count > 0 && gaps.Shortest < r.MinGap {
		list = append(list, Finding{MinGap, fmt.Sprintf("it is too eager: request %d came %s of %s time after the one before, allowed are %s or more",
			gaps.AtShortest, gaps.Shortest, in, r.MinGap)})
	}
	if r.MaxGap > 0 && gaps.Count > 0 && gaps.Longest > r.MaxGap {
		list = append(list, Finding{MaxGap, fmt.Sprintf("it is too slow: request %d came %s of %s time after the one before, allowed are %s or less",
			gaps.AtLongest, gaps.Longest, in, r.MaxGap)})
	}
	return list
}

func (p *Poller) atOnce() Finding {
	if run := p.growing(); run != nil {
		counts := strings.Trim(strings.ReplaceAll(fmt.Sprint(run), " ", ", "), "[]")
		return Finding{MaxAtOnce, fmt.Sprintf("it leaks requests: each poll makes more than the one before (%s at one virtual moment)", counts)}
	}
	return Finding{MaxAtOnce, fmt.Sprintf("%s for the same page at one virtual moment, the first is request %d", count.Of(p.MostAtOnce, "call"), p.NumberAtMax)}
}

// growing is the first three polls or more of which each made more requests than
// the one before; nil: none.
func (p *Poller) growing() []int {
	const few = 3
	from := 0
	for i := 1; i <= len(p.Bursts); i++ {
		if i < len(p.Bursts) && p.Bursts[i] > p.Bursts[i-1] {
			continue
		}
		if i-from >= few {
			return p.Bursts[from:i]
		}
		from = i
	}
	return nil
}

// outcomes tells as what jobs ended.
func (e Ended) outcomes() string {
	var list []string
	for _, s := range ges.Statuses() {
		if n := e.Outcomes[s]; n > 0 {
			list = append(list, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(slices.Clip(list), ", ")
}
