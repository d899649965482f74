package journal

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// CoverageTracker collects what of the contract a project's clients cover. The zero
// value is of clients that have covered nothing.
type CoverageTracker struct {
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
func (c *CoverageTracker) Add(s *Set) {
	if s != nil {
		c.covered.Or(s)
	}
}

// AddShown adds what a list answer showed. A page of a list that has grown since
// another page of it was read shows that a job appeared while paging.
func (c *CoverageTracker) AddShown(s *Shown) {
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
func (c *CoverageTracker) Clone() CoverageTracker {
	clone := *c
	clone.covered = c.covered.Clone()
	return clone
}

// Equal says whether two are the same.
func (c *CoverageTracker) Equal(o *CoverageTracker) bool {
	return c.pages == o.pages && c.oldest == o.oldest && c.covered.Equal(&o.covered)
}

// Set is a copy of the points that are covered.
func (c *CoverageTracker) Set() Set { return c.covered.Clone() }

// CoverageGroup is the coverage points of one group, by name.
type CoverageGroup struct {
	Name       GroupName `json:"-"` // parameters, values, jobStatuses, jobNames, httpStatuses, errorCodes or edges
	Covered    []string  `json:"met"`
	NotCovered []string  `json:"notMet"`
	// NotInScenario is not covered and cannot be: the scenario has no such job or
	// fault.
	NotInScenario []string `json:"notInScenario"`
}

// Coverage is the parts of the contract that clients have covered, and those that
// they have not.
type Coverage struct{ Groups []CoverageGroup }

// NewCoverage sorts all points into those that are covered and those that are not.
// offered is what the scenario can show at all.
func NewCoverage(covered, offered Set) Coverage {
	var c Coverage
	for _, name := range GroupNames() {
		g := CoverageGroup{Name: name, Covered: []string{}, NotCovered: []string{}, NotInScenario: []string{}}
		for n, p := range points().points {
			switch {
			case p.Group != name:
			case covered.has(n):
				g.Covered = append(g.Covered, p.Name)
			case offered.has(n):
				g.NotCovered = append(g.NotCovered, p.Name)
			case name != ErrorCodes: // of that long table only what can come is of interest
				g.NotInScenario = append(g.NotInScenario, p.Name)
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c
}

// MarshalJSON writes the coverage as the control API shows it: an object with a key
// for each group.
func (c Coverage) MarshalJSON() ([]byte, error) {
	groups := map[GroupName]CoverageGroup{}
	for _, g := range c.Groups {
		groups[g.Name] = g
	}
	return encode.JSON(groups)
}

// title is a group for a person.
func title(g GroupName) string {
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

// String is the coverage as text, in some dozens of lines: a line a group with its
// numbers, then what is covered and what is not.
func (c Coverage) String() string {
	var text strings.Builder
	for _, group := range c.Groups {
		total := len(group.Covered) + len(group.NotCovered)
		if total > 0 {
			fmt.Fprintf(&text, "%-14s %d of %d met\n", title(group.Name), len(group.Covered), total)
		} else {
			fmt.Fprintf(&text, "%-14s the scenario offers none\n", title(group.Name))
		}
		for _, name := range group.Covered {
			fmt.Fprintf(&text, "  + %s\n", name)
		}
		for _, name := range group.NotCovered {
			fmt.Fprintf(&text, "  - %s: never met\n", uncovered(group.Name, name))
		}
		if len(group.NotInScenario) > 0 {
			fmt.Fprintf(&text, "    not in this scenario: %s\n", strings.Join(group.NotInScenario, ", "))
		}
	}
	return text.String()
}

// uncovered names a point so that a line says what a suite has never come across.
func uncovered(g GroupName, name string) string {
	switch g {
	case JobStatuses:
		return "a job with status " + name
	case JobNames:
		return "a job named " + name
	default:
		return name
	}
}
