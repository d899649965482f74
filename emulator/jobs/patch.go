package jobs

import (
	"errors"
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Why a job cannot be changed.
var (
	ErrUnknown = errors.New("there is no such job")
	ErrEnded   = errors.New("only the future of a job can be changed")
)

// Patched is the schedule with another future for a job, at an instant. What has
// happened to the job by then stays. The error is ErrUnknown or ErrEnded, or says
// which key of the patch the job cannot have.
func (s Schedule) Patched(id string, patch scenario.JobPatch, now clock.Instant) (Schedule, error) {
	j, ok := s.Find(id)
	if !ok {
		return s, fmt.Errorf("%q: %w", id, ErrUnknown)
	}
	changed, err := j.patched(patch, now)
	if err != nil {
		return s, err
	}
	without, _ := s.Without(id)
	with, _, err := without.With(changed)
	if err != nil {
		return s, err
	}
	return with, nil
}

// patched is the job with another future.
func (j Job) patched(patch scenario.JobPatch, now clock.Instant) (scenario.Job, error) {
	s := j.Source()
	if j.End() <= now {
		return s, fmt.Errorf("job %q was %s at %s: %w", s.ID, s.Outcome, j.End().Exact(), ErrEnded)
	}
	if patch.Outcome != nil && *patch.Outcome != s.Outcome {
		s.Outcome = *patch.Outcome
		s.FailReason = nil
	}
	if patch.FailReason != nil {
		s.FailReason = patch.FailReason
	}
	if patch.Progress != nil {
		s.Progress = patch.Progress
	}
	if patch.Detail != nil {
		s.Detail = patch.Detail
	}
	if end, ok := patch.End(now); ok {
		if end < now || end < s.Begin {
			return s, fmt.Errorf("endAt: %s lies before %s", end.Exact(), max(now, s.Begin).Exact())
		}
		s.Waiting = min(s.Waiting, end.Sub(s.Begin))
		s.Running = end.Sub(s.Begin) - s.Waiting
	}
	return s, allowed(s)
}

// allowed holds a changed job to the rules of a scenario that look at several
// of its keys.
func allowed(s scenario.Job) error {
	switch isImport := s.Name == ges.ImportGraph; {
	case !isImport && s.Outcome == ges.PartiallyFailed:
		return fmt.Errorf("outcome: only ImportGraph ends partiallyFailed; this job is %s", s.Name)
	case !isImport && s.Detail != nil:
		return fmt.Errorf("jobDetail: only ImportGraph has a jobDetail; this job is %s", s.Name)
	case s.Outcome == ges.Success && s.FailReason != nil:
		return errors.New("failReason: a job that ends in success has none; give an outcome too")
	}
	return nil
}
