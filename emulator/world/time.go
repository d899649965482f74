package world

import (
	"fmt"
	"iter"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
)

// Move is a way through time that was gone.
type Move struct {
	From, To clock.Instant
	schedule jobs.Schedule
}

// Changes yields what changed on the way, in order; on a way back, what was
// undone, the last first.
func (m Move) Changes() iter.Seq[jobs.Change] { return m.schedule.Changes(m.From, m.To) }

// Target works out the instant to which a clock is to move.
type Target func(s jobs.Schedule, now, next clock.Instant) (clock.Instant, error)

// By moves by a duration, back if it is negative.
func By(d time.Duration) Target {
	return func(_ jobs.Schedule, now, _ clock.Instant) (clock.Instant, error) { return now.Add(d), nil }
}

// To moves to an instant.
func To(at clock.Instant) Target {
	return func(jobs.Schedule, clock.Instant, clock.Instant) (clock.Instant, error) { return at, nil }
}

// ToNext moves to the next change of any job; where there is none, not at all.
func ToNext() Target {
	return func(_ jobs.Schedule, now, next clock.Instant) (clock.Instant, error) {
		if next == clock.Never {
			return now, nil
		}
		return next, nil
	}
}

// ToEnd moves to where every job that can end has ended; not back, if they have.
func ToEnd() Target {
	return func(s jobs.Schedule, now, _ clock.Instant) (clock.Instant, error) { return max(now, s.End()), nil }
}

// NeverError says that a job will not have a status from now on.
type NeverError struct {
	JobID  string
	Status ges.Status
	Reason string
}

func (e *NeverError) Error() string {
	return fmt.Sprintf("job %q will never be %s: %s", e.JobID, e.Status, e.Reason)
}

// Until moves to the moment at which a job first has a status from now on: not
// at all if it has it now. The error is a [*NeverError] when it never will.
func Until(jobID string, status ges.Status) Target {
	return func(s jobs.Schedule, now, _ clock.Instant) (clock.Instant, error) {
		job, ok := s.Find(jobID)
		if !ok {
			return 0, &NeverError{jobID, status, "there is no such job"}
		}
		at, ok := job.Reaches(status, now)
		if !ok {
			return 0, &NeverError{jobID, status, why(job, now)}
		}
		return at, nil
	}
}

// why says what becomes of a job.
func why(j jobs.Job, now clock.Instant) string {
	switch {
	case j.End() == clock.Never && now < j.Start():
		return fmt.Sprintf("it runs from %s on and never ends", j.Start())
	case j.End() == clock.Never:
		return "it is running and never ends"
	case now >= j.End():
		return fmt.Sprintf("it was %s at %s", j.Outcome(), j.End())
	default:
		return fmt.Sprintf("it will be %s at %s", j.Outcome(), j.End())
	}
}

// Advance moves the project's clock.
func (p *Project) Advance(target Target) (Move, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	move, err := p.move(target)
	if err == nil {
		p.clock.Set(move.To)
		p.touched = true
		p.moved(move.From, move.To)
		p.save()
	}
	return move, err
}

// Foresee is the move that Advance would make now. It moves nothing.
func (p *Project) Foresee(target Target) (Move, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.move(target)
}

func (p *Project) move(target Target) (Move, error) {
	now := p.time()
	to, err := target(p.board.Schedule(), now.Now, now.Next)
	if err != nil {
		return Move{}, err
	}
	return Move{From: now.Now, To: min(max(to, clock.Min), clock.Max), schedule: p.board.Schedule()}, nil
}

// Time is how a project's clock stands.
type Time struct {
	Now      clock.Instant
	Next     clock.Instant // the next change of any job; clock.Never: none
	Settings clock.Settings
}

// Time tells how the project's clock stands. It moves nothing.
func (p *Project) Time() Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.time()
}

func (p *Project) time() Time {
	now := p.clock.Now()
	p.board.MoveTo(now)
	p.passed(now)
	return Time{now, p.board.Next(), p.clock.Settings()}
}

// SetClock changes the clock's settings and its now. change gets how the clock
// stands and gives it back as it is to be, with settings that a scenario may have.
func (p *Project) SetClock(change func(Time) Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.time()
	t := change(was)
	p.touched = true
	p.clock.Change(t.Settings)
	if t.Now != was.Now {
		p.clock.Set(t.Now)
	}
	p.moved(was.Now, t.Now)
	p.save()
}
