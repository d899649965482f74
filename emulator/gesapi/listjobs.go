package gesapi

import (
	"fmt"
	"math"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// The parameters of ListJobs (vendor's page). graph_name is graphName as the
// vendor's SDKs and newer pages spell it.
const (
	offset       = "offset"
	limit        = "limit"
	status       = "status"
	graphName    = "graphName"
	graphNameSDK = "graph_name"
	startTime    = "startTime"
	endTime      = "endTime"
)

// Parameters lists the query parameters of ListJobs.
func Parameters() []string {
	return []string{offset, limit, status, graphName, graphNameSDK, startTime, endTime}
}

// defaultLimit is the page size of a call that names none (vendor's page).
const defaultLimit = 10

// jobPage is an answer of ListJobs.
type jobPage struct {
	cached []byte // ready; nil: it is yet to be written
	view   jobs.View
	shown  journal.Shown
}

// listJobs answers «query the task center».
func (a *API) listJobs(tx *world.Tx, call *call) (any, error) {
	if body, count, ok := tx.CachedPage(call.asked.query.raw); ok {
		call.count = count
		return jobPage{cached: body}, nil
	}
	if err := call.asked.err; err != nil {
		return nil, err
	}
	request := &call.asked.request
	view := tx.View(request.filter)
	call.count = view.Count()
	page := jobPage{view: view, shown: call.asked.shows(view.Count())}
	for job := range view.Rows(request.offset, request.limit) {
		showJob(&page.shown.Set, job, view.Now())
	}
	tx.Showed(&page.shown)
	return page, nil
}

// write writes a successful answer.
func (a *API) write(c echo.Context, call *call, answer any) error {
	page, ok := answer.(jobPage)
	switch {
	case !ok:
		return fmt.Errorf("no answer can be made of %T", answer)
	case page.cached != nil:
		return writeBody(c, page.cached)
	default:
		return a.writePage(c, call, &page)
	}
}

// writePage writes the jobs of a view that a request asks for. A page that is
// the same until some job changes is cached for those who ask again.
func (a *API) writePage(c echo.Context, call *call, shows *jobPage) error {
	request, view := &call.asked.request, shows.view
	wire := wire{compat: view.Compat(), now: view.Now()}
	page := newPage(c)
	defer page.release()
	page.buf = wire.appendListHead(page.buf, view.Count())
	first := true
	for job := range view.Rows(request.offset, request.limit) {
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
		call.CachePage(call.asked.query.raw, view, page.buf, &shows.shown)
	}
	return page.close()
}

// listJobsRequest is what a call of ListJobs asks for.
type listJobsRequest struct {
	filter        jobs.Filter
	offset, limit int // rows
}

// binder reads parameters and keeps the first error and all violations.
type binder struct {
	query      *query
	err        error
	violations []journal.Violation
}

// listJobs reads the parameters. The first bad one, in the order of the vendor's
// page, is the error.
func (b *binder) listJobs() (listJobsRequest, error) {
	r := listJobsRequest{
		offset: b.integer(offset, 0, 0),
		limit:  b.integer(limit, 1, defaultLimit),
	}
	r.filter = jobs.Filter{
		Status:    b.status(),
		Graph:     b.graph(),
		StartTime: b.day(startTime),
		EndTime:   b.day(endTime),
	}
	if start, end := r.filter.StartTime, r.filter.EndTime; start != nil && end != nil && *start > *end {
		b.note(journal.InvertedDates, endTime, b.query.value(endTime), "a day from startTime on, "+b.query.value(startTime))
	}
	return r, b.err
}

// fail refuses a value.
func (b *binder) fail(name, came, allowed string) {
	b.note(journal.BadValue, name, came, allowed)
	b.refuse(name, came, allowed)
}

func (b *binder) refuse(name, came, allowed string) {
	if b.err == nil {
		b.err = badParameter(name, came, allowed)
	}
}

func (b *binder) note(rule journal.RuleID, name, came, allowed string) {
	b.violations = append(b.violations, journal.New(rule, name, came, allowed))
}

// text is the value of a parameter, "" when it is absent.
func (b *binder) text(name string) string {
	p, _ := b.query.get(name)
	if p.err != nil {
		b.note(journal.MalformedEncoding, name, p.value, "percent-encoded UTF-8")
		b.refuse(name, p.value, "percent-encoded text")
		return ""
	}
	return p.value
}

// integer reads a decimal integer of at least least. One that is too large for
// this machine is past every end, which is legal.
func (b *binder) integer(name string, least, absent int) int {
	s := b.text(name)
	if s == "" {
		return absent
	}
	n := 0
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			b.fail(name, s, fmt.Sprintf("an integer of %d or more", least))
			return absent
		}
		if n > (math.MaxInt-9)/10 {
			n = (math.MaxInt - 9) / 10
		}
		n = n*10 + int(r-'0')
	}
	if n < least {
		b.fail(name, s, fmt.Sprintf("an integer of %d or more", least))
	}
	return n
}

func (b *binder) status() ges.Status {
	s := b.text(status)
	if s == "" {
		return ges.None
	}
	found, ok := ges.ParseStatus(s)
	if !ok {
		b.fail(status, s, "one of "+strings.Join(statusWords(), ", "))
	}
	return found
}

// statusWords are the words that the status filter takes: the page's, then
// those of newer pages.
func statusWords() []string {
	return []string{"running", "waiting", "success", "failed", "pending", "partiallyFailed"}
}

// graph reads graphName, which may come under its other name, or under both if
// they agree.
func (b *binder) graph() string {
	page, sdk := b.text(graphName), b.text(graphNameSDK)
	switch {
	case page == "":
		return sdk
	case sdk != "":
		b.note(journal.TwoNames, graphNameSDK, sdk, "one of the two")
		if sdk != page {
			b.refuse(graphNameSDK, sdk, "the same as graphName, "+quote(page))
		}
	}
	return page
}

func (b *binder) day(name string) *clock.Day {
	s := b.text(name)
	if s == "" {
		return nil
	}
	day, ok := clock.ParseDay(s)
	if !ok {
		b.fail(name, s, "a calendar day such as 2019-03-27 (yyyy-MM-dd)")
		return nil
	}
	return &day
}
