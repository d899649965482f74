package journal

import (
	"fmt"
	"slices"
	"strings"
)

// Numbers is how far the ring has come; all its requests count as dropped.
func (r *Ring) Numbers() Numbers {
	if r == nil {
		return Numbers{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return Numbers{Last: r.last, Dropped: r.lost + r.last - r.cleared}
}

// Resume has a new ring go on from numbers.
func (r *Ring) Resume(n Numbers) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.cleared, r.lost = n.Last, n.Last, n.Dropped
}

// Names is the points that are covered, each as «group: name».
func (c *CoverageTracker) Names() []string { return c.covered.Names() }

// Pages is the pages that were read last.
func (c *CoverageTracker) Pages() []Page {
	var list []Page
	for i := range c.pages {
		p := &c.pages[(c.oldest+i)%maxListings]
		if p.Listing != "" {
			list = append(list, *p)
		}
	}
	return list
}

// Restore is coverage of a set of points, after pages were read.
func Restore(covered Set, pages []Page) (CoverageTracker, error) {
	c := CoverageTracker{covered: covered}
	if len(pages) > maxListings {
		return c, fmt.Errorf("pages: there are %d; at most %d are told apart", len(pages), maxListings)
	}
	copy(c.pages[:], pages)
	c.oldest = len(pages) % maxListings
	return c, nil
}

// State is the ledger's entries, such that [ParseLedger] gives them again.
func (l *Ledger) State() LedgerState {
	return LedgerState{Dropped: l.dropped, Entries: slices.Clone(l.entries)}
}

// Counts is how often each entry of the ledger came.
func (l *Ledger) Counts() []int {
	counts := make([]int, len(l.entries))
	for i := range l.entries {
		counts[i] = l.entries[i].Count
	}
	return counts
}

// Changes is the entries that came since [Ledger.Counts] returned counts, with their
// places in the ledger, and the counts of now, in the same memory.
func (l *Ledger) Changes(counts []int) (changed LedgerState, places, now []int) {
	changed.Dropped, places = l.dropped, []int{}
	for i := range l.entries {
		e := &l.entries[i]
		switch {
		case i == len(counts):
			counts = append(counts, e.Count)
		case e.Count == counts[i]:
			continue
		default:
			counts[i] = e.Count
		}
		changed.Entries, places = append(changed.Entries, *e), append(places, i)
	}
	return changed, places, counts
}

// ParseLedger is the ledger of a project, whatever project its entries were of.
func ParseLedger(project string, s LedgerState) (Ledger, error) {
	l := Ledger{dropped: s.Dropped, total: s.Dropped}
	for i, e := range s.Entries {
		if _, known := LookUpRule(e.Rule); !known {
			return l, fmt.Errorf("violations.noted[%d].rule: %q is not a rule (%s)", i, e.Rule, ruleNames())
		}
		if e.Count < 1 {
			return l, fmt.Errorf("violations.noted[%d].count: %d is not a number of 1 or more", i, e.Count)
		}
		e.Project = project
		if !l.add(e) {
			return l, fmt.Errorf("violations.noted[%d]: it is there twice, or one of more than %d", i, MaxEntries)
		}
	}
	return l, nil
}

func ruleNames() string {
	var names []string
	for _, r := range rules {
		names = append(names, string(r.ID))
	}
	return strings.Join(names, ", ")
}
