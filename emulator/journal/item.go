package journal

import (
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Area is one kind of what there is to meet.
type Area string

// The areas.
const (
	Parameters   Area = "parameters"
	Values       Area = "values"
	JobStatuses  Area = "jobStatuses"
	JobNames     Area = "jobNames"
	HTTPStatuses Area = "httpStatuses"
	ErrorCodes   Area = "errorCodes"
	Edges        Area = "edges"
)

// Areas lists the areas, in the order in which they are shown.
func Areas() []Area {
	return []Area{Parameters, Values, JobStatuses, JobNames, HTTPStatuses, ErrorCodes, Edges}
}

// Item is one thing of the contract that a client can meet.
type Item uint8

// The items of parameters, of values and of edges, then where those of the other
// areas begin. Their names are in the table below.
const (
	GaveOffset Item = iota
	GaveLimit
	GaveStatus
	GaveGraphName
	GaveStartTime
	GaveEndTime

	OffsetDefault
	OffsetZero
	OffsetLater
	LimitDefault
	LimitOne
	LimitMore
	StatusRunning
	StatusWaiting
	StatusSuccess
	StatusFailed
	StatusPending
	StatusPartiallyFailed
	GraphNameOfPage
	GraphNameOfSDK
	OneDay
	FiltersJoined

	EmptyList
	NoMatch
	MorePages
	LastPage
	PastTheEnd
	AppearedWhilePaging
	ImportDetail
	FailReason
	SlowAnswer
	BrokenConnection
	StaleList

	firstJobStatus
	firstHTTPStatus = firstJobStatus + 5
	firstJobName    = firstHTTPStatus + 8
	firstErrorCode  = firstJobName + 15
)

// setWords is the size of a set, in words of 64 items. A test holds that all
// items fit.
const setWords = 4

// Set is a set of items.
type Set [setWords]uint64

// Add adds an item.
func (s *Set) Add(i Item) { s[i/64] |= 1 << (i % 64) }

// Or adds all items of another set.
func (s *Set) Or(o *Set) {
	for i := range s {
		s[i] |= o[i]
	}
}

// Has says whether an item is in the set.
func (s *Set) Has(i Item) bool { return s[i/64]&(1<<(i%64)) != 0 }

// named is an item with its area and name.
type named struct {
	Item
	area Area
	name string
}

// fixed is the table of the items that have a constant.
var fixed = [...]named{
	{GaveOffset, Parameters, "offset"},
	{GaveLimit, Parameters, "limit"},
	{GaveStatus, Parameters, "status"},
	{GaveGraphName, Parameters, "graphName"},
	{GaveStartTime, Parameters, "startTime"},
	{GaveEndTime, Parameters, "endTime"},

	{OffsetDefault, Values, "offset: none, the default"},
	{OffsetZero, Values, "offset: 0"},
	{OffsetLater, Values, "offset: 1 or more"},
	{LimitDefault, Values, "limit: none, the default"},
	{LimitOne, Values, "limit: 1"},
	{LimitMore, Values, "limit: 2 or more"},
	{StatusRunning, Values, "status: running"},
	{StatusWaiting, Values, "status: waiting"},
	{StatusSuccess, Values, "status: success"},
	{StatusFailed, Values, "status: failed"},
	{StatusPending, Values, "status: pending"},
	{StatusPartiallyFailed, Values, "status: partiallyFailed"},
	{GraphNameOfPage, Values, "graphName under this name"},
	{GraphNameOfSDK, Values, "graphName as graph_name"},
	{OneDay, Values, "startTime and endTime: one day"},
	{FiltersJoined, Values, "two filters or more together"},

	{EmptyList, Edges, "an empty list"},
	{NoMatch, Edges, "a filter that no job fits"},
	{MorePages, Edges, "a page with more after it"},
	{LastPage, Edges, "a last page after others"},
	{PastTheEnd, Edges, "a page past the end"},
	{AppearedWhilePaging, Edges, "a job that appears while paging"},
	{ImportDetail, Edges, "a jobDetail of an import"},
	{FailReason, Edges, "a failReason"},
	{SlowAnswer, Edges, "a slow answer"},
	{BrokenConnection, Edges, "a broken connection"},
	{StaleList, Edges, "a list that lags behind"},
}

// httpStatuses are those that the vendor documents for the call, and 429 of the
// gateway.
var httpStatuses = [...]int{200, 400, 401, 403, 404, 429, 500, 503}

// items is every item there is, by area.
func items() []named {
	list := fixed[:len(fixed):len(fixed)]
	for i, s := range ges.Statuses() {
		list = append(list, named{firstJobStatus + Item(i), JobStatuses, s.String()})
	}
	for i, n := range ges.JobNames() {
		list = append(list, named{firstJobName + Item(i), JobNames, n.Name})
	}
	for i, s := range httpStatuses {
		list = append(list, named{firstHTTPStatus + Item(i), HTTPStatuses, strconv.Itoa(s)})
	}
	for i, e := range ges.ErrorCodes() {
		list = append(list, named{firstErrorCode + Item(i), ErrorCodes, e.Code})
	}
	return list
}

// AddJobStatus adds that a job is shown in a status, which is not ges.None.
func (s *Set) AddJobStatus(status ges.Status) { s.Add(firstJobStatus + Item(status-ges.Waiting)) }

// AddJobEnd adds that a job with an outcome is shown: the outcome, and the
// fields that only such a job has.
func (s *Set) AddJobEnd(outcome ges.Status, name string) {
	s.AddJobStatus(outcome)
	if outcome != ges.Success {
		s.Add(FailReason)
	}
	if name == ges.ImportGraph {
		s.Add(ImportDetail)
	}
}

// AddJobName adds that a job is shown. kind is the index of its name in
// [ges.JobNames].
func (s *Set) AddJobName(kind int) { s.Add(firstJobName + Item(kind)) }

// AddAnswer adds the HTTP status and the error code of an answer, "" for a
// success; what the contract does not have is left out.
func (s *Set) AddAnswer(status int, code string) {
	for i, known := range httpStatuses {
		if known == status {
			s.Add(firstHTTPStatus + Item(i))
		}
	}
	if code == "" {
		return
	}
	for i, known := range ges.ErrorCodes() {
		if known.Code == code {
			s.Add(firstErrorCode + Item(i))
		}
	}
}
