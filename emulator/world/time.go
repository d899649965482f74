package world

import (
	"fmt"
	"iter"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Move is a move of a project's clock.
type Move struct {
	From, To clock.Instant
	history  *history.History
}

// Changes yields the changes of jobs between From and To, in order; of a move back,
// the changes undone, last first.
func (m Move) Changes() iter.Seq[history.Change] { return m.history.Changes(m.From, m.To) }

// Target computes the instant to which a clock is to move.
type Target func(tx *Tx) (clock.Instant, error)

// By moves by a duration; a negative one moves back. The error is [clock.ErrOutside]
// where virtual time ends before.
func By(d time.Duration) Target {
	return func(tx *Tx) (clock.Instant, error) {
		to := tx.now.Add(d)
		if to.Sub(tx.now) != d {
			return 0, fmt.Errorf("%s from %s is %w", format.DurationText(d), tx.now, clock.ErrOutside)
		}
		return to, nil
	}
}

// To moves to an instant.
func To(at clock.Instant) Target {
	return func(*Tx) (clock.Instant, error) { return at, nil }
}

// ToWord moves to the instant that a word names.
func ToWord(word scenario.Word) Target {
	switch word {
	case scenario.ToNext:
		return ToNext()
	case scenario.ToPrevious:
		return ToPrevious()
	case scenario.ToStart:
		return ToStart()
	default:
		return ToEnd()
	}
}

// ToNext moves to the next change of any job, if there is one.
func ToNext() Target {
	return func(tx *Tx) (clock.Instant, error) {
		if next := tx.Time().Next; next != clock.Never {
			return next, nil
		}
		return tx.now, nil
	}
}

// ToPrevious moves back to the last change of any job before now, if there is one.
func ToPrevious() Target {
	return func(tx *Tx) (clock.Instant, error) {
		for change := range tx.History().Changes(tx.now-1, clock.Min) {
			return change.At, nil
		}
		return tx.now, nil
	}
}

// ToStart moves to the start of the scenario.
func ToStart() Target {
	return func(tx *Tx) (clock.Instant, error) { return tx.Scenario().Clock.Start, nil }
}

// ToEnd moves to the end of the last job that ends; never back.
func ToEnd() Target {
	return func(tx *Tx) (clock.Instant, error) {
		if end, ok := tx.History().End(); ok {
			return max(tx.now, end), nil
		}
		return tx.now, nil
	}
}

// NeverError says that a job will not reach a status from now on.
type NeverError struct {
	JobID  string
	Status ges.Status
	Reason string
}

func (e *NeverError) Error() string {
	return fmt.Sprintf("job %q will never be %s: %s", e.JobID, e.Status, e.Reason)
}

// Until moves to the first instant from now on at which a job has a status. The
// error is a [*NeverError] when it never will.
func Until(jobID string, status ges.Status) Target {
	return func(tx *Tx) (clock.Instant, error) {
		job, ok := tx.History().Find(jobID)
		if !ok {
			return 0, &NeverError{jobID, status, "there is no such job"}
		}
		at, ok := job.Reaches(status, tx.now)
		if !ok {
			return 0, &NeverError{jobID, status, whyNever(job, tx.now)}
		}
		return at, nil
	}
}

// whyNever explains why a job does not reach a status, by its end.
func whyNever(j history.Job, now clock.Instant) string {
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
func (tx *Tx) Advance(target Target) (Move, error) {
	to, err := target(tx)
	if err != nil {
		return Move{}, err
	}
	c := tx.clock()
	c.Set(to)
	tx.setClock(c)
	return Move{From: tx.now, To: min(max(to, clock.Min), clock.Max), history: tx.History()}, nil
}

// Time is the state of a project's clock.
type Time struct {
	Now      clock.Instant
	Next     clock.Instant // the next change of any job; clock.Never: none
	NextCall clock.Instant // now of the next API call, if nothing else happens before
	Settings clock.Settings
}

// Time is the state of the project's clock, with the staged changes.
func (tx *Tx) Time() Time {
	if tx.staged.clock == nil {
		return tx.life.timeAt(tx.now)
	}
	later := *tx.life // whose clock has moved
	later.clock, later.board = *tx.staged.clock, tx.life.board.Fork()
	return later.timeAt(later.clock.Now())
}

// time is the state of the clock.
func (l *life) time() Time { return l.timeAt(l.clock.Now()) }

func (l *life) timeAt(now clock.Instant) Time {
	l.board.MoveTo(now)
	next := l.board.Next()
	return Time{Now: now, Next: next, NextCall: l.clock.PeekCall(now, next), Settings: l.clock.Settings()}
}

// clock is the project's clock, with the staged changes.
func (tx *Tx) clock() clock.Clock {
	if tx.staged.clock != nil {
		return *tx.staged.clock
	}
	return tx.life.clock
}

func (tx *Tx) setClock(c clock.Clock) { tx.staged.dirty, tx.staged.clock = true, &c }

// SetClock changes the clock's settings, which must be valid in a scenario, and its
// now, unless that is nil.
func (tx *Tx) SetClock(s clock.Settings, now *clock.Instant) {
	c := tx.clock()
	c.ChangeSettings(tx.now, s)
	if now != nil {
		c.Set(*now)
	}
	tx.setClock(c)
}
