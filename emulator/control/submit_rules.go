package control

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

type submitRulesAnswer struct {
	Count       int              `json:"count"`
	SubmitRules []submit.Applied `json:"submitRules"` // in the order in which they are tried
}

// getSubmitRules lists a project's rules for submitted jobs and how often each applied.
func (a *API) getSubmitRules(c echo.Context) error {
	var list []submit.Applied
	err := a.view(c, func(tx *world.Tx) error {
		list = tx.SubmitRules()
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, submitRulesAnswer{len(list), encode.List(list)})
}

// postSubmitRule adds a rule, which is tried before those of the scenario.
func (a *API) postSubmitRule(c echo.Context) error {
	ruleAt, err := body(a, c, scenario.ParseSubmitRule)
	if err != nil {
		return err
	}
	shared := map[clock.Instant]*scenario.SubmitRule{} // by now: projects at the same time share a rule
	var answer submit.Applied
	err = a.update(c, func(tx *world.Tx, first bool) error {
		r := shared[tx.Now()]
		if r == nil {
			parsed, err := ruleAt(tx)
			if err != nil {
				return err
			}
			r = &parsed
			shared[tx.Now()] = r
		}
		if !tx.AddSubmitRule(r) {
			return &failure{http.StatusConflict, fmt.Sprintf("project %q has a submit rule %q already", tx.ID(), r.Name), "Give it another name, or DELETE that one."}
		}
		if first {
			answer = submit.Applied{Rule: r, Added: true}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, answer)
}

// deleteSubmitRules removes all rules, also those of the scenario until a reset.
func (a *API) deleteSubmitRules(c echo.Context) error {
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		tx.RemoveSubmitRules()
		return nil
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// deleteSubmitRule removes one rule.
func (a *API) deleteSubmitRule(c echo.Context) error {
	name, removed := pathParam(c, "name"), false
	err := a.update(c, func(tx *world.Tx, _ bool) error {
		removed = tx.RemoveSubmitRule(name) || removed
		return nil
	})
	if err != nil {
		return err
	}
	if !removed {
		return notFound("GET …/submit-rules lists the rules.", "project %q has no submit rule %q", projectID(c), name)
	}
	return c.NoContent(http.StatusNoContent)
}
