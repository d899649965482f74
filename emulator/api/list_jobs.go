package api

import (
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// JobList is a page of a list of jobs.
type JobList struct {
	View          history.View
	Offset, Limit int           // rows
	Shown         journal.Shown // the points of the contract that the page covers
}

// listJobs answers «query the task center».
func listJobs(tx *world.Tx, r *Request) (any, error) {
	status, _ := ges.ParseStatus(r.Text("status"))
	filter := history.Filter{Status: status, Graph: r.Text("graphName"), StartTime: r.Day("startTime"), EndTime: r.Day("endTime")}
	list := &JobList{View: tx.View(filter), Offset: r.Int("offset"), Limit: r.Int("limit")}
	list.Shown = shownPage(r, list.View.Count(), filter != history.Filter{})
	for j := range list.View.Rows(list.Offset, list.Limit) {
		coverJob(&list.Shown.Set, j, list.View.Now())
	}
	tx.CoverPage(&list.Shown)
	return list, nil
}

// shownPage returns the coverage of a page of a list with count rows, without that of
// the rows themselves.
func shownPage(r *Request, count int, filtered bool) journal.Shown {
	offset, id := r.Int("offset"), r.Operation.ID
	shown := journal.Shown{Operation: id, Page: journal.Page{Listing: string(id) + "?" + r.Filters, Offset: offset, Count: count}}
	rows := min(r.Int("limit"), max(0, count-offset))
	add := func(edge journal.Edge, covered bool) {
		if covered {
			shown.AddListEdge(id, edge)
		}
	}
	add(journal.EmptyList, rows == 0)
	add(journal.NoMatch, count == 0 && filtered)
	add(journal.MorePages, rows > 0 && rows < count-offset)
	add(journal.LastPage, offset > 0 && rows > 0 && rows == count-offset)
	add(journal.PastTheEnd, offset > 0 && offset >= count)
	return shown
}
