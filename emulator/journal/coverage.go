package journal

import (
	"fmt"
	"strings"
)

// Coverage is what of the contract a project's clients have met. The zero value
// is nothing.
type Coverage struct {
	met    Set
	pages  [maxListings]Page
	oldest int
}

// maxListings is how many lists that are read page by page are told apart.
const maxListings = 4

// Page is where in a list an answer stood.
type Page struct {
	Listing string // what is listed: the filters, in one form; the order of parameters does not count
	Offset  int
	Count   int // jobCount
}

// Shown is what an answer showed.
type Shown struct {
	Set
	Page
}

// Met notes items; nil: none.
func (c *Coverage) Met(s *Set) {
	if s != nil {
		c.met.Or(s)
	}
}

// Showed notes what a list answer showed. A page of a list that has grown since
// another page of it was read shows that a job appeared while paging.
func (c *Coverage) Showed(s *Shown) {
	c.met.Or(&s.Set)
	for i := range c.pages {
		p := &c.pages[i]
		if p.Listing != s.Listing {
			continue
		}
		if s.Offset > p.Offset && s.Count > p.Count {
			c.met.Add(AppearedWhilePaging)
		}
		*p = s.Page
		return
	}
	c.pages[c.oldest] = s.Page
	c.oldest = (c.oldest + 1) % maxListings
}

// Set is what was met.
func (c *Coverage) Set() Set { return c.met }

// AreaReport is what of one area was met, by name.
type AreaReport struct {
	Area   Area
	Met    []string
	NotMet []string
	// NotOffered was not met and cannot be: the scenario has no such job, and
	// none of its faults answers so.
	NotOffered []string
}

// Report is what was met and what was not, area by area.
type Report []AreaReport

// NewReport sorts all there is into what was met and what was not. offered is
// what the scenario can show at all.
func NewReport(met, offered Set) Report {
	var report Report
	for _, area := range Areas() {
		r := AreaReport{Area: area, Met: []string{}, NotMet: []string{}, NotOffered: []string{}}
		for _, i := range items() {
			switch {
			case i.area != area:
			case met.Has(i.Item):
				r.Met = append(r.Met, i.name)
			case offered.Has(i.Item):
				r.NotMet = append(r.NotMet, i.name)
			case area != ErrorCodes: // of that long table only what can come is of interest
				r.NotOffered = append(r.NotOffered, i.name)
			}
		}
		report = append(report, r)
	}
	return report
}

// title is an area for a person.
func title(a Area) string {
	switch a {
	case JobStatuses:
		return "job statuses"
	case JobNames:
		return "job names"
	case HTTPStatuses:
		return "HTTP statuses"
	case ErrorCodes:
		return "error codes"
	default:
		return string(a)
	}
}

// String is the report for a person: a line an area with its numbers, then what
// was met and what not.
func (r Report) String() string {
	var text strings.Builder
	for _, area := range r {
		total := len(area.Met) + len(area.NotMet)
		if total > 0 {
			fmt.Fprintf(&text, "%-14s %d of %d met\n", title(area.Area), len(area.Met), total)
		} else {
			fmt.Fprintf(&text, "%-14s the scenario offers none\n", title(area.Area))
		}
		for _, name := range area.Met {
			fmt.Fprintf(&text, "  + %s\n", name)
		}
		for _, name := range area.NotMet {
			fmt.Fprintf(&text, "  - %s: never met\n", never(area.Area, name))
		}
		if len(area.NotOffered) > 0 {
			fmt.Fprintf(&text, "    not in this scenario: %s\n", strings.Join(area.NotOffered, ", "))
		}
	}
	return text.String()
}

// never names an item so that a line says what a suite has never seen.
func never(a Area, name string) string {
	switch a {
	case JobStatuses:
		return "a job with status " + name
	case JobNames:
		return "a job named " + name
	default:
		return name
	}
}
