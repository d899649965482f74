package world

import (
	"bytes"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// Limits of what a life caches, so that ten thousand projects stay small.
const (
	maxPages    = 4
	maxPageSize = 16 << 10 // bytes
)

// pageCache is the last few pages of a life. Those who poll ask the same again
// and again while nothing has changed; the ready bytes are then written as they
// are.
type pageCache struct {
	recent [maxPages]page
	next   int // the one to be replaced next
}

// page is the answer to one query in one state of the board.
type page struct {
	query string
	state jobs.State
	body  []byte
	shown journal.Shown
}

// CachedPage is the body that a query gets at the instant whose jobs the call is
// shown, if it is cached, and the number of jobs of all its pages. What it shows
// is noted.
func (tx *Tx) CachedPage(query string) (body []byte, count int, ok bool) {
	l := tx.life
	l.board.MoveTo(tx.ViewTime())
	for i := range l.pages.recent {
		p := &l.pages.recent[i]
		if p.body != nil && p.query == query && p.state == l.board.State() {
			tx.AddShown(&p.shown)
			return p.body, p.shown.Count, true
		}
	}
	return nil, 0, false
}

// CachePage caches a copy of the body that a query got from a view, and what it
// showed. It must be the same at every instant with the view's state of the
// board.
func (c *Call) CachePage(query string, v jobs.View, body []byte, shown *journal.Shown) {
	if len(body) > maxPageSize || len(query) > maxPageSize {
		return
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
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

// AddShown notes what the answer to a list call shows.
func (tx *Tx) AddShown(s *journal.Shown) { tx.life.record.coverage.AddShown(s) }

// Cover notes what of the contract a call covers beside a list of jobs.
func (tx *Tx) Cover(s *journal.Set) { tx.life.record.coverage.Add(s) }
