package control

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// maxChanges is how many changes an answer lists.
const maxChanges = 10_000

// clockAnswer is the state of a clock.
type clockAnswer struct {
	Now  string     `json:"now"`
	Mode clock.Mode `json:"mode"`
	Step string     `json:"step"`
	Rate float64    `json:"rate"`
	Next *string    `json:"next"` // null: there is no later change
	// NextCall is now of the next API call on a stepped clock; absent on others.
	NextCall *string `json:"nextCall,omitempty"`
}

func viewClock(t world.Time) clockAnswer {
	answer := clockAnswer{
		Now:  t.Now.Exact(),
		Mode: t.Settings.Mode,
		Step: t.Settings.Step.String(),
		Rate: t.Settings.Rate,
	}
	if t.Next != clock.Never {
		next := t.Next.Exact()
		answer.Next = &next
	}
	if t.Settings.Mode == clock.Stepped {
		call := t.NextCall.Exact()
		answer.NextCall = &call
	}
	return answer
}

// getClock returns the state of a clock; for all projects, that of future ones.
func (a *API) getClock(c echo.Context) error {
	var t world.Time
	err := a.view(c, func(tx *world.Tx) error {
		t = tx.Time()
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, viewClock(t))
}

// patchClock changes the time and the settings of a clock.
func (a *API) patchClock(c echo.Context) error {
	patchAt, err := body(a, c, scenario.ParseClockPatch)
	if err != nil {
		return err
	}
	var t world.Time
	err = a.update(c, func(tx *world.Tx, first bool) error {
		patch, err := patchAt(tx)
		if err != nil {
			return err
		}
		tx.SetClock(patch.ApplyTo(tx.Time().Settings), patch.Now)
		if first {
			t = tx.Time()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, viewClock(t))
}

// writeMove writes the result of a move of the clock.
func writeMove(c echo.Context, m world.Move, timeline world.Timeline) error {
	return writeObject(c, func(o *encode.Object) {
		dropped := 0
		o.Field("now", m.To.Exact())
		encode.WriteList(o, "changes", func(yield func(events.Change) bool) {
			listed, jobs := 0, 0
			for change := range timeline.Changes(m.From, m.To) {
				switch {
				case listed == maxChanges:
					dropped = droppedChanges(m, jobs, change)
					return
				case change.Graph == nil:
					jobs++
				}
				if listed++; !yield(events.NewChange(change)) {
					return
				}
			}
		})
		o.Field("dropped", dropped)
	})
}

// droppedChanges returns the number of changes that a full list leaves out, of which next
// is the first. Those of graphs behind it are not counted: that takes much longer than the
// move.
func droppedChanges(m world.Move, listedJobs int, next graph.Change) int {
	dropped := -listedJobs
	for range m.Changes() {
		dropped++
	}
	if next.Graph != nil {
		dropped++
	}
	return dropped
}

// advance moves time. For all projects the answer has the changes of the first: of
// future projects, if there is "*".
func (a *API) advance(c echo.Context) error {
	advanceAt, err := body(a, c, scenario.ParseAdvance)
	if err != nil {
		return err
	}
	var move world.Move
	var timeline world.Timeline
	err = a.update(c, func(tx *world.Tx, first bool) error {
		advance, err := advanceAt(tx)
		if err != nil {
			return err
		}
		m, err := tx.Advance(advanceTarget(advance))
		if err != nil {
			return notMoved(tx.ID(), err)
		}
		if first {
			move, timeline = m, tx.Timeline()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return writeMove(c, move, timeline)
}

// notMoved answers a wait for a status that a job will never have, and a move out of
// virtual time.
func notMoved(project string, err error) error {
	never := new(world.NeverError)
	switch {
	case errors.As(err, &never):
		return notFound("Nothing was moved. To move back in time use {\"to\": an earlier time}.", "project %q: %v", project, never)
	case errors.Is(err, clock.ErrOutside):
		return badRequest("Nothing was moved. {\"to\": \"end\"} is when every job that ends has ended.", "by: project %q: %v", project, err)
	default:
		return err
	}
}

// advanceTarget is the target of an advance.
func advanceTarget(advance scenario.Advance) world.Target {
	switch {
	case advance.By != nil:
		return world.By(*advance.By)
	case advance.Word != "":
		return world.ToWord(advance.Word)
	case advance.Until != nil:
		return world.Until(advance.Until.JobID, advance.Until.Status)
	default:
		return world.To(*advance.To)
	}
}

type resetAnswer struct {
	Now string `json:"now"`
}

// reset returns projects to the scenario's start.
func (a *API) reset(c echo.Context) error {
	var now clock.Instant
	err := a.update(c, func(tx *world.Tx, first bool) error {
		if at := tx.Reset(); first {
			now = at
		}
		return nil
	})
	if err != nil {
		return err
	}
	if isAll(c) {
		a.world.ForgetUnrouted()
	}
	return write(c, http.StatusOK, resetAnswer{now.Exact()})
}
