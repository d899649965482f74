package scenario

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// jobIDs is the scope in which jobIds are unique: the individual jobs of a project.
const jobIDs = "jobIds"

// jobList returns the kind of the individual jobs of a project.
func jobList() format.Kind[[]Job] { return jobsUpTo(MaxJobs) }

// jobsUpTo returns the kind of a list of jobs up to a maximum, which is checked before
// the jobs are read.
func jobsUpTo(maximum int) format.Kind[[]Job] {
	jobs := format.List("a list of jobs", jobObject().Kind())
	read := jobs.Read
	jobs.Read = func(n format.Node, into *[]Job) bool {
		n.NewScope(jobIDs)
		if count := n.Len(); count > maximum {
			n.Problem("the project has %d jobs; at most %d are allowed", count, maximum)
			return false
		}
		return read(n, into)
	}
	return jobs
}

func jobObject() format.Object[Job] {
	return format.Object[Job]{
		Name: "job", Noun: "a job",
		Hints: jobHints(),
		Doc:   "One job: when it begins, how long it waits and runs, and how it ends. What is not said is invented from the seed.",
		Blank: Job{Running: Typical, Outcome: ges.Success, Type: ges.GraphManagement},
		Fields: []format.Field[Job]{
			format.Key("jobName", jobName(), func(j *Job) *string { return &j.Name },
				"What the job does. Only ImportGraph has a jobDetail.").Required(),
			format.Key("relatedGraph", graphName(), func(j *Job) *string { return &j.Graph },
				"The name of the graph that the job works on.").Required().Examples("test1217"),
			format.Key("begin", format.Instant(), func(j *Job) *clock.Instant { return &j.Begin },
				"When the job appears: a duration from clock.start, before it with a minus, or a UTC time.").Required(),
			format.Key("waiting", format.Duration(format.NoMinimum, format.Unlimited), func(j *Job) *time.Duration { return &j.Waiting },
				"How long the job waits before it runs.").Default("0s").Examples("5s"),
			format.Key("running", runningTime(), func(j *Job) *time.Duration { return &j.Running },
				"How long the job runs; `forever` never ends. Default: typical for the jobName.").Examples("52s", "5m", "forever"),
			format.Key("outcome", outcome(), func(j *Job) *ges.Status { return &j.Outcome },
				"How the job ends. Only ImportGraph ends partiallyFailed.").Default(ges.Success.String()),
			format.Key("jobId", JobID(), func(j *Job) *string { return &j.ID },
				"The job's id, unique in its project: 1 to 64 letters, digits, or . _ : -. Default: one of the vendor's shape, which tells the begin time.").
				Examples("ff80808167bb90340167bc3c7b5b026a"),
			format.Key("jobType", format.Line(64), func(j *Job) *string { return &j.Type },
				"The job's type. GraphManagement is the only one that the vendor's pages show.").
				Default(ges.GraphManagement).Examples(ges.GraphManagement, ges.BackupManagement),
			format.Key("failReason", format.Optional(format.Prose(4096)), func(j *Job) **string { return &j.FailReason },
				"Why the job did not succeed. Only with another outcome than success. Default: a realistic reason."),
			format.Key("jobProgress", format.Optional(format.Number(0, 100)), func(j *Job) **float64 { return &j.Progress },
				"The job's jobProgress, whatever its state. Default: as compat.progress says."),
			format.Key("jobDetail", format.Optional(detailObject().Kind()), func(j *Job) **Detail { return &j.Detail },
				"The files of an import, shown once it has ended. Default: invented."),
		},
		Check: checkJob,
		Conditions: []format.Schema{
			format.AnyOf(format.GivenAs("jobName", format.Only(ges.ImportGraph)),
				format.Not(format.AnyOf(format.GivenAs("jobDetail", format.Schema{Type: []string{"object"}}), format.GivenAs("outcome", format.Only(ges.PartiallyFailed.String()))))),
			format.AnyOf(format.Not(format.Given("failReason")), format.GivenAs("outcome", format.Not(format.Only(ges.Success.String())))),
		},
	}
}

func jobName() format.Kind[string] {
	names := make([]string, len(ges.JobNames()))
	for i, n := range ges.JobNames() {
		names[i] = n.Name
	}
	return format.Enum("a jobName", names...)
}

// runningTime returns the kind of a job's running time.
func runningTime() format.Kind[time.Duration] {
	return format.DurationOr(format.NoMinimum, "forever", Forever, func(d *time.Duration) *time.Duration { return d })
}

// graphName returns the kind of a graph's name. It is less strict than the vendor's
// create-graph page (4 to 50 letters, digits and underscores, a letter first), so that
// tests are free to use other names.
func graphName() format.Kind[string] { return format.Line(255) }

// JobID returns the kind of a jobId.
func JobID() format.Kind[string] {
	return format.Segment("a jobId of 1 to 64 letters, digits, or . _ : -", "._:-", 64)
}

func outcome() format.Kind[ges.Status] {
	names := make([]string, len(ges.Outcomes()))
	for i, o := range ges.Outcomes() {
		names[i] = o.String()
	}
	return format.Choice("an outcome", names, ges.Outcomes())
}

func checkJob(m format.Mapping, j *Job) {
	checkJobValues(m, j)
	m.Unique("jobId", jobIDs, j.ID)
}

// checkJobValues checks the values of a job together, without regard to other jobs.
func checkJobValues(m format.Mapping, j *Job) {
	if m.Good("jobName") && j.Name != ges.ImportGraph {
		if m.Given("jobDetail") {
			m.Problem("jobDetail", "only %s has a jobDetail; this job is %s", ges.ImportGraph, j.Name)
		}
		if m.Good("outcome") && j.Outcome == ges.PartiallyFailed {
			m.Problem("outcome", "only %s ends partiallyFailed; this job is %s (success, failed)", ges.ImportGraph, j.Name)
		}
	}
	if m.Given("failReason") && !m.Bad("outcome") && j.Outcome == ges.Success {
		m.Problem("failReason", "a job that ends in success has no failReason; give it the outcome failed, or leave the failReason out")
	}
	checkLife(m, j)
}

// checkLife checks that a job ends within virtual time.
func checkLife(m format.Mapping, j *Job) {
	known := m.Good("begin") || m.FromNow() && !m.Bad("begin") // in a part of a scenario it defaults to now
	if !known || m.Bad("waiting") || m.Bad("running") {
		return
	}
	running := j.Running
	switch i := ges.JobNameIndex(j.Name); {
	case running == Forever, running == Typical && i < 0:
		running = 0
	case running == Typical:
		running = ges.JobNames()[i].Longest
	}
	checkEnd(m, j.Begin, j.Waiting, running)
}

// checkEnd reports the key because of which a job that begins at begin would end after
// the end of virtual time.
func checkEnd(m format.Mapping, begin clock.Instant, waiting, running time.Duration) {
	remaining := clock.Max.Sub(begin)
	for _, part := range []struct {
		key string
		d   time.Duration
	}{{"waiting", waiting}, {"running", running}} {
		if part.d > remaining {
			key := part.key
			if !m.Given(key) {
				key = "begin"
			}
			m.Problem(key, "the job would end after %s, where virtual time ends", clock.Max)
			return
		}
		remaining -= part.d
	}
}
