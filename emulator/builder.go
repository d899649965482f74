package emulator

import (
	"encoding/json"
	"fmt"
	"time"
)

// Scenario is seeded jobs and graphs, a clock and faults, as a Go value. Its fields and those
// of its parts are the keys of a scenario file, with the same rules and defaults;
// docs/scenarios.md describes them all. A zero field is a key that is left out.
//
// What is a duration in a file is a [time.Duration], and a time is a [Time]: an instant, or
// one after the start of the clock. A value can be written as a scenario file by
// [encoding/json].
type Scenario struct {
	Name        string `json:"name,omitempty"` // default: scenario
	Description string `json:"description,omitempty"`
	Seed        int64  `json:"seed,omitempty"` // of all generated values; default 1
	Clock       Clock  `json:"clock,omitzero"`
	Compat      Compat `json:"compat,omitzero"`
	Auth        Auth   `json:"auth,omitzero"`
	// Projects is the jobs of each project by its id, of which there must be one.
	// "*" is any id.
	Projects map[string]ProjectSpec `json:"projects,omitempty"`
	// Faults are failures of all projects, tried in order after a project's own.
	Faults []Fault `json:"faults,omitempty"`
	// SubmitRules say what becomes of jobs that clients submit, in all projects; they are
	// tried in order after a project's own.
	SubmitRules []SubmitRule `json:"submitRules,omitempty"`
}

// Clock is virtual time: where it starts and how it moves.
type Clock struct {
	Start Time          `json:"start,omitzero"` // [At], or [Now]; default 2018-12-17T12:55:00
	Mode  ClockMode     `json:"mode,omitempty"` // default Manual
	Step  time.Duration `json:"step,omitempty"` // of mode Stepped, for each call, or ToNextChange; default 5s
	Rate  float64       `json:"rate,omitempty"` // of mode Realtime: virtual seconds per real one, 0.001 to 1,000,000; default 1
}

// MarshalJSON writes the clock as a scenario file has it.
func (c Clock) MarshalJSON() ([]byte, error) { return marshalKeys(c) }

// Compat chooses between readings of the vendor's pages where they are unclear or
// contradict each other. The first word of each is the default.
type Compat struct {
	Order        string `json:"order,omitempty"`        // oldest-first or newest-first
	QueuedStatus string `json:"queuedStatus,omitempty"` // waiting or pending
	DateRange    string `json:"dateRange,omitempty"`    // begin-end or begin
	ErrorBody    string `json:"errorBody,omitempty"`    // errorMessage, errCode or error_code
	Progress     string `json:"progress,omitempty"`     // zero or elapsed
	UnknownGraph string `json:"unknownGraph,omitempty"` // by-version, GES.7000 or GES.0047
}

// ProjectSpec is the initial jobs, graphs and faults of a project. Without jobs its list is
// empty.
type ProjectSpec struct {
	Jobs     []Job      `json:"jobs,omitempty"`     // their order does not matter
	Generate []Generate `json:"generate,omitempty"` // jobs in bulk
	Faults   []Fault    `json:"faults,omitempty"`   // tried in order, before those of all projects
	Graphs   []Graph    `json:"graphs,omitempty"`   // besides those that jobs name
	// SubmitRules are tried in order, before those of all projects.
	SubmitRules []SubmitRule `json:"submitRules,omitempty"`
	Quotas      Quotas       `json:"quotas,omitzero"`
	// Changes is what was done to all that, in the form of GET …/scenario of the control API.
	Changes []json.RawMessage `json:"changes,omitempty"`
}

// Job is one job: when it begins, how long it waits and runs, and how it ends.
type Job struct {
	JobName      string        `json:"jobName"`              // such as ImportGraph; needed
	RelatedGraph string        `json:"relatedGraph"`         // the graph's name; needed
	Begin        Time          `json:"begin,omitzero"`       // when it appears; needed in a scenario, default now in AddJob
	Waiting      time.Duration `json:"waiting,omitempty"`    // how long, before it runs; default 0
	Running      time.Duration `json:"running,omitempty"`    // how long, or Forever; default: typical for the JobName
	Outcome      Status        `json:"outcome,omitempty"`    // default Success
	JobID        string        `json:"jobId,omitempty"`      // 1 to 64 letters, digits, or . _ : -; default: invented
	JobType      string        `json:"jobType,omitempty"`    // default GraphManagement
	FailReason   string        `json:"failReason,omitempty"` // only with another outcome than success; default: a realistic one
	// JobProgress is 0 to 100 at any time; nil: as Compat.Progress says.
	JobProgress *float64 `json:"jobProgress,omitempty"`
	// JobDetail is the files of an ImportGraph; nil: invented.
	JobDetail *JobDetail `json:"jobDetail,omitempty"`
}

// MarshalJSON writes the job as a scenario file has it.
func (j Job) MarshalJSON() ([]byte, error) { return marshalKeys(j) }

