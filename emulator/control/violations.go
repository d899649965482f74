package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// violationsAnswer is the violations of the contract by clients.
type violationsAnswer struct {
	Count      int                 `json:"count"` // of all violations, including repeated ones
	Errors     int                 `json:"errors"`
	Dropped    int                 `json:"dropped"` // number of others beyond the limit
	Violations []journal.Violation `json:"violations"`
}

func newViolationsAnswer(list []journal.Violation, dropped int) violationsAnswer {
	answer := violationsAnswer{Count: dropped, Dropped: dropped, Violations: encode.List(list)}
	for _, v := range list {
		answer.Count += v.Count
		if v.Severity() == journal.Error {
			answer.Errors += v.Count
		}
	}
	return answer
}

// violations lists the violations of a project's clients; for all projects, also
// those of requests that reached none.
func (a *API) violations(c echo.Context) error {
	if isAll(c) {
		return write(c, http.StatusOK, newViolationsAnswer(a.world.Violations()))
	}
	var answer violationsAnswer
	err := a.view(c, func(tx *world.Tx) error {
		answer = newViolationsAnswer(tx.Violations())
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, answer)
}
