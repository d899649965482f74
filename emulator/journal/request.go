package journal

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Incoming is a request as it came. Nothing of it is stored but what a [Request]
// shows.
type Incoming struct {
	Operation  ges.Operation // "": none of the vendor's calls
	Method     string
	Path       string
	Query      string // raw; its secrets are masked
	Host       string
	RemoteAddr string // host:port
	Header     map[string][]string
	Arrived    time.Time  // real
	List       *ListQuery // nil: nobody polls the operation
	Body       []byte     // of a submitting call, its secrets masked; nil: it has none
}

// ListQuery is what a call asks for whose operation clients poll: of a list, or of
// one thing. It must not be changed: calls share it.
type ListQuery struct {
	Filters  string // all but the page, in one form; "": nothing
	Graph    string // "": any
	JobID    string // "": any
	From, To *clock.Day
	Offset   int
	Limit    int
}

// Outcome is what a project has decided about a request before its answer.
type Outcome struct {
	Call       int // the number of the project's call; 0: it is none
	Now        clock.Instant
	Fault      string // the name of the one that it meets; "": none
	Violations []Violation
}

// Answer is how a request was answered.
type Answer struct {
	Status     int    // HTTP; 0: the connection broke before any
	Code       string // "": none
	RetryAfter time.Duration
	Duration   time.Duration // real
	Bytes      int64         // of the body
	Count      int           // of a list, all its pages
	ViewTime   clock.Instant // the instant that a list shows
	Fault      string        // of a fault that applied once the call was accepted; "": none
	JobID      string        // of the job that the call submitted; "": none
	Violations []Violation   // found while the call was answered
}

// Request is one request in the journal.
type Request struct {
	// Project is the project that the request named; "": none.
	Project string
	// Number counts all requests that named the project, from 1. Call counts the
	// emulated calls, as faults do; 0: it is none of them.
	Number, Call int
	Now          time.Time // virtual, UTC
	Real         time.Time
	Operation    ges.Operation // such as ListJobs; "": none of the vendor's calls
	Method       string
	Path, Query  string // Query is as received, still escaped
	// Header is the request's, Host included. It must not be changed: the requests of a
	// list share it where they can. The values of secrets, such as X-Auth-Token and
	// Authorization, are "***" here and in Query: they are never stored.
	Header http.Header
	// Truncated says that Path, Query or Header was cut: at 2 KiB for each of the
	// first two, at 64 lines or 8 KiB for the header, at 1 KiB for each value.
	Truncated bool
	// Body is that of a submitting call, up to 64 KiB, with the values of secrets as
	// "***"; "": it had none, or it is one of many and there is no room for it.
	Body string
	// JobID is that of the job that the call submitted, whatever it was answered; "":
	// none.
	JobID string
	// Open says that the request is not answered yet.
	Open bool
	// Status is 0 when there was no answer, or the connection broke before it.
	Status     int
	ErrorCode  string // such as GES.0001; "": none
	Fault      string // the name of the fault that applied; "": none
	Violations []Violation
	RetryAfter time.Duration // 0: the answer had none
	Duration   time.Duration // real time, until the last byte of the answer was written
	Bytes      int64         // of the answer's body, as far as it was written
}

// Parts of a request as the control API shows them.
type (
	headerJSON struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	violationJSON struct {
		Rule    RuleID `json:"rule"`
		Message string `json:"message"`
	}
)

// MarshalJSON writes the request as the control API shows it.
func (r Request) MarshalJSON() ([]byte, error) {
	var retryAfter *string
	if r.RetryAfter > 0 {
		retryAfter = encode.OrNull(r.RetryAfter.String())
	}
	violations := make([]violationJSON, len(r.Violations))
	for i, v := range r.Violations {
		violations[i] = violationJSON{v.Rule, v.String()}
	}
	return encode.JSON(struct {
		Project    *string         `json:"project"`
		Number     int             `json:"number"`
		Call       *int            `json:"call"`
		Now        string          `json:"now"`
		Real       string          `json:"real"` // RFC 3339, UTC
		Operation  *ges.Operation  `json:"operation"`
		Method     string          `json:"method"`
		Path       string          `json:"path"`
		Query      string          `json:"query"`
		Headers    []headerJSON    `json:"headers"`
		Truncated  bool            `json:"truncated"`
		Body       *string         `json:"body"`
		JobID      *string         `json:"jobId"`
		Open       bool            `json:"open"`
		Status     *int            `json:"status"`
		ErrorCode  *string         `json:"errorCode"`
		Fault      *string         `json:"fault"`
		RetryAfter *string         `json:"retryAfter"`
		Violations []violationJSON `json:"violations"`
		Ms         float64         `json:"ms"`
		Bytes      int64           `json:"bytes"`
	}{
		encode.OrNull(r.Project), r.Number, encode.OrNull(r.Call), clock.Of(r.Now).Exact(), r.Real.UTC().Format(time.RFC3339Nano),
		encode.OrNull(r.Operation), r.Method, r.Path, r.Query, headerLines(r.Header), r.Truncated, encode.OrNull(r.Body), encode.OrNull(r.JobID), r.Open, encode.OrNull(r.Status),
		encode.OrNull(r.ErrorCode), encode.OrNull(r.Fault), retryAfter, violations, float64(r.Duration.Microseconds()) / 1000, r.Bytes,
	})
}

// headerLines is the lines of a header, by name.
func headerLines(header http.Header) []headerJSON {
	lines := []headerJSON{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			lines = append(lines, headerJSON{name, value})
		}
	}
	return lines
}

// Filter selects requests. The zero value selects all.
type Filter struct {
	Operation  ges.Operation // "": any
	Status     int           // 0: any
	Fault      string        // by name; "": any
	Violations bool          // only those with violations
	Since      int           // only those with a higher number
}

// Matches reports whether the filter selects a request.
func (f Filter) Matches(r *Request) bool {
	return (f.Operation == "" || f.Operation == r.Operation) &&
		(f.Status == 0 || f.Status == r.Status) &&
		(f.Fault == "" || f.Fault == r.Fault) &&
		(!f.Violations || len(r.Violations) > 0) &&
		r.Number > f.Since
}