// JobDetail is the files of an import. A list that is left out is null in the
// answer.
type JobDetail struct {
	VertexsetPath []File `json:"vertexsetPath,omitempty"`
	EdgesetPath   []File `json:"edgesetPath,omitempty"`
	SchemaPath    []File `json:"schemaPath,omitempty"`
}

// File is one file of an import, and how its import ended.
type File struct {
	Path   string `json:"path"`             // bucket, folder and file; needed
	Log    string `json:"log,omitempty"`    // "": null in the answer
	Cause  string `json:"cause,omitempty"`  // "": null in the answer
	Status string `json:"status,omitempty"` // success, partFailed or failed; default: as the job's outcome and the lines imply
	// Lines are -1 for a version that does not return them; nil: absent from the
	// answer.
	TotalLines      *int64 `json:"totalLines,omitempty"`
	FailedLines     *int64 `json:"failedLines,omitempty"`
	SuccessfulLines *int64 `json:"successfulLines,omitempty"`
}

// Generate is generated jobs, in bulk. A larger count only adds jobs.
type Generate struct {
	Count           int            `json:"count"`                     // 1 to 5,000,000; needed
	JobName         map[string]int `json:"jobName,omitempty"`         // names and their weights; default: a realistic mix
	RelatedGraph    GraphNames     `json:"relatedGraph,omitzero"`     // default: ten invented names
	Begin           TimeRange      `json:"begin,omitzero"`            // default: the 30 days before the clock's start
	Every           time.Duration  `json:"every,omitempty"`           // by which Begin moves for each job; default: all jobs have the same
	Waiting         DurationRange  `json:"waiting,omitzero"`          // default 0s to 5s
	Running         DurationRange  `json:"running,omitzero"`          // default: typical for each name
	Failed          float64        `json:"failed,omitempty"`          // the share that ends failed, 0 to 1
	PartiallyFailed float64        `json:"partiallyFailed,omitempty"` // the share of imports that ends partiallyFailed, 0 to 1
	Files           CountRange     `json:"files,omitzero"`            // in each list of an import, 1 to 100; default 1 to 3
}

// MarshalJSON writes the jobs as a scenario file has them.
func (g Generate) MarshalJSON() ([]byte, error) { return marshalKeys(g) }

// GraphNames is the graphs that generated jobs are about: those of Names, or Invented many
// with invented names. One of them is given.
type GraphNames struct {
	Names    []string
	Invented int
}

// IsZero reports whether neither is given.
func (g GraphNames) IsZero() bool { return len(g.Names) == 0 && g.Invented == 0 }

// MarshalJSON writes the graphs as a scenario file has them.
func (g GraphNames) MarshalJSON() ([]byte, error) {
	switch {
	case len(g.Names) > 0 && g.Invented != 0:
		return nil, fmt.Errorf("GraphNames has both Names and Invented")
	case len(g.Names) > 0:
		return json.Marshal(g.Names)
	default:
		return json.Marshal(g.Invented)
	}
}

// Auth is the credentials that calls must have.
type Auth struct {
	Mode   string      `json:"mode,omitempty"`   // off, the default, token, signature or any
	Clock  string      `json:"clock,omitempty"`  // that a signature's date is held against: real, the default, or virtual
	Tokens []Token     `json:"tokens,omitempty"` // known beside those that POST /v3/auth/tokens issues
	Keys   []AccessKey `json:"keys,omitempty"`   // whose signatures are known
	Users  []User      `json:"users,omitempty"`  // who may get a token; none: anyone
}

// Token is an accepted value of X-Auth-Token.
type Token struct {
	Value    string   `json:"value"`              // needed
	Expires  Time     `json:"expires,omitzero"`   // default: never
	Projects []string `json:"projects,omitempty"` // where it is valid; none: everywhere
	Deny     []string `json:"deny,omitempty"`     // operations that are answered 403, such as ListJobs
}

// AccessKey is a pair of keys that sign calls; both are needed.
type AccessKey struct {
	Access string   `json:"access"`
	Secret string   `json:"secret"`
	Deny   []string `json:"deny,omitempty"` // operations that are answered 403, such as ListJobs
}

// User is a user of the identity service, who may get a token.
type User struct {
	Name     string `json:"name"`             // needed
	Password string `json:"password"`         // needed
	Domain   string `json:"domain,omitempty"` // the account's name; default: any
}

// WithScenarioValue serves a scenario that is written in Go. The error lists every
// violation of the rules of scenario files, each with its path:
// projects["*"].jobs[0].outcome.
func WithScenarioValue(s Scenario) Option {
	return func(c *config) error {
		data, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("scenario: %w", jsonError(err))
		}
		c.source = &source{file: "scenario", data: data, isGo: true}
		return nil
	}
}

// MarshalJSON writes the scenario as a scenario file.
func (s Scenario) MarshalJSON() ([]byte, error) {
	type keys Scenario
	return json.Marshal(struct {
		Version int `json:"version"`
		keys
	}{1, keys(s)})
}
