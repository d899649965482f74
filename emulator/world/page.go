package world

import (
	"bytes"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// Limits of a life's cache, which keep ten thousand projects small.
const (
	maxPages    = 4
	maxPageSize = 16 << 10 // bytes
)

// pageCache holds the last few pages of a life. Pollers repeat the same query while
// nothing has changed; they get the cached bytes.
type pageCache struct {
	recent [maxPages]page
	next   int // index of the page to be replaced next
}

// page is the answer to one query in one state of the board.
type page struct {
	query string
	state history.State
	body  []byte
	shown journal.Shown
}

// CachedPage returns the cached body of a query at the view time, and the number
// of jobs on all its pages. It adds what the page shows to the coverage.
func (tx *Tx) CachedPage(query string) (body []byte, count int, ok bool) {
	l := tx.life
	l.board.MoveTo(tx.ViewTime())
	for i := range l.pages.recent {
		p := &l.pages.recent[i]
		if p.body != nil && p.query == query && p.state == l.board.State() {
			tx.CoverPage(&p.shown)
			return p.body, p.shown.Count, true
		}
	}
	return nil, 0, false
}

// CachePage caches a copy of the body of a query, rendered from a view, and what it
// showed. The body must depend on nothing but the query and the view's state of
// the board.
func (c *Call) CachePage(query string, v history.View, body []byte, shown *journal.Shown) {
	if len(body) > maxPageSize || len(query) > maxPageSize {
		return
	}
	c.project.mu.Lock()
	defer c.project.mu.Unlock()
	if !v.Of(c.life.board) {
		return
	}
	pages := &c.life.pages
	slot := &pages.recent[pages.next]
	for i := range pages.recent { // the same query in another state goes first
		if pages.recent[i].query == query {
			slot = &pages.recent[i]
			break
		}
	}
	if slot == &pages.recent[pages.next] {
		pages.next = (pages.next + 1) % maxPages
	}
	*slot = page{strings.Clone(query), v.State(), bytes.Clone(body), *shown}
}

// CoverPage notes what the answer to a list call shows.
func (tx *Tx) CoverPage(s *journal.Shown) { tx.life.record.coverage.AddShown(s) }

// Cover notes what of the contract a call covers beside a list of jobs.
func (tx *Tx) Cover(s *journal.Set) { tx.life.record.coverage.Add(s) }
