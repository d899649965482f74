package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// JobAct is one change of a project's jobs at run time. It records the result with all
// invented values, not the request, so that it has the same effect wherever it is
// applied. Exactly one of Add, Patch, Remove, Lost and On is set.
type JobAct struct {
	Add    *Job      // the added job, with its id and all its times
	Patch  *Job      // the new version of the job with this id; its name, graph and begin are unchanged
	Remove string    // the id of the removed job
	On     *GraphAct // an act on a graph
	Lost   int       // number of jobs that were added and removed; they count in the numbering of identical jobs

	Graph string   // the id of the graph to which a client submitted the added job; "": it was added otherwise
	Key   fake.Key // of the invented values of an added job
	Alike fake.Key // from which the keys of all jobs with its description are derived; also of lost ones
}

// ID returns the id of the job that the act changes; "" for lost jobs.
func (a JobAct) ID() string {
	switch {
	case a.Add != nil:
		return a.Add.ID
	case a.Patch != nil:
		return a.Patch.ID
	default:
		return a.Remove
	}
}

// BeginningAt returns an act that adds a job, with another begin. It adapts a job that
// begins now to a project with another now.
func (a JobAct) BeginningAt(begin clock.Instant) JobAct {
	j := *a.Add
	j.Begin = begin
	a.Add = &j
	return a
}

// JobChanges is the changes of a scenario's jobs at run time.
type JobChanges struct{ Acts []JobAct }

// JobChangesKind returns the kind of a project's acts in a snapshot.
func JobChangesKind() format.Kind[JobChanges] {
	return format.Object[JobChanges]{
		Name: "jobChanges", Noun: "a change of jobs",
		Doc: "What has happened to the jobs of a scenario.",
		Fields: []format.Field[JobChanges]{
			format.Key("acts", jobActs(), func(c *JobChanges) *[]JobAct { return &c.Acts },
				"What was done to them, in its order."),
		},
	}.Kind()
}

// jobActs returns the kind of a list of acts.
func jobActs() format.Kind[[]JobAct] { return format.List("a list of acts", jobActObject().Kind()) }

// JobActKind returns the kind of one act.
func JobActKind() format.Kind[JobAct] { return jobActObject().Kind() }

func jobActObject() format.Object[JobAct] {
	kinds := []string{"add", "patch", "remove", "lost", "on"}
	return format.Object[JobAct]{
		Name: "jobAct", Noun: "an act",
		Doc: "One change of a project's jobs at run time.",
		Fields: []format.Field[JobAct]{
			format.Key("add", format.Optional(actedJob()), func(a *JobAct) **Job { return &a.Add }, "A job more."),
			format.Key("patch", format.Optional(actedJob()), func(a *JobAct) **Job { return &a.Patch }, "The job with this jobId is so from now on."),
			format.Key("remove", JobID(), func(a *JobAct) *string { return &a.Remove }, "The jobId of the job that is gone."),
			format.Key("lost", format.Integer(0, MaxJobs), func(a *JobAct) *int { return &a.Lost }, "So many added jobs are gone."),
			format.Key("on", format.Optional(GraphActFormat()), func(a *JobAct) **GraphAct { return &a.On }, "What was done to a graph."),
			format.Key("graph", JobID(), func(a *JobAct) *string { return &a.Graph }, "The id of the graph to which a client submitted the added job."),
			format.Key("key", valueKey(), func(a *JobAct) *fake.Key { return &a.Key }, "What the invented values of an added job follow from."),
			format.Key("alike", valueKey(), func(a *JobAct) *fake.Key { return &a.Alike }, "What added jobs that are described alike have in common."),
		},
		OneOf: kinds, Exclusive: kinds,
	}
}

// actedJob returns the kind of a job in an act. Its id and all its times are required;
// the id need not be unique within a list of acts.
func actedJob() format.Kind[Job] {
	o := jobObject()
	o.Name = "actedJob"
	format.MakeRequired(&o, "jobId")
	format.MakeRequired(&o, "running")
	o.Check = checkJobValues
	return o.Kind()
}

// valueKey returns the kind of a key of invented values: 16 hexadecimal digits.
func valueKey() format.Kind[fake.Key] {
	const digits = 16
	write := func(b []byte, v *fake.Key) []byte { return fmt.Appendf(b, `"%0*x"`, digits, uint64(*v)) }
	isKey := func(s string) bool { return len(s) == digits && strings.Trim(s, "0123456789abcdef") == "" }
	text := format.Text("a key of 16 hexadecimal digits", isKey, format.Schema{Pattern: "^[0-9a-f]{16}$"})
	return format.Kind[fake.Key]{Schema: text.Schema, Write: write, Read: func(n format.Node, into *fake.Key) bool {
		var s string
		if !text.Read(n, &s) {
			return false
		}
		key, err := strconv.ParseUint(s, 16, 64)
		*into = fake.Key(key)
		return err == nil
	}}
}
