package scenario

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// jobList is the written jobs of a project, at most MaxJobs.
func jobList() kind[[]Job] {
	jobs := list("a list of jobs", jobObject().kind())
	read := jobs.read
	jobs.read = func(n node, into *[]Job) bool {
		clear(n.r.jobIDs)
		if count := len(n.y.Content); count > MaxJobs {
			n.problem("the project has %d jobs; at most %d are allowed", count, MaxJobs)
			return false
		}
		return read(n, into)
	}
	return jobs
}

func jobObject() object[Job] {
	return object[Job]{
		name: "job", noun: "a job",
		doc:   "One job: when it begins, how long it waits and runs, and how it ends. What is not said is invented from the seed.",
		blank: Job{Running: Typical, Outcome: ges.Success, Type: ges.GraphManagement},
		fields: []field[Job]{
			key("jobName", jobName(), func(j *Job) *string { return &j.Name },
				"What the job does. Only ImportGraph has a jobDetail.").need(),
			key("relatedGraph", graphName(), func(j *Job) *string { return &j.Graph },
				"The name of the graph that the job works on.").need().like("test1217"),
			key("begin", instant(), func(j *Job) *clock.Instant { return &j.Begin },
				"When the job appears: a duration from clock.start, before it with a minus, or a UTC time.").need(),
			key("waiting", span(noTime, anyTime), func(j *Job) *time.Duration { return &j.Waiting },
				"How long the job waits before it runs.").byDefault("0s").like("5s"),
			key("running", runningTime(), func(j *Job) *time.Duration { return &j.Running },
				"How long the job runs; `forever` never ends. Default: typical for the jobName.").like("52s", "5m", "forever"),
			key("outcome", outcome(), func(j *Job) *ges.Status { return &j.Outcome },
				"How the job ends. Only ImportGraph ends partiallyFailed.").byDefault(ges.Success.String()),
			key("jobId", jobID(), func(j *Job) *string { return &j.ID },
				"The job's id, unique in its project: 1 to 64 letters, digits, or . _ : -. Default: one of the vendor's shape, which tells the begin time.").
				like("ff80808167bb90340167bc3c7b5b026a"),
			key("jobType", line(64), func(j *Job) *string { return &j.Type },
				"The job's type. GraphManagement is the only one that the vendor's pages show.").
				byDefault(ges.GraphManagement).like(ges.GraphManagement, ges.BackupManagement),
			key("failReason", optional(prose(4096)), func(j *Job) **string { return &j.FailReason },
				"Why the job did not succeed. Only with another outcome than success. Default: a realistic reason."),
			key("jobProgress", optional(decimal(0, 100)), func(j *Job) **float64 { return &j.Progress },
				"The job's jobProgress, whatever its state. Default: as compat.progress says."),
			key("jobDetail", optional(detailObject().kind()), func(j *Job) **Detail { return &j.Detail },
				"The files of an import, shown once it has ended. Default: invented."),
		},
		check: checkJob,
	}
}

func jobName() kind[string] {
	names := make([]string, len(ges.JobNames()))
	for i, n := range ges.JobNames() {
		names[i] = n.Name
	}
	return words("a jobName", names...)
}

// graphName is looser than the vendor's create-graph page (4 to 50 letters,
// digits and underscores, a letter first), so that a test can ask for more.
func graphName() kind[string] { return line(255) }

func jobID() kind[string] {
	return token("a jobId of 1 to 64 letters, digits, or . _ : -", "._:-", 64)
}

func outcome() kind[ges.Status] {
	names := make([]string, len(ges.Outcomes()))
	for i, o := range ges.Outcomes() {
		names[i] = o.String()
	}
	return choice("an outcome", names, ges.Outcomes())
}

func checkJob(m mapping, j *Job) {
	if m.good("jobName") && j.Name != ges.ImportGraph {
		if m.given("jobDetail") {
			m.problem("jobDetail", "only %s has a jobDetail; this job is %s", ges.ImportGraph, j.Name)
		}
		if m.good("outcome") && j.Outcome == ges.PartiallyFailed {
			m.problem("outcome", "only %s ends partiallyFailed; this job is %s (success, failed)", ges.ImportGraph, j.Name)
		}
	}
	if m.given("failReason") && !m.bad("outcome") && j.Outcome == ges.Success {
		m.problem("failReason", "a job that ends in success has no failReason; give it the outcome failed, or leave the failReason out")
	}
	if j.Detail != nil {
		j.Detail.imply(j.Outcome)
	}
	checkID(m, j)
	checkLife(m, j)
}

// checkID holds jobs to ids of their own.
func checkID(m mapping, j *Job) {
	if !m.good("jobId") {
		return
	}
	if first, taken := m.r.jobIDs[j.ID]; taken {
		m.problem("jobId", "%s is the jobId of %s already", quote(j.ID), first)
		return
	}
	m.r.jobIDs[j.ID] = m.r.where()
}

// checkLife holds a job's life to virtual time.
func checkLife(m mapping, j *Job) {
	if !m.good("begin") || m.bad("waiting") || m.bad("running") {
		return
	}
	running := j.Running
	switch i := ges.JobNameIndex(j.Name); {
	case running == Forever, running == Typical && i < 0:
		running = 0
	case running == Typical:
		running = ges.JobNames()[i].Longest
	}
	m.checkEnd(j.Begin, j.Waiting, running)
}

// checkEnd reports where a life that starts at begin leaves virtual time.
func (m mapping) checkEnd(begin clock.Instant, waiting, running time.Duration) {
	left := clock.Max.Sub(begin)
	for _, part := range []struct {
		key string
		d   time.Duration
	}{{"waiting", waiting}, {"running", running}} {
		if part.d > left {
			key := part.key
			if !m.given(key) {
				key = "begin"
			}
			m.problem(key, "the job would end after %s, where virtual time ends", clock.Max)
			return
		}
		left -= part.d
	}
}
