package journal

import "github.com/ges-emulator/ges-emulator/emulator/ges"

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
		c.covered.AddAll(s)
	}
}

// AddShown adds what a list answer showed. A page of a list that has grown since
// another page of it was read shows that a job appeared while paging.
func (c *CoverageTracker) AddShown(s *Shown) {
	c.covered.AddAll(&s.Set)
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

// EqualSet says whether two have covered the same points.
func (c *CoverageTracker) EqualSet(o *CoverageTracker) bool { return c.covered.Equal(&o.covered) }

// EqualPages says whether two have read the same pages last.
func (c *CoverageTracker) EqualPages(o *CoverageTracker) bool {
	return c.pages == o.pages && c.oldest == o.oldest
}

// Set is a copy of the points that are covered.
func (c *CoverageTracker) Set() Set { return c.covered.Clone() }
