package scenario

import (
	"fmt"
	"slices"
	"strconv"

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
			format.Key("acts", format.List("a list of acts", jobActObject().Kind()), func(c *JobChanges) *[]JobAct { return &c.Acts },
				"What was done to them, in its order."),
		},
	}.Kind()
}

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
		OneOf: kinds,
		Check: func(m format.Mapping, _ *JobAct) {
			given := slices.DeleteFunc(slices.Clone(kinds), func(key string) bool { return !m.Given(key) })
			if len(given) > 1 {
				m.Problem(given[1], "%s is in place of %s; only one of add, patch, remove, lost and on is allowed", given[1], given[0])
			}
		},
	}
}

// actedJob returns the kind of a job in an act. Its id and all its times are required;
// the id need not be unique within a list of acts.
func actedJob() format.Kind[Job] {
	o := jobObject()
	o.Require("jobId")
	o.Check = func(m format.Mapping, j *Job) {
		checkJobValues(m, j)
		if j.Running == Typical && !m.Bad("running") {
			m.Node.Problem("running is missing; an act needs it")
		}
	}
	return o.Kind()
}

// valueKey returns the kind of a key of invented values: 16 hexadecimal digits.
func valueKey() format.Kind[fake.Key] {
	const digits = 16
	write := func(b []byte, v *fake.Key) []byte { return fmt.Appendf(b, `"%0*x"`, digits, uint64(*v)) }
	s := format.Schema{Type: []string{"string"}, Pattern: "^[0-9a-f]{16}$"}
	return format.Kind[fake.Key]{Schema: s, Write: write, Read: func(n format.Node, into *fake.Key) bool {
		v, _ := n.Scalar()
		key, err := strconv.ParseUint(v, 16, 64)
		if err != nil || len(v) != digits {
			n.Mismatch("a key of 16 hexadecimal digits", "")
			return false
		}
		*into = fake.Key(key)
		return true
	}}
}
