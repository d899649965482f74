package journal

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Coverage is what of the contract a project's clients have covered. The zero
// value is nothing.
type Coverage struct {
	covered Set
	pages   [maxListings]Page
	oldest  int
}

// maxListings is how many lists that are read page by page are told apart.
const maxListings = 4

// Page is where in a list an answer stood.
type Page struct {
	Listing string // what is listed: the filters, in one form; the order of parameters does not count
	Offset  int
	Count   int // jobCount
}

// Shown is what the answer to a list call showed.
type Shown struct {
	Set
	Page

	Operation ges.Operation
}

// Add adds points; nil: none.
func (c *Coverage) Add(s *Set) {
	if s != nil {
		c.covered.Or(s)
	}
}

// AddShown adds what a list answer showed. A page of a list that has grown since
// another page of it was read shows that a job appeared while paging.
func (c *Coverage) AddShown(s *Shown) {
	c.covered.Or(&s.Set)
	for i := range c.pages {
		p := &c.pages[i]
		if p.Listing != s.Listing {
			continue
		}
		if s.Offset > p.Offset && s.Count > p.Count {
			c.covered.AddListEdge(s.Operation, AppearedWhilePaging)
		}
		*p = s.Page
		return
	}
	c.pages[c.oldest] = s.Page
	c.oldest = (c.oldest + 1) % maxListings
}

// Clone is a copy that shares nothing.
func (c *Coverage) Clone() Coverage {
	clone := *c
	clone.covered = c.covered.Clone()
	return clone
}

// Equal says whether two are the same.
func (c *Coverage) Equal(o *Coverage) bool {
	return c.pages == o.pages && c.oldest == o.oldest && c.covered.Equal(&o.covered)
}

// Set is a copy of the points that are covered.
func (c *Coverage) Set() Set { return c.covered.Clone() }

// GroupReport is what of one group is covered, by name.
type GroupReport struct {
	Group      CoverageGroup
	Covered    []string
	NotCovered []string
	// NotOffered is not covered and cannot be: the scenario has no such job, and
	// none of its faults answers so.
	NotOffered []string
}

// Report is what is covered and what is not, group by group.
type Report []GroupReport

// NewReport sorts all points into those that are covered and those that are not.
// offered is what the scenario can show at all.
func NewReport(covered, offered Set) Report {
	var report Report
	for _, group := range CoverageGroups() {
		r := GroupReport{Group: group, Covered: []string{}, NotCovered: []string{}, NotOffered: []string{}}
		for n, p := range points().points {
			switch {
			case p.Group != group:
			case covered.has(n):
				r.Covered = append(r.Covered, p.Name)
			case offered.has(n):
				r.NotCovered = append(r.NotCovered, p.Name)
			case group != ErrorCodes: // of that long table only what can come is of interest
				r.NotOffered = append(r.NotOffered, p.Name)
			}
		}
		report = append(report, r)
	}
	return report
}

// title is a group for a person.
func title(g CoverageGroup) string {
	switch g {
	case JobStatuses:
		return "job statuses"
	case JobNames:
		return "job names"
	case HTTPStatuses:
		return "HTTP statuses"
	case ErrorCodes:
		return "error codes"
	default:
		return string(g)
	}
}

// String is the report for a person: a line a group with its numbers, then what
// is covered and what is not.
func (r Report) String() string {
	var text strings.Builder
	for _, group := range r {
		total := len(group.Covered) + len(group.NotCovered)
		if total > 0 {
			fmt.Fprintf(&text, "%-14s %d of %d met\n", title(group.Group), len(group.Covered), total)
		} else {
			fmt.Fprintf(&text, "%-14s the scenario offers none\n", title(group.Group))
		}
		for _, name := range group.Covered {
			fmt.Fprintf(&text, "  + %s\n", name)
		}
		for _, name := range group.NotCovered {
			fmt.Fprintf(&text, "  - %s: never met\n", uncovered(group.Group, name))
		}
		if len(group.NotOffered) > 0 {
			fmt.Fprintf(&text, "    not in this scenario: %s\n", strings.Join(group.NotOffered, ", "))
		}
	}
	return text.String()
}

// uncovered names a point so that a line says what a suite has never come across.
func uncovered(g CoverageGroup, name string) string {
	switch g {
	case JobStatuses:
		return "a job with status " + name
	case JobNames:
		return "a job named " + name
	default:
		return name
	}
}
