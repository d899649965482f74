package control

import (
	"encoding/json"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// reportVersion is the version of the format of a report.
const reportVersion = 1

// report writes all there is to know of a project into one file: its state, from which it
// can be restored, and what clients did. Test suites write it for a test that fails, and
// the console opens it.
func (a *API) report(c echo.Context) error {
	if isAll(c) {
		return badRequest("Name a project.", "a report is of one project, not of *")
	}
	var (
		snapshot   []byte
		violations violationsAnswer
		problems   []world.Problem
		requests   func(limit int, selects func(*journal.Request) bool) journal.Selection
		pollers    func() []polling.Poller
		project    projectAnswer
	)
	err := a.view(c, func(tx *world.Tx) error {
		state := tx.Snapshot()
		snapshot = state.AppendTo(nil)
		project, violations, problems = viewProject(tx), newViolationsAnswer(tx.Violations()), tx.Verify()
		requests, pollers = tx.Requests(), tx.Polling()
		return nil
	})
	if err != nil {
		return err
	}
	selection := requests(journal.DefaultRequests, func(*journal.Request) bool { return true })
	list := pollers()
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+project.ID+`.json"`)
	return writeObject(c, func(o *encode.Object) {
		o.Field("version", reportVersion)
		o.Field("emulator", a.version)
		o.Field("project", project.ID)
		o.Field("scenario", project.Scenario)
		o.Field("now", project.Now)
		o.Field("snapshot", json.RawMessage(snapshot))
		o.Field("polling", pollingAnswer{len(list), encode.List(list)})
		o.Field("violations", violations)
		o.Field("verify", verifyAnswer{len(problems) == 0, encode.List(problems)})
		o.Field("count", selection.Count)
		o.Field("dropped", selection.Dropped)
		encode.WriteList(o, "requests", slices.Values(selection.Requests))
	})
}
