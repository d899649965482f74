package scenario

import (
	"slices"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// The parts of a scenario, and the other request bodies of the control API, are checked
// by the rules of a scenario file and with the same messages: each of the functions
// below parses one document, YAML or JSON. file is its name in problems; a duration
// instead of a time is relative to now. The error is [format.Problems].

// The tables, built once, as that takes longer than reading a document.
var (
	jobPart        = sync.OnceValue(addedJob)       //nolint:gochecknoglobals // nothing changes it
	jobPatchPart   = sync.OnceValue(jobPatchKind)   //nolint:gochecknoglobals // nothing changes it
	clockPatchPart = sync.OnceValue(clockPatchKind) //nolint:gochecknoglobals // nothing changes it
	advancePart    = sync.OnceValue(advanceKind)    //nolint:gochecknoglobals // nothing changes it

	projectFaultPart = sync.OnceValue(projectFault)   //nolint:gochecknoglobals // nothing changes it
	graphPart        = sync.OnceValue(addedGraph)     //nolint:gochecknoglobals // nothing changes it
	graphPatchPart   = sync.OnceValue(graphPatchKind) //nolint:gochecknoglobals // nothing changes it
	submitRulePart   = sync.OnceValue(addedRule)      //nolint:gochecknoglobals // nothing changes it
)

// ParseJob parses and validates a job. Its begin defaults to now.
func ParseJob(file string, data []byte, now clock.Instant) (Job, error) {
	return parsePart(file, data, now, jobPart())
}

func addedJob() format.Kind[Job] {
	o := jobObject()
	o.Name = "newJob"
	format.MakeOptional(&o, "begin")
	check := o.Check
	o.Check = func(m format.Mapping, j *Job) {
		if !m.Given("begin") {
			j.Begin = m.Start()
		}
		check(m, j)
	}
	return o.Kind()
}

// ParseFault parses and validates a fault of projects.
func ParseFault(file string, data []byte, now clock.Instant) (Fault, error) {
	return parsePart(file, data, now, projectFaultPart())
}

func projectFault() format.Kind[Fault] {
	o := faultObject()
	check := o.Check
	o.Check = func(m format.Mapping, f *Fault) {
		check(m, f)
		if f.NamesIdentity() {
			m.Problem("operations", identityInProject)
		}
	}
	return o.Kind()
}

// ParseGraph parses and validates a graph that is added now.
func ParseGraph(file string, data []byte, now clock.Instant) (Graph, error) {
	return parsePart(file, data, now, graphPart())
}

// ParseGraphPatch parses and validates the changes to a graph.
func ParseGraphPatch(file string, data []byte, now clock.Instant) (GraphPatch, error) {
	return parsePart(file, data, now, graphPatchPart())
}

// ParseSubmitRule parses and validates a rule for submitted jobs.
func ParseSubmitRule(file string, data []byte, now clock.Instant) (SubmitRule, error) {
	return parsePart(file, data, now, submitRulePart())
}

// addedRule returns the kind of a rule that is added: it needs a name.
func addedRule() format.Kind[SubmitRule] {
	o := submitRuleObject()
	o.Name = "newSubmitRule"
	format.MakeRequired(&o, "name")
	return o.Kind()
}

// JobPatch is the changes to a job; a nil field is not changed.
type JobPatch struct {
	Outcome    *ges.Status
	FailReason *string
	Progress   *float64
	Detail     *Detail
	EndAt      *clock.Instant
	EndNow     bool // instead of EndAt: end at the time of the change
}

// End returns the job's new end; false if it does not change.
func (p JobPatch) End(now clock.Instant) (clock.Instant, bool) {
	switch {
	case p.EndNow:
		return now, true
	case p.EndAt != nil:
		return *p.EndAt, true
	default:
		return 0, false
	}
}

// ParseJobPatch parses and validates the changes to a job.
func ParseJobPatch(file string, data []byte, now clock.Instant) (JobPatch, error) {
	return parsePart(file, data, now, jobPatchPart())
}

func jobPatchKind() format.Kind[JobPatch] {
	return format.Object[JobPatch]{
		Name: "jobPatch", Noun: "a change of a job",
		Hints: jobPatchHints(),
		Fields: []format.Field[JobPatch]{
			format.Key("outcome", format.Optional(outcome()), func(p *JobPatch) **ges.Status { return &p.Outcome }, "How the job ends."),
			format.Key("failReason", format.Optional(format.Prose(4096)), func(p *JobPatch) **string { return &p.FailReason }, "Why it does not succeed."),
			format.Key("jobProgress", format.Optional(format.Number(0, 100)), func(p *JobPatch) **float64 { return &p.Progress }, "Its jobProgress."),
			format.Key("jobDetail", format.Optional(detailObject().Kind()), func(p *JobPatch) **Detail { return &p.Detail }, "The files of an import."),
			format.Key("endAt", format.Kind[JobPatch]{Read: readEnd, Schema: format.AnyOf(format.Only("now"), format.Instant().Schema)}, whole[JobPatch], "When it ends: a time, or now."),
		},
		OneOf: []string{"outcome", "failReason", "jobProgress", "jobDetail", "endAt"},
	}.Kind()
}

// readEnd reads a time or the word now.
func readEnd(n format.Node, p *JobPatch) bool {
	if v, _ := n.Scalar(); v == "now" {
		p.EndNow = true
		return true
	}
	return format.Optional(format.Instant()).Read(n, &p.EndAt)
}

// ClockPatch is the changes to a clock; a nil field is not changed.
type ClockPatch struct {
	Now  *clock.Instant
	Mode *clock.Mode
	Step *clock.Step
	Rate *float64
}

// ApplyTo returns the settings with the changes.
func (p ClockPatch) ApplyTo(s clock.Settings) clock.Settings {
	setIfPresent(&s.Mode, p.Mode)
	setIfPresent(&s.Step, p.Step)
	setIfPresent(&s.Rate, p.Rate)
	return s
}

func setIfPresent[T any](value, by *T) {
	if by != nil {
		*value = *by
	}
}

// ParseClockPatch parses and validates the changes to a clock.
func ParseClockPatch(file string, data []byte, now clock.Instant) (ClockPatch, error) {
	return parsePart(file, data, now, clockPatchPart())
}

func clockPatchKind() format.Kind[ClockPatch] {
	return format.Object[ClockPatch]{
		Name: "clockPatch", Noun: "a change of a clock",
		Hints: clockPatchHints(),
		Fields: []format.Field[ClockPatch]{
			format.Key("now", format.Optional(format.Instant()), func(p *ClockPatch) **clock.Instant { return &p.Now }, "Virtual now."),
			format.Key("mode", format.Optional(clockMode()), func(p *ClockPatch) **clock.Mode { return &p.Mode }, "How time moves."),
			format.Key("step", format.Optional(clockStep()), func(p *ClockPatch) **clock.Step { return &p.Step }, "How far a call moves it in mode stepped."),
			format.Key("rate", format.Optional(clockRate()), func(p *ClockPatch) **float64 { return &p.Rate }, "Virtual seconds per real second in mode realtime."),
		},
	}.Kind()
}

// Word names an instant to which a clock is to move.
type Word string

// The words.
const (
	ToNext     Word = "next"     // the next change of any job
	ToPrevious Word = "previous" // the last change of any job before now
	ToStart    Word = "start"    // the scenario's start
	ToEnd      Word = "end"      // the end of the last job that ends
)

// Words lists the words.
func Words() []Word { return []Word{ToNext, ToPrevious, ToStart, ToEnd} }

// Advance is a move of the clock: exactly one of its fields is set.
type Advance struct {
	By    *time.Duration
	To    *clock.Instant
	Word  Word // in place of a time; "": none
	Until *Until
}

// Until is the first instant at which a job has a status.
type Until struct {
	JobID  string
	Status ges.Status
}

// ParseAdvance parses and validates a move of the clock.
func ParseAdvance(file string, data []byte, now clock.Instant) (Advance, error) {
	return parsePart(file, data, now, advancePart())
}

func advanceKind() format.Kind[Advance] {
	statuses, words := ges.Statuses(), []string{}
	for _, s := range statuses {
		words = append(words, s.String())
	}
	until := format.Object[Until]{
		Name: "until", Noun: "an until",
		Fields: []format.Field[Until]{
			format.Key("jobId", JobID(), func(u *Until) *string { return &u.JobID }, "A job's id.").Required(),
			format.Key("status", format.Choice("a status", append(words, "pending"), append(statuses, ges.Waiting)),
				func(u *Until) *ges.Status { return &u.Status }, "The status that it is to have.").Required(),
		},
	}
	keys := []string{"by", "to", "until"}
	return format.Object[Advance]{
		Name: "advance", Noun: "an advance",
		Hints: advanceHints(),
		Fields: []format.Field[Advance]{
			format.Key("by", format.Optional(format.Duration(-format.Unlimited, format.Unlimited)), func(a *Advance) **time.Duration { return &a.By }, "How far."),
			format.Key("to", format.Kind[Advance]{Read: readTarget, Schema: targetSchema()}, whole[Advance], "Where to: a time, next, previous, start or end."),
			format.Key("until", format.Optional(until.Kind()), func(a *Advance) **Until { return &a.Until }, "A job and a status."),
		},
		OneOf: keys, Exclusive: keys,
	}.Kind()
}

// readTarget reads a time or a [Word].
func readTarget(n format.Node, a *Advance) bool {
	v, _ := n.Scalar()
	if word := Word(v); slices.Contains(Words(), word) {
		a.Word = word
		return true
	}
	if !format.LooksLikeInstant(v) {
		n.Problem("%s is none of next, previous, start and end, nor a duration from now, such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)", n.Describe())
		return false
	}
	return format.Optional(format.Instant()).Read(n, &a.To)
}

// targetSchema returns the schema of what readTarget reads.
func targetSchema() format.Schema {
	var schemas []format.Schema
	for _, word := range Words() {
		schemas = append(schemas, format.Only(string(word)))
	}
	return format.AnyOf(append(schemas, format.Instant().Schema)...)
}

// whole returns the target of a key that sets more than one field of its Go type.
func whole[O any](o *O) *O { return o }

func parsePart[T any](file string, data []byte, now clock.Instant, k format.Kind[T]) (T, error) {
	return format.Read(data, k, format.Options{File: file, Start: now, FromNow: true, Wall: now.Time()})
}
