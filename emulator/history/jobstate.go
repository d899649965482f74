package history

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// JobState is a job at an instant, with its past and future. Times are virtual and UTC.
type JobState struct {
	JobID, JobName, JobType, RelatedGraph string
	// Status is the status now, such as running; "": the job has not begun.
	Status string
	Begin  time.Time // from then on it is listed
	Start  time.Time // from then on it runs
	End    time.Time // zero: it never ends
	// Outcome is how it ends: success, failed or partiallyFailed.
	Outcome     string
	FailReason  string // "": it succeeds
	JobProgress float64
}

// StateAt returns the job at an instant.
func (j Job) StateAt(now clock.Instant) JobState {
	s := JobState{
		JobID: j.ID(), JobName: j.Name(), JobType: j.Type(), RelatedGraph: j.Graph(),
		Status: j.StatusAt(now).String(),
		Begin:  j.Begin().Time(), Start: j.Start().Time(),
		Outcome: j.Outcome().String(), FailReason: j.FailReason(), JobProgress: j.Progress(now),
	}
	if j.Ends() {
		s.End = j.End().Time()
	}
	return s
}

// MarshalJSON writes the job as the control API shows it, in the keys of a scenario.
func (s JobState) MarshalJSON() ([]byte, error) {
	answer := struct {
		JobID        string  `json:"jobId"`
		JobName      string  `json:"jobName"`
		JobType      string  `json:"jobType"`
		RelatedGraph string  `json:"relatedGraph"`
		Status       *string `json:"status"` // null: it has not begun
		Begin        string  `json:"begin"`
		Waiting      string  `json:"waiting"`
		Running      string  `json:"running"` // forever: it never ends
		End          *string `json:"end"`     // null: it never ends
		Outcome      string  `json:"outcome"`
		FailReason   *string `json:"failReason"` // null: it succeeds
		JobProgress  float64 `json:"jobProgress"`
	}{
		JobID: s.JobID, JobName: s.JobName, JobType: s.JobType, RelatedGraph: s.RelatedGraph,
		Status:  encode.OrNull(s.Status),
		Begin:   clock.Of(s.Begin).Exact(),
		Waiting: format.DurationText(s.Start.Sub(s.Begin)), Running: "forever",
		Outcome: s.Outcome, FailReason: encode.OrNull(s.FailReason), JobProgress: s.JobProgress,
	}
	if !s.End.IsZero() {
		end := clock.Of(s.End).Exact()
		answer.End, answer.Running = &end, format.DurationText(s.End.Sub(s.Start))
	}
	return encode.JSON(answer)
}
