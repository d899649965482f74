package control

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

type faultsAnswer struct {
	Count  int             `json:"count"`
	Faults []fault.Applied `json:"faults"` // in the order in which they are tried
}

// getFaults lists a project's faults and how often each applied.
func (a *API) getFaults(c echo.Context) error {
	var list []fault.Applied
	err := a.view(c, func(tx *world.Tx) error {
		list = tx.Faults()
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, faultsAnswer{len(list), encode.List(list)})
}

// postFault adds a fault, which is tried before those of the scenario.
func (a *API) postFault(c echo.Context) error {
	faultAt, err := body(a, c, scenario.ParseFault)
	if err != nil {
		return err
	}
	shared := map[clock.Instant]*scenario.Fault{} // by now: projects at the same time share a fault
	var answer fault.Applied
	err = a.update(c, func(tx *world.Tx, first bool) error {
		f := shared[tx.Now()]
		if f == nil {
			parsed, err := faultAt(tx)
			if err != nil {
				return err
			}
			f = &parsed
			shared[tx.Now()] = f
		}
		if !tx.AddFault(f) {
			return nameTaken(tx.ID(), f.Name)
		}
		if first {
			answer = fault.Applied{Fault: f, Added: true}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, answer)
}

func nameTaken(project, name string) error {
	return &failure{http.StatusConflict, fmt.Sprintf("project %q has a fault %q already", project, name), "Give it another name, or DELETE that one."}
}

// deleteFaults removes all faults, also those of the scenario until a reset.
func (a *API) deleteFaults(c echo.Context) error {
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		for _, applied := range tx.Faults() {
			tx.RemoveFault(applied.Fault.Name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// deleteFault removes one fault.
func (a *API) deleteFault(c echo.Context) error {
	name, removed := pathParam(c, "name"), false
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		removed = tx.RemoveFault(name) || removed
		return nil
	})
	if err != nil {
		return err
	}
	if !removed {
		return notFound("GET …/faults lists the faults, and so does ges-emulator fault PROJECT --list.", "project %q has no fault %q", projectID(c), name)
	}
	return c.NoContent(http.StatusNoContent)
}
