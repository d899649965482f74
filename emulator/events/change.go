package events

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Change is one change of the state of a job or of a graph.
type Change struct {
	JobID string // "": it is a graph's
	// GraphID and Name are those of a graph.
	GraphID, Name string
	// From and To are the status before and after: of a job waiting, running,
	// success, failed or partiallyFailed; of a graph the digits that the API shows,
	// such as 200. "": it does not exist then.
	From, To string
	At       time.Time // virtual, UTC
}

// NewChange is a change of a job or a graph of a project.
func NewChange(c graph.Change) Change {
	if c.Graph == nil {
		return Change{JobID: c.Job.Job.ID(), From: c.Job.From.String(), To: c.Job.To.String(), At: c.Job.At.Time()}
	}
	return Change{GraphID: c.Graph.ID(), Name: c.Graph.Name(), From: c.From.String(), To: c.To.String(), At: c.At.Time()}
}

// A change as the control API shows it.
type (
	jobChangeJSON struct {
		JobID string  `json:"jobId"`
		From  *string `json:"from"`
		To    *string `json:"to"`
		At    string  `json:"at"`
	}
	graphChangeJSON struct {
		GraphID string  `json:"graphId"`
		Name    string  `json:"name"`
		From    *string `json:"from"`
		To      *string `json:"to"`
		At      string  `json:"at"`
	}
)

func (c Change) ofJob() jobChangeJSON {
	return jobChangeJSON{c.JobID, encode.OrNull(c.From), encode.OrNull(c.To), exact(c.At)}
}

func (c Change) ofGraph() graphChangeJSON {
	return graphChangeJSON{c.GraphID, c.Name, encode.OrNull(c.From), encode.OrNull(c.To), exact(c.At)}
}

// MarshalJSON writes the change as the control API shows it: with null where the job or
// the graph does not exist. That of a graph has a kind.
func (c Change) MarshalJSON() ([]byte, error) {
	if c.JobID != "" {
		return encode.JSON(c.ofJob())
	}
	return encode.JSON(struct {
		Kind Kind `json:"kind"`
		graphChangeJSON
	}{Graph, c.ofGraph()})
}

// exact is a virtual time as the control API writes it.
func exact(t time.Time) string { return clock.Of(t).Exact() }
