package scenario

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// Snapshot is the state of one project: what its scenario says, and all that
// calls and testers have changed since. A part that is nil is not told of.
type Snapshot struct {
	// Project is the id under which it came to be. Request ids and what faults
	// draw follow from it, wherever it is put back.
	Project    string
	Scenario   *SnapshotScenario
	Clock      *clock.State
	Calls      *int // how many there were
	Jobs       *JobChanges
	Faults     *[]FaultState // in the order in which they are tried
	Tokens     *IssuedTokens
	Requests   *RequestNumbers
	Met        *[]string // of the contract, as «area: name»
	Pages      *[]PageSeen
	Violations *Violations
}

// SnapshotScenario is what a project follows.
type SnapshotScenario struct {
	Source
	Project string // the one of the scenario's projects that it is
	Hash    string // stands for the source where that is kept apart
}

// JobChanges is what was changed about the jobs of a scenario.
type JobChanges struct {
	Hidden []string // ids of jobs of the scenario that are gone, or changed
	Own    []Job    // jobs that were added, or as they were changed
}

// FaultState is a fault and the calls that it has seen.
type FaultState struct {
	Name   string
	Fits   int
	Hits   int
	Window *FaultWindow // of a limit; nil: none is open
	Added  *Fault       // at run time; nil: it is the scenario's
}

// FaultWindow is how many calls a limit has seen since a moment.
type FaultWindow struct {
	Begin clock.Instant
	Calls int
}

// IssuedTokens are the tokens that were issued for a project.
type IssuedTokens struct {
	Count  int // forgotten ones too
	Issued []IssuedToken
}

// IssuedToken is one of them.
type IssuedToken struct {
	Value   string
	Expires clock.Instant
}

// RequestNumbers is how far the journal has come. The requests themselves are
// not part of a snapshot.
type RequestNumbers struct{ Last, Dropped int }

// PageSeen is a page of a list that a client has read.
type PageSeen struct {
	Listing string
	Offset  int
	Count   int
}

// Violations is what clients did that the contract does not allow.
type Violations struct {
	Dropped int
	Noted   []Noted
}

// Noted is one violation and how often it came.
type Noted struct {
	Rule, Parameter, Value, Allowed, Meant string
	FirstCall, Count                       int
}

// Tables that are written by, made once.
var (
	snapshotFormat = sync.OnceValue(func() kind[Snapshot] { return snapshotObject().kind() }) //nolint:gochecknoglobals // nothing changes it
	faultFormat    = sync.OnceValue(func() kind[Fault] { return faultObject().kind() })       //nolint:gochecknoglobals // nothing changes it
)

// ParseSnapshot checks a snapshot, YAML or JSON, by the rules of a scenario
// file. Whether it fits its scenario is for package world to say.
func ParseSnapshot(file string, data []byte, now clock.Instant) (Snapshot, error) {
	return parsePart(file, data, now, snapshotFormat())
}

// ParseKept is as [ParseSnapshot] for what the emulator itself has written, which
// may be of any size.
func ParseKept(file string, data []byte) (Snapshot, error) {
	r := newReader(file, clock.DefaultStart().Time())
	r.part, r.kept = true, true
	return readPart(r, data, snapshotFormat())
}

// AppendTo appends the snapshot as JSON, such that [ParseSnapshot] reads it.
func (s *Snapshot) AppendTo(b []byte) []byte { return snapshotFormat().write(b, s) }

// AppendTo appends the fault as JSON, as a scenario has it.
func (f *Fault) AppendTo(b []byte) []byte { return faultFormat().write(b, f) }

func snapshotObject() object[Snapshot] {
	return object[Snapshot]{
		name: "snapshot", noun: "a snapshot",
		doc: "The state of one project.",
		fields: []field[Snapshot]{
			key("version", version(), func(*Snapshot) *int { v := formatVersion; return &v }, "The version of this format: 1.").need(),
			key("project", projectID(), func(s *Snapshot) *string { return &s.Project }, "The project that it was taken of.").need(),
			key("scenario", optional(snapshotScenario().kind()), func(s *Snapshot) **SnapshotScenario { return &s.Scenario }, "What the project follows."),
			key("clock", optional(clockState().kind()), func(s *Snapshot) **clock.State { return &s.Clock }, "Where its time stands."),
			key("calls", optional(tally()), func(s *Snapshot) **int { return &s.Calls }, "How many calls it took."),
			key("jobs", optional(jobChanges().kind()), func(s *Snapshot) **JobChanges { return &s.Jobs }, "What was changed about its jobs."),
			key("faults", optional(list("a list of faults", faultState().kind())), func(s *Snapshot) **[]FaultState { return &s.Faults },
				"Its faults, in the order in which they are tried."),
			key("tokens", optional(issuedTokens().kind()), func(s *Snapshot) **IssuedTokens { return &s.Tokens }, "The tokens that were issued for it."),
			key("requests", optional(requestNumbers().kind()), func(s *Snapshot) **RequestNumbers { return &s.Requests }, "How far its journal has come."),
			key("met", optional(list("a list of what was met", raw(256))), func(s *Snapshot) **[]string { return &s.Met }, "What of the contract its clients have met."),
			key("pages", optional(list("a list of pages", pageSeen().kind())), func(s *Snapshot) **[]PageSeen { return &s.Pages }, "Pages of lists that they have read."),
			key("violations", optional(violations().kind()), func(s *Snapshot) **Violations { return &s.Violations }, "What they did that the contract does not allow."),
		},
	}
}

