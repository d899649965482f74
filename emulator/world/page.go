package world

import (
	"bytes"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/graph"
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

// page is the answer to one query in one state of what it shows.
type page struct {
	query string
	state State
	body  []byte
	shown journal.Shown
}

// State identifies what a project shows: of jobs, and of graphs if an answer shows them.
// With the same state it shows the same, but for what progresses from instant to instant.
type State struct {
	jobs   history.State
	graphs *graph.Set // nil: the answer shows no graphs
	epoch  int        // of the graphs
}

// GraphState returns the state of jobs and graphs at the view time.
func (tx *Tx) GraphState() State {
	tx.life.board.MoveTo(tx.ViewTime())
	graphs := tx.Graphs()
	return State{tx.life.board.State(), graphs, graphs.Epoch(tx.ViewTime())}
}

// CachedPage returns the cached body of a query at the view time, and the number
// of items on all its pages. It adds what the page shows to the coverage.
func (tx *Tx) CachedPage(query string) (body []byte, count int, ok bool) {
	l := tx.life
	l.board.MoveTo(tx.ViewTime())
	for i := range l.pages.recent {
		p := &l.pages.recent[i]
		if p.body == nil || p.query != query {
			continue
		}
		state := State{jobs: l.board.State()}
		if p.state.graphs != nil {
			state = tx.GraphState()
		}
		if p.state == state {
			if p.shown.Operation != "" {
				tx.CoverPage(&p.shown)
			}
			return p.body, p.shown.Count, true
		}
	}
	return nil, 0, false
}

// CachePage caches a copy of the body of a query, rendered from a view, and what it
// showed. The body must depend on nothing but the query and the view's state of
// the board.
func (c *Call) CachePage(query string, v history.View, body []byte, shown *journal.Shown) {
	c.cache(query, State{jobs: v.State()}, body, shown, func() bool { return v.Of(c.life.board) })
}

// CacheGraphs caches a copy of the body of a query that shows graphs in a state, and what
// it showed. The body must depend on nothing but the query and the state.
func (c *Call) CacheGraphs(query string, state State, body []byte, shown *journal.Shown) {
	c.cache(query, state, body, shown, func() bool { return true })
}

// cache caches a copy of a body if it is still one of the call's life.
func (c *Call) cache(query string, state State, body []byte, shown *journal.Shown, current func() bool) {
	if len(body) > maxPageSize || len(query) > maxPageSize {
		return
	}
	c.project.mu.Lock()
	defer c.project.mu.Unlock()
	if !current() {
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
	*slot = page{strings.Clone(query), state, bytes.Clone(body), *shown}
}

// CoverPage notes what the answer to a list call shows.
func (tx *Tx) CoverPage(s *journal.Shown) { tx.life.record.coverage.AddShown(s) }

// Cover notes what of the contract a call covers beside a list of jobs.
func (tx *Tx) Cover(s *journal.Set) { tx.life.record.coverage.Add(s) }
