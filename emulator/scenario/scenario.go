package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Limits of a scenario. Each has a problem of its own when it is passed.
const (
	MaxFileSize = format.MaxFileSize // bytes
	MaxJobs     = 5_000_000          // a file, generated ones included; a project at run time
)

// AnyProject is the project whose jobs every project id gets that has no
// project of its own.
const AnyProject = "*"

// Forever is the running time of a job that never ends.
const Forever time.Duration = -1

// Typical stands for a running time that the scenario leaves open: one typical
// for the job's name, drawn from the seed.
const Typical time.Duration = -2

// Scenario is one checked world.
type Scenario struct {
	Name        string
	Description string
	Seed        int64 // default 1
	Clock       clock.Settings
	Compat      Compat
	Auth        Auth
	Projects    []Project // as written, at least one; at most one of an id
	Faults      []Fault   // of all projects
	Source      Source    `json:"-"` // where all of it comes from

	byID map[string]int // places in Projects; nil: [Scenario.Project] searches
}

// Source is a scenario as it was Read: the same text gives the same world.
type Source struct {
	File   string
	Text   string
	Loaded time.Time // the wall clock's now, for clock.start: now
}

// maxSourceName bounds the name of a source, in bytes.
const maxSourceName = 4096

// sourceOf is the source of a scenario, in UTF-8.
func sourceOf(file string, data []byte, loaded time.Time) Source {
	file = strings.ToValidUTF8(file[:min(len(file), maxSourceName)], "")
	return Source{file, string(format.UTF8(data)), loaded.Round(0).UTC()}
}

