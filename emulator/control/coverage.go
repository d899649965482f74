package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// groupAnswer is what of one group of coverage points clients have covered.
type groupAnswer struct {
	Met           []string `json:"met"`
	NotMet        []string `json:"notMet"`
	NotInScenario []string `json:"notInScenario"` // neither covered nor possible
}

func viewCoverage(report journal.Report) map[journal.CoverageGroup]groupAnswer {
	answer := map[journal.CoverageGroup]groupAnswer{}
	for _, r := range report {
		answer[r.Group] = groupAnswer{r.Covered, r.NotCovered, r.NotOffered}
	}
	return answer
}

// coverage reports the parts of the contract that a project's clients have covered.
func (a *API) coverage(c echo.Context) error {
	if err := rejectUnknownParams(c, "format"); err != nil {
		return err
	}
	format := c.QueryParam("format")
	if format != "" && format != "json" && format != "text" {
		return badRequest("It is json, the default, or text.", "format: %q is no format", format)
	}
	var report journal.Report
	err := a.view(c, func(tx *world.Tx) error {
		report = tx.Coverage()
		return nil
	})
	if err != nil {
		return err
	}
	if isAll(c) {
		report = a.world.Coverage()
	}
	if format == "text" {
		return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(report.String()))
	}
	return write(c, http.StatusOK, viewCoverage(report))
}
