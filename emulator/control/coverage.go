package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// coverage reports the parts of the contract that a project's clients have covered.
func (a *API) coverage(c echo.Context) error {
	format := c.QueryParam("format")
	if format != "" && format != "json" && format != "text" {
		return badRequest("It is json, the default, or text.", "format: %q is no format", format)
	}
	var coverage journal.Coverage
	err := a.view(c, func(tx *world.Tx) error {
		coverage = tx.Coverage()
		return nil
	})
	if err != nil {
		return err
	}
	if isAll(c) {
		coverage = a.world.Coverage()
	}
	if format == "text" {
		return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(coverage.String()))
	}
	return write(c, http.StatusOK, coverage)
}
