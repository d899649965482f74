package control

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

type faultsAnswer struct {
	Count  int           `json:"count"`
	Faults []faultAnswer `json:"faults"` // in the order in which they are tried
}

// faultAnswer is a fault in the words of a scenario, and what it has done.
type faultAnswer struct {
	Name       string              `json:"name"`
	Operations []ges.Operation     `json:"operations,omitempty"`
	When       *whenAnswer         `json:"when,omitempty"`
	Reply      *replyAnswer        `json:"reply,omitempty"`
	Limit      *limitAnswer        `json:"limit,omitempty"`
	Stale      string              `json:"stale,omitempty"`
	Delay      *rangeAnswer        `json:"delay,omitempty"`
	Connection scenario.Connection `json:"connection,omitempty"`

	Added   bool `json:"added"`   // at run time
	Fits    int  `json:"fits"`    // the calls that it counted
	Applied int  `json:"applied"` // the calls that met it
}

type whenAnswer struct {
	Query  map[string]string `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Calls  any               `json:"calls,omitempty"`
	From   string            `json:"from,omitempty"`
	Until  string            `json:"until,omitempty"`
	Chance *float64          `json:"chance,omitempty"`
}

type replyAnswer struct {
	ErrorCode    string            `json:"errorCode,omitempty"`
	ErrorMessage string            `json:"errorMessage,omitempty"`
	Status       int               `json:"status"`
	Headers      map[string]string `json:"headers,omitempty"`
	Body         *string           `json:"body,omitempty"`
}

type limitAnswer struct {
	Calls int    `json:"calls"`
	Per   string `json:"per"`
	Clock string `json:"clock"`
}

type rangeAnswer struct {
	From string `json:"from"`
	To   string `json:"to"`
}

func viewFault(a fault.Applied) faultAnswer {
	f := a.Fault
	answer := faultAnswer{Name: f.Name, Operations: f.Operations, When: viewWhen(f), Connection: f.Connection,
		Added: a.Added, Fits: a.Fits, Applied: a.Hits}
	if f.HasReply() {
		answer.Reply = &replyAnswer{f.Reply.Code, f.Reply.Message, f.Reply.Status, viewParams(f.Reply.Headers), f.Reply.Body}
	}
	if f.Limit != nil {
		answer.Limit = &limitAnswer{f.Limit.Calls, scenario.FormatDuration(f.Limit.Per), "virtual"}
		if f.Limit.Real {
			answer.Limit.Clock = "real"
		}
	}
	if f.Stale > 0 {
		answer.Stale = scenario.FormatDuration(f.Stale)
	}
	if d := f.Delay; d != nil {
		answer.Delay = &rangeAnswer{scenario.FormatDuration(d.From), scenario.FormatDuration(d.To)}
	}
	return answer
}

// viewWhen is a fault's conditions; nil: it has none.
func viewWhen(f *scenario.Fault) *whenAnswer {
	w := whenAnswer{Query: viewParams(f.Query), Header: viewParams(f.Header), Calls: viewCalls(f.Calls), Chance: f.Chance}
	if f.From != clock.Min {
		w.From = f.From.Exact()
	}
	if f.Until != clock.Never {
		w.Until = f.Until.Exact()
	}
	if w.Query == nil && w.Header == nil && w.Calls == nil && w.Chance == nil && w.From == "" && w.Until == "" {
		return nil
	}
	return &w
}

func viewParams(list []scenario.Param) map[string]string {
	if len(list) == 0 {
		return nil
	}
	params := map[string]string{}
	for _, p := range list {
		params[p.Name] = p.Value
	}
	return params
}

// viewCalls is call numbers as a scenario writes them; nil: every call.
func viewCalls(c scenario.Calls) any {
	switch {
	case len(c.Numbers) == 1:
		return c.Numbers[0]
	case c.Numbers != nil:
		return c.Numbers
	case c.Every > 1:
		return fmt.Sprintf("every %d", c.Every)
	case c.Last > 0:
		return fmt.Sprintf("%d-%d", max(1, c.First), c.Last)
	case c.First > 1:
		return fmt.Sprintf("%d-", c.First)
	default:
		return nil
	}
}

// getFaults lists a project's faults and how often each applied.
func (a *API) getFaults(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	answer := faultsAnswer{Faults: []faultAnswer{}}
	for _, applied := range projects[0].Faults() {
		answer.Faults = append(answer.Faults, viewFault(applied))
	}
	answer.Count = len(answer.Faults)
	return write(c, http.StatusOK, answer)
}

// postFault adds a fault, which is tried before those of the scenario.
func (a *API) postFault(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	f, err := parse(c, projects[0], scenario.ParseFault)
	if err != nil {
		return err
	}
	for _, p := range projects {
		if _, taken := findFault(p, f.Name); taken {
			return nameTaken(p, f.Name)
		}
	}
	for _, p := range projects {
		if !p.Fail(&f) {
			return nameTaken(p, f.Name)
		}
	}
	added, _ := findFault(projects[0], f.Name)
	return write(c, http.StatusCreated, viewFault(added))
}

func nameTaken(p *world.Project, name string) error {
	return &failure{http.StatusConflict, fmt.Sprintf("project %q has a fault %q already", p.ID(), name), "Give it another name, or DELETE that one."}
}

func findFault(p *world.Project, name string) (fault.Applied, bool) {
	for _, a := range p.Faults() {
		if a.Fault.Name == name {
			return a, true
		}
	}
	return fault.Applied{}, false
}

// deleteFaults takes all faults away, those of the scenario too; a reset brings
// these back.
func (a *API) deleteFaults(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	for _, p := range projects {
		for _, applied := range p.Faults() {
			p.RemoveFault(applied.Fault.Name)
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// deleteFault takes one fault away.
func (a *API) deleteFault(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	name, removed := c.Param("name"), false
	for _, p := range projects {
		removed = p.RemoveFault(name) || removed
	}
	if !removed {
		return notFound("GET …/faults lists the faults.", "project %q has no fault %q", projects[0].ID(), name)
	}
	return c.NoContent(http.StatusNoContent)
}
