package history

import (
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Submission is a job that a client submits to a graph.
type Submission struct {
	JobName   string
	GraphID   string
	GraphName string
	// Number is how many jobs of the name were submitted to the graph before. With the
	// job's name and the graph's id it determines all invented values.
	Number int
	Begin  clock.Instant
	Detail *scenario.Detail     // of an ImportGraph
	Rule   *scenario.SubmitRule // what becomes of the job; nil: it runs as is typical, and succeeds
}

// SubmissionKey returns the key from which the values of a submitted job follow.
func (p *Plan) SubmissionKey(jobName, graphID string, number int) fake.Key {
	return p.root.For("submission").For(jobName).For(graphID).Nth(number)
}

// DecideSubmission returns the act that adds a submitted job. Its times and its outcome
// are decided now.
func (h *History) DecideSubmission(s Submission) scenario.JobAct {
	key := h.plan.SubmissionKey(s.JobName, s.GraphID, s.Number)
	job := scenario.Job{
		Name: s.JobName, Graph: s.GraphName, Begin: s.Begin, Type: ges.GraphManagement,
		Running: typical(fake.New(), key, s.JobName), Outcome: ges.Success, Detail: s.Detail,
	}
	if s.Rule != nil {
		applyRule(&job, s.Rule, key)
	}
	limitToVirtualTime(&job)
	job.ID = h.submittedID(&job, key)
	return scenario.JobAct{Add: &job, Key: key, Graph: s.GraphID}
}

// applyRule sets what a rule says of a job.
func applyRule(job *scenario.Job, r *scenario.SubmitRule, key fake.Key) {
	inventor := fake.New()
	job.Waiting = duration(inventor, key.For("waiting"), r.Waiting)
	switch {
	case r.Running == nil:
	case r.Running.From == scenario.Forever:
		job.Running = scenario.Forever
	default:
		job.Running = duration(inventor, key.For("running"), *r.Running)
	}
	if job.Outcome = r.Outcome; r.Outcome == ges.PartiallyFailed && job.Name != ges.ImportGraph {
		job.Outcome = ges.Success
	}
	if job.Outcome != ges.Success {
		job.FailReason = r.FailReason
	}
}

// limitToVirtualTime makes a job that would end after the end of virtual time end there.
func limitToVirtualTime(job *scenario.Job) {
	remaining := clock.Max.Sub(job.Begin)
	job.Waiting = min(job.Waiting, remaining)
	if job.Running != scenario.Forever {
		job.Running = min(job.Running, remaining-job.Waiting)
	}
}

// submittedID returns the id of a submitted job: of the shape that the vendor's examples
// have for its name.
func (h *History) submittedID(job *scenario.Job, key fake.Key) string {
	key = key.For("jobId")
	switch job.Name {
	case ges.ImportGraph:
		return h.freeUUID(key, "")
	case "ExportGraph", "UpgradeGraph", "RestartGraph":
		return h.freeUUID(key, fmt.Sprintf("%09d", uint64(key.For("digits"))%1_000_000_000))
	}
	id := newIdent(h.plan.start, job.Begin, uint16(key.For("counter")))
	id.process = uint32(key.For("process"))
	for h.has(id) {
		id = id.after(1)
	}
	return string(id.appendTo(nil))
}

// freeUUID returns a UUID followed by a text, such that no other job has it.
func (h *History) freeUUID(key fake.Key, tail string) string {
	for n := 0; ; n++ {
		id := key.Nth(n).UUID() + tail
		if _, taken := h.locate(id); !taken {
			return id
		}
	}
}

// SubmittedTo returns the id of the graph to which a client submitted the job; "" if it
// was not submitted.
func (j Job) SubmittedTo() string { return j.origin().graph }

// Key returns the key from which the invented values of the job follow.
func (j Job) Key() fake.Key { return j.record().key }

// Compare orders jobs in listing order: by begin, then by id.
func Compare(a, b Job) int { return compare(a, b) }
