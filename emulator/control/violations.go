package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// violationsAnswer is the violations of the contract by clients.
type violationsAnswer struct {
	Count      int               `json:"count"` // of all violations, including repeated ones
	Errors     int               `json:"errors"`
	Dropped    int               `json:"dropped"` // number of others beyond the limit
	Violations []violationAnswer `json:"violations"`
}

type violationAnswer struct {
	Project    *string          `json:"project"` // null: the request reached none
	Rule       journal.RuleID   `json:"rule"`
	Severity   journal.Severity `json:"severity"`
	Parameter  string           `json:"parameter"`
	Value      string           `json:"value"`
	Allowed    string           `json:"allowed"`
	DidYouMean *string          `json:"didYouMean"` // null: none is close
	Message    string           `json:"message"`
	Where      string           `json:"where"`
	FirstCall  int              `json:"firstCall"` // 0: a request that is not counted as a call
	Count      int              `json:"count"`
}

func viewViolations(list []journal.Entry, dropped int) violationsAnswer {
	answer := violationsAnswer{Count: dropped, Dropped: dropped, Violations: []violationAnswer{}}
	for _, e := range list {
		rule, _ := journal.LookUpRule(e.Rule)
		answer.Count += e.Count
		if rule.Severity == journal.Error {
			answer.Errors += e.Count
		}
		answer.Violations = append(answer.Violations, violationAnswer{
			Project: textOrNull(e.Project), Rule: e.Rule, Severity: rule.Severity,
			Parameter: e.Parameter, Value: e.Value, Allowed: e.Allowed, DidYouMean: textOrNull(e.Meant),
			Message: e.String(), Where: rule.Where, FirstCall: e.FirstCall, Count: e.Count,
		})
	}
	return answer
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// violations lists the violations of a project's clients; for all projects, also
// those of requests that reached none.
func (a *API) violations(c echo.Context) error {
	if err := rejectUnknownParams(c); err != nil {
		return err
	}
	if isAll(c) {
		return write(c, http.StatusOK, viewViolations(a.world.Violations()))
	}
	var answer violationsAnswer
	err := a.view(c, func(tx *world.Tx) error {
		answer = viewViolations(tx.Violations())
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, answer)
}