func snapshotScenario() object[SnapshotScenario] {
	return object[SnapshotScenario]{
		name: "snapshotScenario", noun: "what a snapshot says of its scenario",
		doc: "A scenario as it was read.",
		fields: []field[SnapshotScenario]{
			key("file", raw(4096), func(s *SnapshotScenario) *string { return &s.File }, "Its name.").need(),
			key("project", projectID(), func(s *SnapshotScenario) *string { return &s.Project }, "The one of its projects that the project is.").need(),
			key("loaded", realTime(), func(s *SnapshotScenario) *time.Time { return &s.Loaded }, "When, in real time.").need(),
			key("text", raw(MaxFileSize), func(s *SnapshotScenario) *string { return &s.Text }, "All of it."),
			key("hash", token("a hash", "", 64), func(s *SnapshotScenario) *string { return &s.Hash }, "Stands for the text where that is kept apart."),
		},
		oneOf: []string{"text", "hash"},
	}
}

func clockState() object[clock.State] {
	var settings []field[clock.State]
	for _, f := range clockObject().fields {
		if f.key == "start" {
			continue // the scenario has it
		}
		settings = append(settings, field[clock.State]{
			key: f.key, doc: f.doc, schema: f.schema, required: true,
			read:  func(n node, s *clock.State) bool { return f.read(n, &s.Settings) },
			write: func(b []byte, s *clock.State) []byte { return f.write(b, &s.Settings) },
		})
	}
	now := key("now", instant(), func(s *clock.State) *clock.Instant { return &s.Now }, "Virtual now.").need()
	return object[clock.State]{
		name: "clockState", noun: "a clock's state",
		doc: "Where a clock stands and how it moves.",
		fields: append(append([]field[clock.State]{now}, settings...),
			key("called", yesOrNo(), func(s *clock.State) *bool { return &s.Called }, "Whether a call has seen now, so that the next one moves a stepped clock."),
			key("since", realTime(), func(s *clock.State) *time.Time { return &s.Since },
				"When, in real time, a realtime clock stood at now. Default: when it is put back."),
		),
	}
}

func jobChanges() object[JobChanges] {
	return object[JobChanges]{
		name: "jobChanges", noun: "a change of jobs",
		doc: "What was changed about the jobs of a scenario.",
		fields: []field[JobChanges]{
			key("hidden", list("a list of jobIds", jobID()), func(c *JobChanges) *[]string { return &c.Hidden }, "Jobs of the scenario that are gone, or changed."),
			key("own", jobList(), func(c *JobChanges) *[]Job { return &c.Own }, "Jobs that were added, or as they were changed."),
		},
	}
}

func faultState() object[FaultState] {
	window := object[FaultWindow]{
		name: "faultWindow", noun: "a limit's window",
		doc: "The calls that a limit has seen since a moment.",
		fields: []field[FaultWindow]{
			key("begin", instant(), func(w *FaultWindow) *clock.Instant { return &w.Begin }, "Since when.").need(),
			key("calls", tally(), func(w *FaultWindow) *int { return &w.Calls }, "How many.").need(),
		},
	}
	return object[FaultState]{
		name: "faultState", noun: "a fault's state",
		doc: "A fault and the calls that it has seen.",
		fields: []field[FaultState]{
			key("name", faultName(), func(f *FaultState) *string { return &f.Name }, "Its name.").need(),
			key("fits", tally(), func(f *FaultState) *int { return &f.Fits }, "The calls that it counted."),
			key("applied", tally(), func(f *FaultState) *int { return &f.Hits }, "The calls that met it."),
			key("window", optional(window.kind()), func(f *FaultState) **FaultWindow { return &f.Window }, "The open window of a limit."),
			key("added", optional(faultObject().kind()), func(f *FaultState) **Fault { return &f.Added }, "All of it, where it was added at run time."),
		},
		check: func(m mapping, f *FaultState) {
			if m.good("added") && f.Added.Name != f.Name {
				m.problem("added", "its name is %s, not %s", quote(f.Added.Name), quote(f.Name))
			}
		},
	}
}

