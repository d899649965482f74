package gesapi

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// trueAnswer works out what a call is answered where no fault has another answer:
// a cached page, or the value that [API.write] writes.
func (a *API) trueAnswer(tx *world.Tx, call *call) (answer any, err error) {
	b := call.bound
	if b.pageKey != "" {
		if body, count, ok := tx.CachedPage(b.pageKey); ok {
			tx.Cover(&a.success)
			call.cached, call.count = body, count
			return nil, nil
		}
	}
	answer, err = api.Answer(tx, call.request())
	if err != nil {
		return nil, err
	}
	switch v := answer.(type) {
	case *api.JobList:
		call.count = v.View.Count()
	case *api.Job:
		if err := a.checkGraph(tx, call, v); err != nil {
			return nil, err
		}
	}
	tx.Cover(&a.success)
	return answer, nil
}

// checkGraph notes that a job belongs to another graph than the one in the path. Strict
// mode does not find it there.
func (a *API) checkGraph(tx *world.Tx, call *call, j *api.Job) error {
	if j.OtherGraph == "" {
		return nil
	}
	r := call.request()
	tx.Note(journal.NewViolation(journal.OtherGraph, "graphId", r.Text("graphId"), j.OtherGraph))
	if a.strict {
		return api.NoSuchJob(r.Text("jobId"))
	}
	return nil
}

// write writes a successful answer. It is the only place that does.
func (a *API) write(c echo.Context, call *call, value any) error {
	if call.cached != nil {
		return writeBody(c, call, call.cached)
	}
	switch v := value.(type) {
	case *api.JobList:
		return a.writePage(c, call, v)
	case *api.Job:
		page := newPage(c, call)
		defer page.release()
		page.buf = newWire(v.Compat, v.At, call.version()).appendJob(page.buf, v.Job)
		return page.close()
	case *api.Record:
		return a.writeRecords(c, call, v.State, new(journal.Shown), func(b []byte) []byte { return appendRecord(b, call.version(), v) })
	case *api.RecordList:
		call.count = v.Total
		return a.writeRecords(c, call, v.State, &v.Shown, func(b []byte) []byte { return appendRecords(b, call.version(), v) })
	default:
		panic(fmt.Sprintf("no way to write a %T", value))
	}
}

// writeRecords writes an answer with graphs or backups. One that is the same until the
// state of the project changes is cached for who asks again.
func (a *API) writeRecords(c echo.Context, call *call, state *world.State, shown *journal.Shown, appendTo func(b []byte) []byte) error {
	page := newPage(c, call)
	defer page.release()
	page.buf = appendTo(page.buf)
	if state != nil {
		call.CacheGraphs(call.bound.pageKey, *state, page.buf, shown)
	}
	return page.close()
}

// writePage writes a page of a list. One that is the same until some job changes
// is cached for who asks again.
func (a *API) writePage(c echo.Context, call *call, list *api.JobList) error {
	view := list.View
	wire := newWire(view.Compat(), view.Now(), call.version())
	page := newPage(c, call)
	defer page.release()
	page.buf = wire.appendListHead(page.buf, view.Count())
	first := true
	for job := range view.Rows(list.Offset, list.Limit) {
		if !first {
			page.buf = append(page.buf, ',')
		}
		first = false
		page.buf = wire.appendJob(page.buf, job)
		if err := page.flushIfLarge(); err != nil {
			return nil // the client has gone away; there is no one to tell
		}
	}
	page.buf = wire.appendListTail(page.buf)
	if !page.streamed && wire.compat.Progress != scenario.Elapsed {
		call.CachePage(call.bound.pageKey, view, page.buf, &list.Shown)
	}
	return page.close()
}
