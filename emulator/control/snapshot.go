package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// getSnapshot gives a project's whole state; of all projects, how those begin
// that come later.
func (a *API) getSnapshot(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	if err := onlyKnown(c); err != nil {
		return err
	}
	if isAll(c) && projects[0].ID() != scenario.AnyProject {
		return notFound("Ask for each project by its id.", `the scenario has no "*": no project comes later`)
	}
	s := projects[0].Snapshot()
	return c.Blob(http.StatusOK, "application/json", append(s.AppendTo(nil), '\n'))
}

// putSnapshot puts a project, or all, into the state of a snapshot.
func (a *API) putSnapshot(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	s, err := parse(c, projects[0], scenario.ParseSnapshot)
	if err != nil {
		return err
	}
	if err := a.world.Restore(projects, &s); err != nil {
		return badRequest("Nothing was changed. Put back what GET …/snapshot gave.", "%v", err)
	}
	p := projects[0]
	return write(c, http.StatusOK, scenarioAnswer{p.Scenario().Name, p.Time().Now.Exact(), p.Schedule().Len()})
}
