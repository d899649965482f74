package jobs

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
	views [maxRecent]struct {
		asked question
		view  View
	}
	next int // the one to be replaced next
}

// question is a filter, comparable and with its graph looked up.
type question struct {
	status   ges.Status
	graph    int
	from, to clock.Day
	hasFrom  bool
	hasTo    bool
}

// anyGraph stands for all graphs where a graph's number is asked for.
const anyGraph = -1

func questionOf(f Filter, graph int) question {
	q := question{status: f.Status, graph: graph}
	if f.StartTime != nil {
		q.from, q.hasFrom = *f.StartTime, true
	}
	if f.EndTime != nil {
		q.to, q.hasTo = *f.EndTime, true
	}
	return q
}

func (r *recent) find(q question) (View, bool) {
	for i := range r.views {
		if v := &r.views[i]; v.view.plan != nil && v.asked == q {
			return v.view, true
		}
	}
	return View{}, false
}

func (r *recent) keep(q question, v View) {
	r.views[r.next].asked, r.views[r.next].view = q, v
	r.next = (r.next + 1) % maxRecent
}
