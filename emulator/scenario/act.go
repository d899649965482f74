package scenario

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// JobAct is one change of a project's jobs at run time. It holds what was decided,
// not what was asked for, so that it means the same wherever it is applied. One of
// Add, Patch, Remove and Lost is set.
type JobAct struct {
	Add    *Job   // a job more, with its id and its whole life
	Patch  *Job   // the job with this id is so from now on; its name, graph and begin are as before
	Remove string // the id of the job that is gone
	Lost   int    // so many jobs were added and are gone; they count for the numbers of those alike

	Key   fake.Key // of the invented values of an added job
	Alike fake.Key // what the keys of jobs that are described as it is are made of; of lost ones too
}

// ID is the id of the job that the act is about; "" of lost ones.
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

// BeginningAt is an act that adds a job, with another begin: of a job that begins
// now, in a project whose now is another.
func (a JobAct) BeginningAt(begin clock.Instant) JobAct {
	j := *a.Add
	j.Begin = begin
	a.Add = &j
	return a
}

// JobChanges is what has happened to the jobs of a scenario at run time.
type JobChanges struct{ Acts []JobAct }

// JobChangesKind is the acts of a project, as a snapshot has them.
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
	kinds := []string{"add", "patch", "remove", "lost"}
	return format.Object[JobAct]{
		Name: "jobAct", Noun: "an act",
		Doc: "One change of a project's jobs at run time.",
		Fields: []format.Field[JobAct]{
			format.Key("add", format.Optional(actedJob()), func(a *JobAct) **Job { return &a.Add }, "A job more."),
			format.Key("patch", format.Optional(actedJob()), func(a *JobAct) **Job { return &a.Patch }, "The job with this jobId is so from now on."),
			format.Key("remove", JobID(), func(a *JobAct) *string { return &a.Remove }, "The jobId of the job that is gone."),
			format.Key("lost", format.Integer(0, MaxJobs), func(a *JobAct) *int { return &a.Lost }, "So many added jobs are gone."),
			format.Key("key", valueKey(), func(a *JobAct) *fake.Key { return &a.Key }, "What the invented values of an added job follow from."),
			format.Key("alike", valueKey(), func(a *JobAct) *fake.Key { return &a.Alike }, "What added jobs that are described alike have in common."),
		},
		OneOf: kinds,
		Check: func(m format.Mapping, _ *JobAct) {
			given := slices.DeleteFunc(slices.Clone(kinds), func(key string) bool { return !m.Given(key) })
			if len(given) > 1 {
				m.Problem(given[1], "%s is in place of %s; only one of add, patch, remove and lost is allowed", given[1], given[0])
			}
		},
	}
}

// actedJob is a job of an act: its id is given and need not be the only one of
// its kind in a list of acts, and its life is all there.
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

// valueKey is the key of invented values: 16 hexadecimal digits.
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