func issuedTokens() object[IssuedTokens] {
	token := object[IssuedToken]{
		name: "issuedToken", noun: "an issued token",
		doc: "A token that was issued.",
		fields: []field[IssuedToken]{
			key("value", line(4096), func(t *IssuedToken) *string { return &t.Value }, "The token.").need(),
			key("expires", instant(), func(t *IssuedToken) *clock.Instant { return &t.Expires }, "Until when it is valid.").need(),
		},
	}
	return object[IssuedTokens]{
		name: "issuedTokens", noun: "a record of issued tokens",
		doc: "The tokens that were issued for a project.",
		fields: []field[IssuedTokens]{
			key("count", tally(), func(t *IssuedTokens) *int { return &t.Count }, "How many, those that are forgotten too."),
			key("issued", list("a list of tokens", token.kind()), func(t *IssuedTokens) *[]IssuedToken { return &t.Issued }, "Those that are known."),
		},
	}
}

func requestNumbers() object[RequestNumbers] {
	return object[RequestNumbers]{
		name: "requestNumbers", noun: "a journal's numbers",
		doc: "How far a journal has come.",
		fields: []field[RequestNumbers]{
			key("last", tally(), func(r *RequestNumbers) *int { return &r.Last }, "The number of the last request."),
			key("dropped", tally(), func(r *RequestNumbers) *int { return &r.Dropped }, "How many are not there any more."),
		},
		check: func(m mapping, r *RequestNumbers) {
			if m.good("dropped") && !m.bad("last") && r.Dropped > r.Last {
				m.problem("dropped", "%d is more than last, %d", r.Dropped, r.Last)
			}
		},
	}
}

func pageSeen() object[PageSeen] {
	return object[PageSeen]{
		name: "pageSeen", noun: "a page that was read",
		doc: "A page of a list that a client has read.",
		fields: []field[PageSeen]{
			key("listing", raw(1<<16), func(p *PageSeen) *string { return &p.Listing }, "The filters of the list.").need(),
			key("offset", tally(), func(p *PageSeen) *int { return &p.Offset }, "Where the page began."),
			key("count", tally(), func(p *PageSeen) *int { return &p.Count }, "How many jobs the list had."),
		},
	}
}

func violations() object[Violations] {
	text := raw(1 << 12)
	noted := object[Noted]{
		name: "noted", noun: "a violation",
		doc: "A violation and how often it came.",
		fields: []field[Noted]{
			key("rule", token("a rule's name", "-", 64), func(v *Noted) *string { return &v.Rule }, "The rule.").need(),
			key("parameter", text, func(v *Noted) *string { return &v.Parameter }, "What it is about."),
			key("value", text, func(v *Noted) *string { return &v.Value }, "What came."),
			key("allowed", text, func(v *Noted) *string { return &v.Allowed }, "What is allowed."),
			key("meant", text, func(v *Noted) *string { return &v.Meant }, "What was probably meant."),
			key("firstCall", tally(), func(v *Noted) *int { return &v.FirstCall }, "The call that had it first."),
			key("count", tally(), func(v *Noted) *int { return &v.Count }, "How often it came."),
		},
	}
	return object[Violations]{
		name: "violations", noun: "a record of violations",
		doc: "What clients did that the contract does not allow.",
		fields: []field[Violations]{
			key("dropped", tally(), func(v *Violations) *int { return &v.Dropped }, "How many are not told apart."),
			key("noted", list("a list of violations", noted.kind()), func(v *Violations) *[]Noted { return &v.Noted }, "Those that are."),
		},
	}
}

// maxTally bounds what a snapshot from outside counts, so that there is room for
// more.
const maxTally = math.MaxInt / 2

// tally is a number of things that were counted.
func tally() kind[int] {
	k := whole(0, math.MaxInt)
	read := k.read
	k.read = func(n node, into *int) bool {
		if !read(n, into) {
			return false
		}
		if *into > maxTally && !n.r.kept {
			n.wrong(fmt.Sprintf("a whole number from 0 to %d", maxTally), "")
			return false
		}
		return true
	}
	return k
}

// realTime is a moment of real time.
func realTime() kind[time.Time] {
	write := func(b []byte, t *time.Time) []byte { return appendText(b, t.UTC().Format(time.RFC3339Nano)) }
	return kind[time.Time]{schema: timeSchema(), write: write, read: func(n node, into *time.Time) bool {
		v, _ := n.scalar()
		t, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			n.wrong("a real time such as 2026-03-01T09:00:00Z", "")
			return false
		}
		*into = t
		return true
	}}
}

// yesOrNo is true or false.
func yesOrNo() kind[bool] {
	write := func(b []byte, v *bool) []byte { return strconv.AppendBool(b, *v) }
	words := choice("true or false", []string{"false", "true"}, []bool{false, true})
	return kind[bool]{schema: schema{Type: []string{"boolean"}}, write: write, read: words.read}
}
