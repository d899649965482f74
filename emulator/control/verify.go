package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// verifyAnswer says whether a test suite may be content.
type verifyAnswer struct {
	OK       bool            `json:"ok"`
	Problems []problemAnswer `json:"problems"`
}

// unverified is the same as an error.
type unverified struct {
	verifyAnswer

	Text string `json:"error"`
	Hint string `json:"hint"`
}

type problemAnswer struct {
	Kind    world.ProblemKind `json:"kind"`
	Project *string           `json:"project"` // null: of all projects, or of none
	Name    string            `json:"name"`
	Message string            `json:"message"`
}

// verify lists what a test suite should not leave behind: faults that never
// applied, violations of the contract, pollers that broke a rule.
func (a *API) verify(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	rules, err := pollingRules(c)
	if err != nil {
		return err
	}
	if rules != (journal.PollingRules{}) && !a.world.KeepsRequests() {
		return badRequest("Start it with --journal, or leave them out.", "rules for pollers need the journal, which keeps nothing")
	}
	var problems []world.Problem
	if isAll(c) {
		problems = append(a.world.Verify(), a.world.VerifyPolling(rules)...)
	} else {
		problems = append(projects[0].Verify(), projects[0].VerifyPolling(rules)...)
	}
	answer := verifyAnswer{OK: len(problems) == 0, Problems: []problemAnswer{}}
	for _, p := range problems {
		answer.Problems = append(answer.Problems, problemAnswer{p.Kind, textOrNull(p.Project), p.Name, p.Text})
	}
	if answer.OK {
		return write(c, http.StatusOK, answer)
	}
	return write(c, http.StatusConflict, unverified{answer, count.Of(len(problems), "problem"),
		"problems lists them. GET …/violations and GET …/polling say more; a reset forgets all of it."})
}
