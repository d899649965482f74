package scenario

import (
	"errors"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// The parts of a scenario, and what else the control API takes, are checked by
// the rules of a scenario file and with its texts: each of the functions below
// reads one document, YAML or JSON. file is its name in problems; a duration in
// place of a time counts from now. The error is [Problems].

// ParseJob checks one job. Its begin is now unless it says otherwise.
func ParseJob(file string, data []byte, now clock.Instant) (Job, error) {
	o := jobObject()
	o.blank.Begin = now
	for i := range o.fields {
		if o.fields[i].key == "begin" {
			o.fields[i].required = false
		}
	}
	return parsePart(file, data, now, o.kind())
}

// ParseFault checks one fault.
func ParseFault(file string, data []byte, now clock.Instant) (Fault, error) {
	return parsePart(file, data, now, faultObject().kind())
}

// JobPatch is what of a job is to change; nil: not this.
type JobPatch struct {
	Outcome    *ges.Status
	FailReason *string
	Progress   *float64
	Detail     *Detail
	EndAt      *clock.Instant
	EndNow     bool // in place of EndAt: when the change is made
}

// End is when the job is to end, if that is to change.
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

// ParseJobPatch checks what of a job is to change.
func ParseJobPatch(file string, data []byte, now clock.Instant) (JobPatch, error) {
	return parsePart(file, data, now, object[JobPatch]{
		name: "jobPatch", noun: "a change of a job",
		fields: []field[JobPatch]{
			key("outcome", optional(outcome()), func(p *JobPatch) **ges.Status { return &p.Outcome }, "How the job ends."),
			key("failReason", optional(prose(4096)), func(p *JobPatch) **string { return &p.FailReason }, "Why it does not succeed."),
			key("jobProgress", optional(decimal(0, 100)), func(p *JobPatch) **float64 { return &p.Progress }, "Its jobProgress."),
			key("jobDetail", optional(detailObject().kind()), func(p *JobPatch) **Detail { return &p.Detail }, "The files of an import."),
			{key: "endAt", read: readEnd},
		},
		oneOf: []string{"outcome", "failReason", "jobProgress", "jobDetail", "endAt"},
	}.kind())
}

// readEnd reads a time, or now.
func readEnd(n node, p *JobPatch) bool {
	if v, _ := n.scalar(); v == "now" {
		p.EndNow = true
		return true
	}
	return optional(instant()).read(n, &p.EndAt)
}

// ClockPatch is what of a clock is to change; nil: not this.
type ClockPatch struct {
	Now  *clock.Instant
	Mode *clock.Mode
	Step *clock.Step
	Rate *float64
}

// ParseClockPatch checks what of a clock is to change.
func ParseClockPatch(file string, data []byte, now clock.Instant) (ClockPatch, error) {
	settings := map[string]field[clock.Settings]{}
	for _, f := range clockObject().fields {
		settings[f.key] = f
	}
	// setting is a key of a scenario's clock that may be left out.
	setting := func(key string, keep func(p *ClockPatch, s *clock.Settings)) field[ClockPatch] {
		f := settings[key]
		return field[ClockPatch]{key: key, doc: f.doc, schema: f.schema, read: func(n node, p *ClockPatch) bool {
			var s clock.Settings
			ok := f.read(n, &s)
			keep(p, &s)
			return ok
		}}
	}
	return parsePart(file, data, now, object[ClockPatch]{
		name: "clockPatch", noun: "a change of a clock",
		fields: []field[ClockPatch]{
			key("now", optional(instant()), func(p *ClockPatch) **clock.Instant { return &p.Now }, "Virtual now."),
			setting("mode", func(p *ClockPatch, s *clock.Settings) { p.Mode = &s.Mode }),
			setting("step", func(p *ClockPatch, s *clock.Settings) { p.Step = &s.Step }),
			setting("rate", func(p *ClockPatch, s *clock.Settings) { p.Rate = &s.Rate }),
		},
	}.kind())
}

// Advance is a way through time: exactly one of its fields is set.
type Advance struct {
	By    *time.Duration
	To    *clock.Instant
	Next  bool // to the next change of any job
	End   bool // to where every job that can end has ended
	Until *Until
}

// Until waits for a job to have a status.
type Until struct {
	JobID  string
	Status ges.Status
}

// ParseAdvance checks a way through time.
func ParseAdvance(file string, data []byte, now clock.Instant) (Advance, error) {
	statuses, words := ges.Statuses(), []string{}
	for _, s := range statuses {
		words = append(words, s.String())
	}
	until := object[Until]{
		name: "until", noun: "what to wait for",
		fields: []field[Until]{
			key("jobId", jobID(), func(u *Until) *string { return &u.JobID }, "A job's id.").need(),
			key("status", choice("a status", append(words, "pending"), append(statuses, ges.Waiting)),
				func(u *Until) *ges.Status { return &u.Status }, "The status that it is to have.").need(),
		},
	}
	keys := []string{"by", "to", "until"}
	return parsePart(file, data, now, object[Advance]{
		name: "advance", noun: "a way through time",
		fields: []field[Advance]{
			key("by", optional(span(-anyTime, anyTime)), func(a *Advance) **time.Duration { return &a.By }, "How far."),
			{key: "to", read: readTarget},
			key("until", optional(until.kind()), func(a *Advance) **Until { return &a.Until }, "A job and a status."),
		},
		oneOf: keys,
		check: func(m mapping, _ *Advance) {
			first := ""
			for _, key := range keys {
				switch {
				case m.given(key) && first != "":
					m.problem(key, "%s is in place of %s; only one of by, to and until is allowed", key, first)
				case m.given(key):
					first = key
				}
			}
		},
	}.kind())
}

// readTarget reads a time, next or end.
func readTarget(n node, a *Advance) bool {
	switch v, _ := n.scalar(); v {
	case "next":
		a.Next = true
	case "end":
		a.End = true
	default:
		if _, err := ParseInstant(v, n.r.start); err != nil {
			n.problem("%s is neither next nor end, nor a duration from now, such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)", n.came())
			return false
		}
		return optional(instant()).read(n, &a.To)
	}
	return true
}

func parsePart[T any](file string, data []byte, now clock.Instant, k kind[T]) (T, error) {
	r := newReader(file, now.Time())
	r.start, r.part = now, true
	return readPart(r, data, k)
}

func readPart[T any](r *reader, data []byte, k kind[T]) (T, error) {
	var part, none T
	if tree, ok := r.tree(data); ok {
		k.read(tree, &part)
	}
	if len(r.problems) > 0 {
		r.problems.sort()
		return none, r.problems
	}
	return part, nil
}

// countedFrom is a text about times as it is for what is read: in a part of a
// scenario durations count from now.
func (r *reader) countedFrom(text string) string {
	if r.part {
		return fromNow(text)
	}
	return text
}

func fromNow(text string) string { return strings.ReplaceAll(text, "the clock's start", "now") }

// ParseMoment is as [ParseInstant]; a duration counts from now.
func ParseMoment(s string, now clock.Instant) (clock.Instant, error) {
	i, err := ParseInstant(s, now)
	if err != nil {
		return 0, errors.New(fromNow(err.Error()))
	}
	return i, nil
}
