package emulator

import (
	"iter"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// ClockState is a project's clock.
type ClockState struct {
	Now  time.Time // virtual, UTC
	Mode ClockMode
	Step time.Duration // of mode Stepped, or ToNextChange
	Rate float64       // of mode Realtime
	Next time.Time     // of the next change of any job or graph; zero: there is none
}

// Clock returns the state of the project's clock. It moves no clock.
func (p *Project) Clock() (state ClockState) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		t := tx.Time()
		state = ClockState{Now: t.Now.Time(), Mode: ClockMode(t.Settings.Mode), Step: t.Settings.Step.By, Rate: t.Settings.Rate}
		if t.Settings.Step.Next {
			state.Step = ToNextChange
		}
		if t.Next != clock.Never {
			state.Next = t.Next.Time()
		}
		return nil
	}))
	return state
}

// ClockPatch is the changes of a clock. A zero field changes nothing.
type ClockPatch struct {
	Now  Time          `json:"now,omitzero"`
	Mode ClockMode     `json:"mode,omitempty"`
	Step time.Duration `json:"step,omitempty"` // of mode Stepped, or ToNextChange
	Rate float64       `json:"rate,omitempty"` // of mode Realtime: virtual seconds per real one, 0.001 to 1,000,000
}

// MarshalJSON writes the changes as the control API takes them.
func (c ClockPatch) MarshalJSON() ([]byte, error) { return marshalKeys(c) }

// SetClock changes how the project's time moves, until the project is reset. It is an error
// when a value is not allowed.
func (p *Project) SetClock(patch ClockPatch) error {
	p.tb.Helper()
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		parsed, err := parse("clock", patch, tx.Now(), scenario.ParseClockPatch)
		if err != nil {
			return err
		}
		tx.SetClock(parsed.ApplyTo(tx.Time().Settings), parsed.Now)
		return nil
	}))
}

// Timeline yields the changes of jobs and graphs after one instant up to another, past and
// future ones, in order; when from is the later one, those of the way back. The project is
// not moved.
func (p *Project) Timeline(from, to time.Time) iter.Seq[Change] {
	p.tb.Helper()
	var timeline world.Timeline
	p.must(p.view(func(tx *world.Tx) error {
		timeline = tx.Timeline()
		return nil
	}))
	return func(yield func(Change) bool) {
		for c := range timeline.Changes(clock.Of(from), clock.Of(to)) {
			if !yield(events.NewChange(c)) {
				return
			}
		}
	}
}
