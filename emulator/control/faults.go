package control

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

type faultsAnswer struct {
	Count  int           `json:"count"`
	Faults []faultAnswer `json:"faults"` // in the order in which they are tried
}

// faultAnswer is a fault in the words of a scenario, and what it has done.
type faultAnswer fault.Applied

// MarshalJSON writes the fault's own keys and three more.
func (a faultAnswer) MarshalJSON() ([]byte, error) {
	keys := a.Fault.AppendTo(nil)
	return fmt.Appendf(keys[:len(keys)-1], `,"added":%t,"fits":%d,"applied":%d}`, a.Added, a.Fits, a.Hits), nil
}

// getFaults lists a project's faults and how often each applied.
func (a *API) getFaults(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	if err := onlyKnown(c); err != nil {
		return err
	}
	answer := faultsAnswer{Faults: []faultAnswer{}}
	for _, applied := range projects[0].Faults() {
		answer.Faults = append(answer.Faults, faultAnswer(applied))
	}
	answer.Count = len(answer.Faults)
	return write(c, http.StatusOK, answer)
}

// postFault adds a fault, which is tried before those of the scenario.
func (a *API) postFault(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	f, err := parse(c, projects[0], scenario.ParseFault)
	if err != nil {
		return err
	}
	for _, p := range projects {
		if _, taken := findFault(p, f.Name); taken {
			return nameTaken(p, f.Name)
		}
	}
	for _, p := range projects {
		if !p.Fail(&f) {
			return nameTaken(p, f.Name)
		}
	}
	added, _ := findFault(projects[0], f.Name)
	return write(c, http.StatusCreated, faultAnswer(added))
}

func nameTaken(p *world.Project, name string) error {
	return &failure{http.StatusConflict, fmt.Sprintf("project %q has a fault %q already", p.ID(), name), "Give it another name, or DELETE that one."}
}

func findFault(p *world.Project, name string) (fault.Applied, bool) {
	for _, a := range p.Faults() {
		if a.Fault.Name == name {
			return a, true
		}
	}
	return fault.Applied{}, false
}

// deleteFaults takes all faults away, those of the scenario too; a reset brings
// these back.
func (a *API) deleteFaults(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	for _, p := range projects {
		for _, applied := range p.Faults() {
			p.RemoveFault(applied.Fault.Name)
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// deleteFault takes one fault away.
func (a *API) deleteFault(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	name, removed := part(c, "name"), false
	for _, p := range projects {
		removed = p.RemoveFault(name) || removed
	}
	if !removed {
		return notFound("GET …/faults lists the faults.", "project %q has no fault %q", projects[0].ID(), name)
	}
	return c.NoContent(http.StatusNoContent)
}
