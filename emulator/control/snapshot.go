package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// getSnapshot returns a project's complete state; for all projects, the initial
// state of future ones.
func (a *API) getSnapshot(c echo.Context) error {
	if isAll(c) && a.world.FirstID() != scenario.AnyProject {
		return notFound("Ask for each project by its id.", `the scenario has no "*": no project comes later`)
	}
	var s snapshot.Document
	err := a.view(c, func(tx *world.Tx) error {
		s = tx.Snapshot()
		return nil
	})
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/json", append(s.AppendTo(nil), '\n'))
}

// putSnapshot restores a project, or all, from a snapshot.
func (a *API) putSnapshot(c echo.Context) error {
	snapshotAt, err := body(a, c, snapshot.Parse)
	if err != nil {
		return err
	}
	var by *world.Replacement
	return a.replace(c, func(tx *world.Tx) (world.Replacement, error) {
		if by == nil { // once: nothing in a snapshot is relative to now
			s, err := snapshotAt(tx)
			if err != nil {
				return world.Replacement{}, err
			}
			replacement := a.world.PrepareSnapshot(&s)
			by = &replacement
		}
		return *by, nil
	})
}
