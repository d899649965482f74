package emulator

import (
	"errors"
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// AddJob adds a job until the project is reset, and returns its JobID, which is
// generated if the job has none. The default Begin is now. It is an error when the job breaks a rule of scenario files, or
// when the project has a job of its JobID.
func (p *Project) AddJob(j Job) (jobID string, err error) {
	p.tb.Helper()
	err = p.changeAll(func(all []*world.Tx) error {
		added, err := world.AddJob(all, func(tx *world.Tx) (scenario.Job, error) {
			return parse("job", j, tx.Now(), scenario.ParseJob)
		})
		if errors.Is(err, history.ErrTaken) {
			return fmt.Errorf("job %w", err)
		}
		if err == nil {
			jobID = added.ID()
		}
		return err
	})
	if err != nil {
		return "", p.fail(err)
	}
	return jobID, nil
}

// JobPatch is the changes of a job; at least one field is given. A zero field
// changes nothing.
type JobPatch struct {
	Outcome    Status `json:"outcome,omitempty"`
	FailReason string `json:"failReason,omitempty"` // only with another outcome than success
	// EndAt is when the job ends. A job that waits until then never runs.
	EndAt       Time       `json:"endAt,omitzero"`
	JobProgress *float64   `json:"jobProgress,omitempty"` // 0 to 100
	JobDetail   *JobDetail `json:"jobDetail,omitempty"`   // only of an ImportGraph
}

// PatchJob changes the future of a job, also one of the scenario, until the project
// is reset. Another Outcome gives the job another reason and its files other
// results. It is an error when there is no such job, when it has ended, and when
// the patch does not fit it.
func (p *Project) PatchJob(jobID string, patch JobPatch) error {
	p.tb.Helper()
	what := fmt.Sprintf("job %q", jobID)
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		parsed, err := parse(what, patch, tx.Now(), scenario.ParseJobPatch)
		if err != nil {
			return err
		}
		_, err = tx.PatchJob(jobID, parsed)
		switch {
		case errors.Is(err, history.ErrUnknown):
			return unknownJob(tx, jobID)
		case errors.Is(err, history.ErrEnded):
			return err
		case err != nil:
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}))
}

// RemoveJob removes a job with its past, also one of the scenario, until the
// project is reset. It is an error when there is no such job.
func (p *Project) RemoveJob(jobID string) error {
	p.tb.Helper()
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		if err := tx.RemoveJob(jobID); err != nil {
			return unknownJob(tx, jobID)
		}
		return nil
	}))
}

// JobState is a job with its past and future; see [history.JobState].
type JobState = history.JobState

// Jobs lists the project's jobs, past and future ones included, by their begin.
func (p *Project) Jobs() (list []JobState) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		for j := range tx.History().Jobs(0) {
			list = append(list, j.StateAt(tx.Now()))
		}
		return nil
	}))
	return list
}

// Job is one of the project's jobs. It is an error when there is none of the id.
func (p *Project) Job(jobID string) (state JobState, err error) {
	p.tb.Helper()
	err = p.view(func(tx *world.Tx) error {
		j, ok := tx.History().Find(jobID)
		if !ok {
			return unknownJob(tx, jobID)
		}
		state = j.StateAt(tx.Now())
		return nil
	})
	return state, p.fail(err)
}

func unknownJob(tx *world.Tx, id string) error {
	return fmt.Errorf("project %s has no job %q", tx.ID(), id)
}
