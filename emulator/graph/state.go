package graph

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// State is a graph at an instant, with its past and future.
type State struct {
	ID, Name string
	// Status is the status as the API shows it, such as 200; "": the graph is not there.
	Status string
	// State is the word by which a scenario names the status, such as running; "": it has
	// none.
	State   string
	Created time.Time // virtual, UTC; from then on it is there
	Gone    time.Time // virtual, UTC; from then on it is there no more; zero: it stays
}

// StateAt returns the graph at an instant.
func (g *Graph) StateAt(now clock.Instant) State {
	status := g.statusIn(now)
	s := State{ID: g.id, Name: g.name, Status: status.String(), State: StateName(status), Created: g.there.Time()}
	if g.gone != clock.Never {
		s.Gone = g.gone.Time()
	}
	return s
}

// StateName returns the word by which a scenario names a status; "": it has none.
func StateName(status ges.GraphStatus) string {
	for _, state := range ges.GraphStates() {
		if state.Status == status {
			return state.Name
		}
	}
	return ""
}

// MarshalJSON writes the graph as the control API shows it.
func (s State) MarshalJSON() ([]byte, error) {
	answer := struct {
		ID      string  `json:"graphId"`
		Name    string  `json:"name"`
		Status  *string `json:"status"` // null: it is not there now
		State   *string `json:"state"`  // null: the status has no word
		Created string  `json:"created"`
		Gone    *string `json:"gone"` // null: it stays
	}{s.ID, s.Name, encode.OrNull(s.Status), encode.OrNull(s.State), clock.Of(s.Created).Exact(), nil}
	if !s.Gone.IsZero() {
		gone := clock.Of(s.Gone).Exact()
		answer.Gone = &gone
	}
	return encode.JSON(answer)
}
