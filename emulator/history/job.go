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

// ID returns the jobId.
func (j Job) ID() string { return string(j.AppendID(nil)) }

// AppendID appends the jobId.
func (j Job) AppendID(b []byte) []byte {
	r := j.record()
	if r.named {
		return append(b, j.source().ID...)
	}
	return r.id.appendTo(b)
}

// Name returns the jobName.
func (j Job) Name() string { return ges.JobNames()[j.record().name].Name }

// Kind returns the index of the jobName in [ges.JobNames].
func (j Job) Kind() int { return int(j.record().name) }

// Type returns the jobType.
func (j Job) Type() string {
	if s := j.source(); s != nil {
		return s.Type
	}
	return ges.GraphManagement
}

// Graph returns the relatedGraph.
func (j Job) Graph() string { return j.table.graphs[j.record().graph] }

// Begin returns the instant at which the job appears in lists.
func (j Job) Begin() clock.Instant { return j.record().begin }

// Start returns the instant at which the job starts to run; its begin if it never waits.
func (j Job) Start() clock.Instant { return j.record().start }

// End returns the instant at which the job has its outcome, or clock.Never.
func (j Job) End() clock.Instant { return j.record().end }

// Ends reports whether the job ever ends.
func (j Job) Ends() bool { return j.End() != clock.Never }

// Outcome returns the final state of the job.
func (j Job) Outcome() ges.Status { return j.record().outcome }

// StatusAt returns the job's state at an instant. At the instant of a change it is
// the new state.
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

// FailReason returns the failReason of a job that fails, wholly or partially; "" for a
// successful one.
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

// Progress returns the jobProgress at an instant: the scenario's value if there is one;
// otherwise 0, or with compat.progress elapsed the percentage of the running time that
// has elapsed, as an integer. It stays at 0 for a job that never ends.
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

// Source returns the job as it would be written in a scenario: with its invented
// values, except for jobDetail and failReason, which follow from the others.
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

// Reaches returns the first instant from now on at which a job has a status; false if
// there is none.
func (j Job) Reaches(status ges.Status, now clock.Instant) (clock.Instant, bool) {
	for _, at := range []clock.Instant{now, max(now, j.Begin()), max(now, j.Start()), max(now, j.End())} {
		if at != clock.Never && j.StatusAt(at) == status {
			return at, true
		}
	}
	return 0, false
}