// Hash tells sources apart.
func (s Source) Hash() string {
	h := sha256.New()
	for _, part := range []string{s.File, s.Loaded.UTC().Format(time.RFC3339Nano), s.Text} {
		fmt.Fprintf(h, "%d ", len(part))
		_, _ = io.WriteString(h, part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Parse checks the text again.
func (s Source) Parse() (*Scenario, error) { return Parse(s.File, []byte(s.Text), s.Loaded) }

// Project finds the project that serves an id: its own, else "*". nil: none.
func (s *Scenario) Project(id string) *Project {
	for _, own := range [...]string{id, AnyProject} {
		if i := s.place(own); i >= 0 {
			return &s.Projects[i]
		}
	}
	return nil
}

// place is where in Projects an id stands; -1: nowhere.
func (s *Scenario) place(id string) int {
	if s.byID == nil {
		return slices.IndexFunc(s.Projects, func(p Project) bool { return p.ID == id })
	}
	if i, ok := s.byID[id]; ok {
		return i
	}
	return -1
}

// index makes finding a project independent of how many there are: a file may
// have many thousands, each of which is looked up when it is compiled.
func (s *Scenario) index() {
	s.byID = make(map[string]int, len(s.Projects))
	for i := range s.Projects {
		s.byID[s.Projects[i].ID] = i
	}
}

// Project is the jobs and faults of one project id, or of [AnyProject].
type Project struct {
	ID       string
	Jobs     []Job
	Generate []Generate
	Faults   []Fault
}

// Job is one seeded job. Its unset values are invented when it is compiled.
type Job struct {
	Name    string // one of ges.JobNames
	Graph   string // relatedGraph
	Begin   clock.Instant
	Waiting time.Duration // ≥ 0
	Running time.Duration // ≥ 0, Forever or Typical
	Outcome ges.Status    // one of ges.Outcomes

	ID         string   // jobId; "": invented
	Type       string   // jobType; default ges.GraphManagement
	FailReason *string  // nil: invented when the outcome is not success
	Progress   *float64 // jobProgress; nil: compat.progress decides
	Detail     *Detail  // jobDetail of an import; nil: invented
}

// Detail is an import's jobDetail. A nil list is written as null.
type Detail struct {
	Vertexset, Edgeset, Schema []File
}

// File is one entry of a list of an import's jobDetail.
type File struct {
	Path       string
	Log, Cause *string        // nil: null
	Status     ges.FileStatus // "": as the job's outcome implies, see [Detail.Completed]
	// Line counts, −1 for «this version does not return it» (vendor's word);
	// nil: absent.
	Total, Failed, Successful *int64
}

// Generate is a number of invented jobs.
type Generate struct {
	Count      int // ≥ 1
	Names      []Weighted
	Graphs     []string // names to choose from, evenly; nil: GraphCount invented ones
	GraphCount int      // ≥ 1 when Graphs is nil
	Begin      Range[clock.Instant]
	Waiting    Range[time.Duration]
	// Running is the range of running times; nil: typical for the job's name.
	Running *Range[time.Duration]
	// Failed and PartiallyFailed are shares of the jobs, 0 to 1; the rest
	// succeeds. Only imports end partiallyFailed, so that share is of them.
	Failed, PartiallyFailed float64
	Files                   Range[int] // entries per list of an import's jobDetail
}

// Weighted is a job name and its share among others.
type Weighted struct {
	Name   string
	Weight int // ≥ 0; the sum is ≥ 1
}

// Compat switches between readings of the vendor's pages.
type Compat struct {
	Order        string // OldestFirst | NewestFirst
	QueuedStatus string // "waiting" | "pending"
	DateRange    string // BeginEnd | BeginOnly
	ErrorBody    string // ErrorMessage | ErrCode | ErrorCode
	Progress     string // Zero | Elapsed
}

// The values of [Compat], the default first.
const (
	OldestFirst   = "oldest-first"
	NewestFirst   = "newest-first"
	QueuedWaiting = "waiting"
	QueuedPending = "pending"
	BeginEnd      = "begin-end"
	BeginOnly     = "begin"
	ErrorMessage  = "errorMessage"
	ErrCode       = "errCode"
	ErrorCode     = "error_code"
	ProgressZero  = "zero"
	Elapsed       = "elapsed"
)

// DefaultCompat is the reading of the vendor's pages that contract and README
// describe.
func DefaultCompat() Compat {
	return Compat{OldestFirst, QueuedWaiting, BeginEnd, ErrorMessage, ProgressZero}
}

// Fault is a failure and when it applies. All conditions that are given must
// hold.
type Fault struct {
	Name       string          // unique in the scenario
	Operations []ges.Operation // nil: every operation
	Query      []Param         // exact values, names as in the contract
	Header     []Param         // exact values; the case of names does not count
	Calls      Calls
	From       clock.Instant // inclusive; clock.Min: from the first
	Until      clock.Instant // exclusive; clock.Never: to the last
	Chance     *float64      // 0 to 1, the share of calls that are hit; nil: all
	Limit      *Limit        // instead of Calls and Chance; nil: none

	// What a call that is hit meets: at most one of a reply, Stale and
	// Connection, any of them after Delay, or Delay alone.
	Reply      Reply
	Stale      time.Duration // answer as it was so much earlier; 0: not
	Delay      *Range[time.Duration]
	Connection Connection
}

// HasReply says whether a call that the fault hits gets its Reply.
func (f *Fault) HasReply() bool { return f.Reply.Code != "" || f.Reply.Body != nil }

// Limit hits the calls beyond so many in a window of time.
type Limit struct {
	Calls int           // ≥ 1
	Per   time.Duration // > 0
	Real  bool          // the window is of real time, not of virtual
}

// Connection is what happens to the connection of a call, in place of an
// answer. The zero value leaves it alone.
type Connection string

// The ways in which a connection breaks.
const (
	Reset    Connection = "reset"    // a TCP RST
	Close    Connection = "close"    // closed without a byte
	Truncate Connection = "truncate" // the headers and half of the body
	Garbage  Connection = "garbage"  // bytes that are no HTTP
	Trickle  Connection = "trickle"  // the whole answer, spread over the delay
)

// Connections lists the ways in which a connection breaks.
func Connections() []Connection { return []Connection{Reset, Close, Truncate, Garbage, Trickle} }

// Param is a query parameter and its exact value.
type Param struct{ Name, Value string }

// Calls says which of the calls that fit a fault's other conditions it hits.
// The first call is number 1. The zero value hits every call.
type Calls struct {
	Numbers []int // these, in order; nil: see First
	First   int   // from this number; 0: from the first
	Last    int   // to this number, inclusive; 0: without end
	Every   int   // each n-th; 0: each
}

// Reply is what a call that a fault hits answers. [Parse] fills in the table's
// status and message.
type Reply struct {
	Code    string // errorCode of the error table; "": only Status and Body count
	Message string // default: the table's
	Status  int    // 200 to 599; default: the table's
	Headers []Param
	Body    *string // raw text instead of the error body
}
