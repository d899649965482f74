package history

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// maxRecent is how many views a board remembers.
const maxRecent = 4

// recent is the last few views of a board, good until it crosses a change. Who
// reads a long list page by page asks for the same view each time; where
// hundreds of thousands of jobs are under way it costs more than the page.
type recent struct {
	views [maxRecent]*recentView
	next  int // the one to be replaced next
}

type recentView struct {
	of   viewKey
	view View
}

// viewKey is a filter as a value that can be compared.
type viewKey struct {
	status   ges.Status
	graph    string
	from, to clock.Day
	hasFrom  bool
	hasTo    bool
}

func viewKeyOf(f Filter) viewKey {
	q := viewKey{status: f.Status, graph: f.Graph}
	if f.StartTime != nil {
		q.from, q.hasFrom = *f.StartTime, true
	}
	if f.EndTime != nil {
		q.to, q.hasTo = *f.EndTime, true
	}
	return q
}

func (r *recent) find(q viewKey) (View, bool) {
	for _, v := range r.views {
		if v != nil && v.of == q {
			return v.view, true
		}
	}
	return View{}, false
}

func (r *recent) add(q viewKey, v View) {
	r.views[r.next] = &recentView{q, v}
	r.next = (r.next + 1) % maxRecent
}
