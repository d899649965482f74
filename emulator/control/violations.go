package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// violationsAnswer is what clients did that the contract does not allow.
type violationsAnswer struct {
	Count      int                 `json:"count"` // of all violations, repeated ones too
	Errors     int                 `json:"errors"`
	Dropped    int                 `json:"dropped"` // how many more are not told apart
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

// violations lists what a project's clients did that the contract does not
// allow; of all projects, with what reached none.
func (a *API) violations(c echo.Context) error {
	if err := rejectUnknownParams(c); err != nil {
		return err
	}
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
