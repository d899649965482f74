package gesapi

import (
	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/api"
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
	answer, err = api.Answer(tx, &b.request)
	if err != nil {
		return nil, err
	}
	tx.Cover(&a.success)
	if list, ok := answer.(*api.JobList); ok {
		call.count = list.View.Count()
	}
	return answer, nil
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
		page.buf = newWire(v.Compat, v.At).appendJob(page.buf, v.Job)
		return page.close()
	default:
		return writeBody(c, call, plainJSON(v))
	}
}

// writePage writes a page of a list. One that is the same until some job changes
// is cached for who asks again.
func (a *API) writePage(c echo.Context, call *call, list *api.JobList) error {
	view := list.View
	wire := newWire(view.Compat(), view.Now())
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
