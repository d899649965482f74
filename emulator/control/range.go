package control

import (
	"iter"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// maxRows is how many jobs, graphs or statuses of graphs an answer for a range of time has.
const maxRows = 1000

// timelineView is the view of a list for a page that draws it over time.
const timelineView = "timeline"

// isTimelineView reads the query parameter view, and refuses parameters of another view.
func isTimelineView(c echo.Context) (bool, error) {
	view, others := c.QueryParam("view"), []string{"from", "to", "q"}
	switch view {
	case "":
	case timelineView:
		others = []string{"offset"}
	default:
		return false, badRequest("Leave it out for the whole list.", "view: %q is not a view; the only one is %s", text.Truncate(view, maxEcho), timelineView)
	}
	for _, name := range others {
		if c.QueryParams().Has(name) && view == "" {
			return false, badRequest("Give view=timeline with it.", "%s is a parameter of view=timeline", name)
		} else if c.QueryParams().Has(name) {
			return false, badRequest("Move from on instead.", "%s is not a parameter of view=timeline", name)
		}
	}
	return view == timelineView, nil
}

// window is what a list for a range of time shows.
type window struct {
	from, to clock.Instant
	filter   string // in lower case; "": any
	limit    int
}

func readWindow(c echo.Context, now clock.Instant) (w window, err error) {
	if w.from, err = timeParam(c, "from", now, clock.Min); err != nil {
		return w, err
	}
	if w.to, err = timeParam(c, "to", now, clock.Max); err != nil {
		return w, err
	}
	if w.from > w.to {
		return w, badRequest("Give the earlier time as from.", "from: %s is after to, which is %s", w.from.Exact(), w.to.Exact())
	}
	if w.limit, err = intParam(c, "limit", 1, maxRows); err != nil {
		return w, err
	}
	if w.limit > maxRows {
		return w, badRequest("Leave it out for the most.", "limit: %d is more than %d", w.limit, maxRows)
	}
	w.filter = strings.ToLower(c.QueryParam("q"))
	return w, nil
}

// matches reports whether the filter is part of one of some texts, in any case.
func (w *window) matches(texts ...string) bool {
	if w.filter == "" {
		return true
	}
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), w.filter) {
			return true
		}
	}
	return false
}

// jobRow is a job with all its life, for a drawing.
type jobRow struct {
	JobID        string  `json:"jobId"`
	JobName      string  `json:"jobName"`
	RelatedGraph string  `json:"relatedGraph"`
	GraphID      *string `json:"graphId"` // null: it belongs to no graph
	Begin        string  `json:"begin"`
	Start        string  `json:"start"`
	End          *string `json:"end"` // null: it never ends
	Outcome      string  `json:"outcome"`
	FailReason   *string `json:"failReason"` // null: it succeeds
	Status       *string `json:"status"`     // now; null: it has not begun
}

func viewRow(j history.Job, graphs *graph.Set, now clock.Instant) jobRow {
	row := jobRow{
		JobID: j.ID(), JobName: j.Name(), RelatedGraph: j.Graph(), Begin: j.Begin().Exact(), Start: j.Start().Exact(),
		End: exactOrNull(j.End()), Outcome: j.Outcome().String(), FailReason: encode.OrNull(j.FailReason()), Status: encode.OrNull(j.StatusAt(now).String()),
	}
	if g, ok := graphs.GraphOf(j); ok {
		row.GraphID = encode.OrNull(g.ID())
	}
	return row
}

// exactOrNull is an instant as the control API writes it; null for clock.Never.
func exactOrNull(at clock.Instant) *string {
	if at == clock.Never {
		return nil
	}
	return encode.OrNull(at.Exact())
}

// moment is what an answer for a range of time needs of a project, all of one moment.
type moment struct {
	time    world.Time
	start   clock.Instant
	history *history.History
	graphs  *graph.Set
}

func (a *API) moment(c echo.Context) (m moment, err error) {
	var graphs func() *graph.Set
	err = a.view(c, func(tx *world.Tx) error {
		m = moment{tx.Time(), tx.Scenario().Clock.Start, tx.History(), nil}
		graphs = tx.LateGraphs()
		return nil
	})
	if err != nil {
		return m, err
	}
	m.graphs = graphs()
	return m, a.view(c, func(tx *world.Tx) error {
		tx.UseGraphs(m.graphs)
		return nil
	})
}

