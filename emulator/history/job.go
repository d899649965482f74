package history

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Job is one job of a plan or a history.
type Job struct {
	table    *table
	position uint32
}

func (j Job) record() *record       { return &j.table.rows[j.position] }
func (j Job) origin() *origin       { return &j.table.origins[j.record().origin] }
func (j Job) source() *scenario.Job { return j.origin().job }

// ID is the jobId.
func (j Job) ID() string { return string(j.AppendID(nil)) }

// AppendID appends the jobId.
func (j Job) AppendID(b []byte) []byte {
	r := j.record()
	if r.named {
		return append(b, j.source().ID...)
	}
	return r.id.appendTo(b)
}

// Name is the jobName.
func (j Job) Name() string { return ges.JobNames()[j.record().name].Name }

// Kind is the index of the jobName in [ges.JobNames].
func (j Job) Kind() int { return int(j.record().name) }

// Type is the jobType.
func (j Job) Type() string {
	if s := j.source(); s != nil {
		return s.Type
	}
	return ges.GraphManagement
}

// Graph is the relatedGraph.
func (j Job) Graph() string { return j.table.graphs[j.record().graph] }

// Begin is when the job appears.
func (j Job) Begin() clock.Instant { return j.record().begin }

// Start is when the job starts to run; its begin when it never waits.
func (j Job) Start() clock.Instant { return j.record().start }

// End is when the job has its outcome; clock.Never for one that never ends.
func (j Job) End() clock.Instant { return j.record().end }

// Outcome is the state in which the job ends.
func (j Job) Outcome() ges.Status { return j.record().outcome }

// StatusAt is the job's state at an instant. At the instant of a change the
// new state holds.
func (j Job) StatusAt(now clock.Instant) ges.Status { return j.record().statusAt(now) }

func (r *record) statusAt(now clock.Instant) ges.Status {
	switch {
	case now < r.begin:
		return ges.None
	case now < r.start:
		return ges.Waiting
	case now < r.end:
		return ges.Running
	default:
		return r.outcome
	}
}

// FailReason is why the job failed, or failed in part; "" for a success.
func (j Job) FailReason() string {
	r := j.record()
	if s := j.source(); s != nil && s.FailReason != nil {
		return *s.FailReason
	}
	switch r.outcome {
	case ges.Failed:
		code := fake.New().One(r.key.For("failReason"), ges.JobNames()[r.name].Failures)
		e, _ := ges.LookUpError(code)
		return e.Message
	case ges.PartiallyFailed:
		return "Some files or lines were not imported."
	default:
		return ""
	}
}

// Progress is the jobProgress at an instant: what the scenario gives, else 0,
// else with compat.progress elapsed the share of the running time that has
// passed, 0 to 100 in whole numbers. A job that never ends stays at 0.
func (j Job) Progress(now clock.Instant) float64 {
	r := j.record()
	if s := j.source(); s != nil && s.Progress != nil {
		return *s.Progress
	}
	switch {
	case j.table.compat.Progress != scenario.Elapsed || now < r.start:
		return 0
	case now >= r.end:
		return 100
	case r.end == clock.Never:
		return 0
	default:
		return float64(int64(100 * float64(now-r.start) / float64(r.end-r.start)))
	}
}

// Source is a job as a scenario would write it: what is invented about it is
// written out, but for its jobDetail and its failReason, which follow from the
// rest.
func (j Job) Source() scenario.Job {
	r := j.record()
	source := scenario.Job{Type: j.Type()}
	if s := j.source(); s != nil {
		source = *s
	}
	source.ID, source.Name, source.Graph, source.Outcome = j.ID(), j.Name(), j.Graph(), r.outcome
	source.Begin, source.Waiting, source.Running = r.begin, r.start.Sub(r.begin), scenario.Forever
	if r.end != clock.Never {
		source.Running = r.end.Sub(r.start)
	}
	return source
}

// Reaches is the first instant from now on at which a job has a status, and
// false when it never will have.
func (j Job) Reaches(status ges.Status, now clock.Instant) (clock.Instant, bool) {
	for _, at := range []clock.Instant{now, max(now, j.Begin()), max(now, j.Start()), max(now, j.End())} {
		if at != clock.Never && j.StatusAt(at) == status {
			return at, true
		}
	}
	return 0, false
}
