package events

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Change is one change of a job's state.
type Change struct {
	JobID string
	// From and To are the job's status before and after: waiting, running,
	// success, failed or partiallyFailed; "": the job does not exist then.
	From, To string
	At       time.Time // virtual, UTC
}

// NewChange is a change of a history.
func NewChange(c history.Change) Change {
	return Change{JobID: c.Job.ID(), From: c.From.String(), To: c.To.String(), At: c.At.Time()}
}

// changeJSON is a change as the control API shows it.
type changeJSON struct {
	JobID string  `json:"jobId"`
	From  *string `json:"from"`
	To    *string `json:"to"`
	At    string  `json:"at"`
}

func (c Change) json() changeJSON {
	return changeJSON{c.JobID, encode.OrNull(c.From), encode.OrNull(c.To), exact(c.At)}
}

// MarshalJSON writes the change as the control API shows it: with null where the job
// does not exist.
func (c Change) MarshalJSON() ([]byte, error) { return encode.JSON(c.json()) }

// exact is a virtual time as the control API writes it.
func exact(t time.Time) string { return clock.Of(t).Exact() }
