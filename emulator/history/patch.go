package history

import (
	"errors"
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// patched returns the job with a patch applied. Other values do not change, whether
// they were given or invented; only those that depend on the outcome are invented
// again if that changes.
func (j Job) patched(patch scenario.JobPatch, now clock.Instant) (scenario.Job, error) {
	s := j.Source()
	if j.End() <= now {
		return s, fmt.Errorf("job %q was %s at %s: %w", s.ID, s.Outcome, j.End().Exact(), ErrEnded)
	}
	if patch.Outcome != nil {
		if s.Outcome = *patch.Outcome; s.Outcome == ges.Success {
			s.FailReason = nil
		}
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

// allowed checks a changed job against those rules of a scenario that involve several
// keys.
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