// jobsInRange lists the jobs whose lives touch a range of time, and the graphs that are
// there in it with their statuses.
func (a *API) jobsInRange(c echo.Context) error {
	m, err := a.moment(c)
	if err != nil {
		return err
	}
	w, err := readWindow(c, m.time.Now)
	if err != nil {
		return err
	}
	first, end := clock.Never, clock.Never
	for j := range m.history.Jobs(0) {
		first = j.Begin()
		break
	}
	if last, ok := m.history.End(); ok {
		end = last
	}
	return writeObject(c, func(o *encode.Object) {
		o.Field("clock", viewClock(m.time))
		o.Field("start", m.start.Exact())
		o.Field("first", exactOrNull(first))
		o.Field("end", exactOrNull(end))
		o.Field("count", m.history.Len()) // of all
		more := false
		encode.WriteList(o, "graphs", m.graphsIn(w, &more))
		o.Field("moreGraphs", more)
		more = false
		encode.WriteList(o, "jobs", func(yield func(jobRow) bool) {
			listed := 0
			for j := range m.history.During(w.from, w.to) {
				if !w.matches(j.ID(), j.Name(), j.Graph()) {
					continue
				}
				if more = listed == w.limit; more || !yield(viewRow(j, m.graphs, m.time.Now)) {
					return
				}
				listed++
			}
		})
		o.Field("more", more)
	})
}

// bandRow is a graph with its statuses over time, for a drawing.
type bandRow struct {
	GraphID  string      `json:"graphId"`
	Name     string      `json:"name"`
	Created  string      `json:"created"`
	Gone     *string     `json:"gone"` // null: it stays
	Statuses []statusRow `json:"statuses"`
}

type statusRow struct {
	From   string  `json:"from"`
	Status string  `json:"status"` // as the API shows it, such as 200
	State  *string `json:"state"`  // the word of a scenario, such as running; null: it has none
}

// graphsIn yields the graphs that are there at some time of a window, as long as there is
// room for their statuses. more is set if there are others.
func (m *moment) graphsIn(w window, more *bool) iter.Seq[bandRow] {
	return func(yield func(bandRow) bool) {
		listed, statuses := 0, 0
		for g := range m.graphs.During(w.from, w.to) {
			if !w.matches(g.ID(), g.Name()) {
				continue
			}
			if listed == maxRows || statuses == maxRows {
				*more = true
				return
			}
			row := viewBand(g, w, maxRows-statuses)
			statuses += len(row.Statuses)
			if listed++; !yield(row) {
				return
			}
		}
		*more = *more || statuses == maxRows
	}
}

func viewBand(g *graph.Graph, w window, most int) bandRow {
	row := bandRow{GraphID: g.ID(), Name: g.Name(), Created: g.Created().Exact(), Gone: exactOrNull(g.Gone()), Statuses: []statusRow{}}
	for s := range g.Statuses(w.from, w.to) {
		if len(row.Statuses) == most {
			break
		}
		row.Statuses = append(row.Statuses, statusRow{s.At.Exact(), s.Status.String(), encode.OrNull(graph.StateName(s.Status))})
	}
	return row
}

// graphDetail is a graph with what is under way on it, and its backups.
type graphDetail struct {
	Graph      graph.State `json:"graph"`
	Operations []jobRow    `json:"operations"` // under way now, the latest first
	Backups    []backupRow `json:"backups"`    // that are there now
}

type backupRow struct {
	BackupID string `json:"backupId"`
	Name     string `json:"name"`
	Method   string `json:"backupMethod"`
	Status   string `json:"status"`
	Created  string `json:"created"`
}

// getGraph shows one graph, past or future too.
func (a *API) getGraph(c echo.Context) error {
	m, err := a.moment(c)
	if err != nil {
		return err
	}
	id, now := pathParam(c, "graphId"), m.time.Now
	g, ok := m.graphs.Lookup(id)
	if !ok {
		return notFound("GET …/graphs lists the graphs.", "project %q has no graph %q", projectID(c), text.Truncate(id, maxEcho))
	}
	detail := graphDetail{Graph: g.StateAt(now), Operations: []jobRow{}, Backups: []backupRow{}}
	for j := range g.UnderWay(now) {
		if len(detail.Operations) == maxRows {
			break
		}
		detail.Operations = append(detail.Operations, viewRow(j.Job, m.graphs, now))
	}
	for b := range g.Backups(now) {
		if len(detail.Backups) == maxRows {
			break
		}
		detail.Backups = append(detail.Backups, backupRow{b.ID(), b.Name(), b.Method(), b.Status(now), b.Begin().Exact()})
	}
	return write(c, 200, detail)
}
