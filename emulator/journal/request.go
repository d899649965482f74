package journal

import (
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Incoming is a request as it came. Nothing of it is stored but what a [Request]
// shows.
type Incoming struct {
	Operation  ges.Operation // "": none of the vendor's calls
	Method     string
	Path       string
	Query      string // raw
	Host       string
	RemoteAddr string // host:port
	Header     map[string][]string
	Began      time.Time  // real
	List       *ListQuery // nil: nobody polls the operation
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
	Took       time.Duration // real
	Count      int           // of a list, all its pages
	ViewTime   clock.Instant // the instant that a list shows
}

// Request is one request as the journal shows it.
type Request struct {
	Project    string // "": it reached none
	Number     int    // from 1, of all requests to the project
	Call       int    // as faults count calls; 0: it is none of the emulated calls
	Now        clock.Instant
	Real       time.Time
	Operation  ges.Operation // "": none of the vendor's calls
	Method     string
	Path       string
	Query      string
	Headers    []Header // by name
	Truncated  bool     // not all of the path, the query and the headers is stored
	Open       bool     // it is not answered yet
	Status     int      // 0: not answered, or the connection broke before any
	Code       string   // "": none
	Fault      string   // "": it met none
	Violations []Violation
	RetryAfter time.Duration // 0: none was answered
	Took       time.Duration
}

// Header is a field of a request's header.
type Header struct{ Name, Value string }

// Masked stands for the value of a header that is a secret.
const Masked = "***"

// secrets are the headers whose values are never stored.
var secrets = [...]string{"Authorization", "Cookie", "Proxy-Authorization", "X-Auth-Token", "X-Security-Token", "X-Subject-Token"}

func isSecret(name string) bool {
	return slices.ContainsFunc(secrets[:], func(s string) bool { return strings.EqualFold(s, name) })
}

// Filter says which requests of a journal are wanted. The zero value wants all.
type Filter struct {
	Operation  string // "": any
	Status     int    // 0: any
	Fault      string // "": any
	Violations bool   // only those with violations
	Since      int    // only those with a higher number
}

// Fits says whether a request is wanted.
func (f Filter) Fits(r *Request) bool {
	return (f.Operation == "" || f.Operation == string(r.Operation)) &&
		(f.Status == 0 || f.Status == r.Status) &&
		(f.Fault == "" || f.Fault == r.Fault) &&
		(!f.Violations || len(r.Violations) > 0) &&
		r.Number > f.Since
}

// Select keeps the requests that are wanted.
func Select(list []Request, f Filter) []Request {
	return slices.DeleteFunc(list, func(r Request) bool { return !f.Fits(&r) })
}
