package control

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/count"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// verifyAnswer is the result of verify: whether the test suite passes.
type verifyAnswer struct {
	OK       bool            `json:"ok"`
	Problems []world.Problem `json:"problems"`
}

// verifyFailure is the result as an error.
type verifyFailure struct {
	verifyAnswer

	Text string `json:"error"`
	Hint string `json:"hint"`
}

// verify lists too few calls, faults and submit rules that never applied, violations of
// the contract, and pollers that broke a rule.
func (a *API) verify(c echo.Context) error {
	rules, err := pollingRules(c)
	if err != nil {
		return err
	}
	withFaults, err := boolParam(c, "faults", true)
	if err != nil {
		return err
	}
	if needsJournal(rules) && !a.world.JournalEnabled() {
		return badRequest("Start it with --journal, or leave them out.", "rules for pollers need the journal, which holds nothing")
	}
	problems := a.world.Verify
	if !isAll(c) {
		var list []world.Problem
		err := a.view(c, func(tx *world.Tx) error {
			list = tx.Verify()
			return nil
		})
		if err != nil {
			return err
		}
		problems = func() []world.Problem { return list }
	}
	pollers, err := a.pollers(c)
	if err != nil {
		return err
	}
	list := append(a.world.VerifyCalls(projectID(c), rules.MinCalls), problems()...)
	if !withFaults {
		list = slices.DeleteFunc(list, func(p world.Problem) bool { return p.Kind == world.UnusedFault || p.Kind == world.UnusedRule })
	}
	return writeProblems(c, append(list, world.VerifyPolling(pollers, rules)...))
}

// needsJournal reports whether rules are about the calls in the journal.
func needsJournal(rules polling.Rules) bool {
	rules.MinCalls = 0
	return rules != polling.Rules{}
}

// writeProblems answers 200 without problems, else 409.
func writeProblems(c echo.Context, problems []world.Problem) error {
	answer := verifyAnswer{len(problems) == 0, encode.List(problems)}
	if answer.OK {
		return write(c, http.StatusOK, answer)
	}
	return write(c, http.StatusConflict, verifyFailure{answer, count.Of(len(problems), "problem"),
		"problems lists them. GET …/violations and GET …/polling say more; a reset clears them."})
}
