package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// The limits of a scenario. Exceeding each of them is a separate problem.
const (
	MaxFileSize = format.MaxFileSize // bytes
	MaxJobs     = 5_000_000          // a file, generated ones included; a project at run time
)

// AnyProject is the id of the project that serves all project ids without an entry of
// their own.
const AnyProject = "*"

// Forever is the running time of a job that never ends.
const Forever time.Duration = -1

// Typical means that the scenario does not set the running time: one that is typical
// for the job's name is generated from the seed.
const Typical time.Duration = -2

// Scenario is a validated scenario.
type Scenario struct {
	Name        string
	Description string
	Seed        int64 // default 1
	Clock       clock.Settings
	Compat      Compat
	Auth        Auth
	Projects    []Project    // in the order of the file, at least one; ids are unique
	Faults      []Fault      // of all projects
	SubmitRules []SubmitRule // of all projects
	Source      Source       `json:"-"` // the text from which it was parsed

	byID map[string]int // indexes in Projects; nil: [Scenario.Project] searches
}

// Source is the text of a scenario as it was read, and what overrode it: parsing it again
// gives the same scenario.
type Source struct {
	File   string
	Text   string
	Loaded time.Time // the wall clock time of reading, for clock.start: now

	Overrides Overrides `json:"Overrides,omitzero"`
}

// maxSourceName is the maximum size of a source's name, in bytes.
const maxSourceName = 4096

// sourceOf returns the source of a scenario, in UTF-8.
func sourceOf(file string, data []byte, loaded time.Time, overrides Overrides) Source {
	file = strings.ToValidUTF8(file[:min(len(file), maxSourceName)], "")
	return Source{file, string(format.UTF8(data)), loaded.Round(0).UTC(), overrides}
}

