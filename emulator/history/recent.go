package history

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// maxRecent is the number of views that a board caches.
const maxRecent = 4

// recent caches the last few views of a board until its next change. A client that
// reads a long list page by page needs the same view each time; with hundreds of
// thousands of active jobs it costs more than the page.
type recent struct {
	views [maxRecent]*recentView
	next  int // index of the view to be replaced next
}

type recentView struct {
	of   viewKey
	view View
}

// viewKey is a filter as a comparable value.
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