// Hash returns a hash that identifies the source.
func (s Source) Hash() string {
	h := sha256.New()
	for _, part := range []string{s.File, s.Loaded.UTC().Format(time.RFC3339Nano), s.Text, s.Overrides.lines} {
		fmt.Fprintf(h, "%d ", len(part))
		_, _ = io.WriteString(h, part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Parse parses the text again.
func (s Source) Parse() (*Scenario, error) {
	return s.Overrides.Parse(s.File, []byte(s.Text), s.Loaded)
}

// OnlyProject returns the id of the project of a scenario that has just one, as one has
// that replaces the scenario of a project.
func (s *Scenario) OnlyProject() (id string, err error) {
	if len(s.Projects) != 1 {
		return "", fmt.Errorf("projects: there are %d; a scenario for one project has one", len(s.Projects))
	}
	return s.Projects[0].ID, nil
}

// Project returns the project that serves an id: its own, or else "*"; nil if there is
// neither.
func (s *Scenario) Project(id string) *Project {
	for _, own := range [...]string{id, AnyProject} {
		if i := s.place(own); i >= 0 {
			return &s.Projects[i]
		}
	}
	return nil
}

// place returns the index of an id in Projects, or -1.
func (s *Scenario) place(id string) int {
	if s.byID == nil {
		return slices.IndexFunc(s.Projects, func(p Project) bool { return p.ID == id })
	}
	if i, ok := s.byID[id]; ok {
		return i
	}
	return -1
}

// index builds an index of projects by id: a file may have many thousands, each of
// which is looked up when it is compiled.
func (s *Scenario) index() {
	s.byID = make(map[string]int, len(s.Projects))
	for i := range s.Projects {
		s.byID[s.Projects[i].ID] = i
	}
}

// Project is the jobs, graphs and faults of one project id, or of [AnyProject].
type Project struct {
	ID          string
	Jobs        []Job
	Generate    []Generate
	Faults      []Fault
	Graphs      []Graph // besides those that jobs name
	SubmitRules []SubmitRule
	Quotas      Quotas
	Changes     []JobAct // of the jobs and graphs above, as a snapshot has them
}

// Job is an individual job. Its unset values are invented when it is compiled.
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
	Status     ges.FileStatus // "": implied by the job's outcome, see [Detail.Completed]
	// Line counts, −1 for «this version does not return it» (vendor's wording);
	// nil: absent.
	Total, Failed, Successful *int64
}

// Generate is a number of invented jobs.
type Generate struct {
	Count      int // ≥ 1
	Names      []Weighted
	Graphs     []string             // names, chosen with equal probability; nil: GraphCount invented ones
	GraphCount int                  // ≥ 1 when Graphs is nil
	Begin      Range[clock.Instant] // of the first job
	Every      time.Duration        // how much later that of each next job is
	Waiting    Range[time.Duration]
	// Running is the range of running times; nil: typical for the job's name.
	Running *Range[time.Duration]
	// Failed is the share of all jobs that fail, PartiallyFailed that of the
	// imports that end partiallyFailed, 0 to 1; the other jobs succeed.
	Failed, PartiallyFailed float64
	Files                   Range[int] // entries per list of an import's jobDetail
}

// BeginOf is the range of the begin of the job with a number, from 0.
func (g *Generate) BeginOf(number int) Range[clock.Instant] {
	later := time.Duration(math.MaxInt64)
	if number == 0 || g.Every <= later/time.Duration(number) {
		later = g.Every * time.Duration(number)
	}
	return Range[clock.Instant]{From: g.Begin.From.Add(later), To: g.Begin.To.Add(later)}
}

// Weighted is a job name and its weight.
type Weighted struct {
	Name   string
	Weight int // ≥ 0; the sum is ≥ 1
}

// Compat selects interpretations of the vendor's pages.
type Compat struct {
	Order        string // OldestFirst | NewestFirst
	QueuedStatus string // "waiting" | "pending"
	DateRange    string // BeginEnd | BeginOnly
	ErrorBody    string // ErrorMessage | ErrCode | ErrorCode
	Progress     string // Zero | Elapsed
	UnknownGraph string // ByVersion | a code
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
	ByVersion     = "by-version"
)

// DefaultCompat returns the default interpretation of the vendor's pages, which the
// contract and the README describe.
func DefaultCompat() Compat {
	return Compat{OldestFirst, QueuedWaiting, BeginEnd, ErrorMessage, ProgressZero, ByVersion}
}

// Fault is a failure and the conditions under which it applies, all of which must hold.
type Fault struct {
	Name       string          // unique in the scenario
	Operations []ges.Operation // ids, or names of groups; nil: every operation of the service
	Graph      string          // the name of the graph that a call is about; "": any
	Query      []Param         // exact values, names as in the contract
	Header     []Param         // exact values, case-insensitive names
	Calls      Calls
	From       clock.Instant // inclusive; clock.Min: no lower limit
	Until      clock.Instant // exclusive; clock.Never: no upper limit
	Chance     *float64      // 0 to 1, the probability that a call is hit; nil: all are
	Limit      *Limit        // instead of Calls and Chance; nil: none

	// The effect on a call that is hit: at most one of Reply, Stale and
	// Connection, after Delay if that is set; or Delay alone.
	Reply      Reply
	Stale      time.Duration // age of the state that is returned; 0: none
	Delay      *Range[time.Duration]
	Connection Connection
	// Accepted makes a submitting call succeed before its answer is replaced. Only
	// such calls are counted.
	Accepted bool
}

// HasReply reports whether a call that the fault hits gets its Reply.
func (f *Fault) HasReply() bool { return f.Reply.Code != "" || f.Reply.Body != nil }

// Limit hits the calls beyond the maximum in a window of time.
type Limit struct {
	Calls int           // ≥ 1
	Per   time.Duration // > 0
	Real  bool          // the window is measured in real, not in virtual time
}

// Connection is the way in which the connection of a call breaks, instead of an answer.
// The zero value means that it does not.
type Connection string

// The ways in which a connection breaks.
const (
	Reset    Connection = "reset"    // a TCP RST
	Close    Connection = "close"    // closed without a byte
	Truncate Connection = "truncate" // the headers and half of the body
	Garbage  Connection = "garbage"  // bytes that are not HTTP
	Trickle  Connection = "trickle"  // the whole answer, spread over the delay
)

// Connections lists the ways in which a connection breaks.
func Connections() []Connection { return []Connection{Reset, Close, Truncate, Garbage, Trickle} }

// Param is a query parameter and its exact value.
type Param struct{ Name, Value string }

// Calls selects, by number from 1, among the calls that match a fault's other
// conditions. The zero value selects every call.
type Calls struct {
	Numbers []int // these, in order; nil: see First
	First   int   // from this number; 0: from the first
	Last    int   // to this number, inclusive; 0: no limit
	Every   int   // every n-th; 0: every call
}

// Reply is the answer to a call that a fault hits. [Parse] sets a status and message
// that are not given to those of the error table.
type Reply struct {
	Code    string // errorCode of the error table; "": only Status and Body are used
	Message string // default: the table's
	Status  int    // 200 to 599; default: the table's
	Headers []Param
	Body    *string // raw text instead of the error body
}
