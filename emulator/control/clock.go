package control

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// maxChanges is how many changes an answer lists.
const maxChanges = 10_000

// projects are the projects that a path names: one, or with * how projects
// begin that come later, then all that are there.
func (a *API) projects(c echo.Context) ([]*world.Project, error) {
	id := c.Param("p")
	if plain, err := url.PathUnescape(id); err == nil {
		id = plain // a client may send * as %2A
	}
	if id != scenario.AnyProject && !ges.ValidProjectID(id) {
		return nil, badRequest("A project id is "+ges.ProjectIDRule+"; * means all projects.", "%q is not a project id", id)
	}
	var list []*world.Project
	if p := a.world.Project(id); p != nil {
		list = append(list, p)
	}
	if id == scenario.AnyProject {
		list = append(list, a.world.Projects()...)
	}
	if len(list) == 0 {
		return nil, notFound(`The scenario names its projects one by one; "*" there would serve any id.`,
			"project %q is not in the scenario", id)
	}
	return list, nil
}

// clockAnswer is how a clock stands.
type clockAnswer struct {
	Now  string     `json:"now"`
	Mode clock.Mode `json:"mode"`
	Step string     `json:"step"`
	Rate float64    `json:"rate"`
	Next *string    `json:"next"` // null: no job changes any more
}

func viewClock(t world.Time) clockAnswer {
	answer := clockAnswer{
		Now:  t.Now.Exact(),
		Mode: t.Settings.Mode,
		Step: t.Settings.Step.String(),
		Rate: t.Settings.Rate,
	}
	if t.Next != clock.Never {
		next := t.Next.Exact()
		answer.Next = &next
	}
	return answer
}

// getClock tells how a clock stands; of all projects, that of those to come.
func (a *API) getClock(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, viewClock(projects[0].Time()))
}

// patchClock changes how a clock stands and moves.
func (a *API) patchClock(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	change, err := bindClock(c)
	if err != nil {
		return err
	}
	for _, p := range projects {
		if _, err := p.SetClock(change); err != nil {
			return err // the same for all of them: none has changed
		}
	}
	return write(c, http.StatusOK, viewClock(projects[0].Time()))
}

// bindClock reads what a clock is to be.
func bindClock(c echo.Context) (func(world.Time) (world.Time, error), error) {
	body, err := readObject(c, "now", "mode", "step", "rate")
	if err != nil {
		return nil, err
	}
	patch := clockPatch{now: body.instant("now"), mode: body.mode("mode"), step: body.step("step"), rate: body.number("rate")}
	if body.err != nil {
		return nil, body.err
	}
	return patch.apply, nil
}

// clockPatch is what of a clock is to change; nil: not this.
type clockPatch struct {
	now  *clock.Instant
	mode *clock.Mode
	step *clock.Step
	rate *float64
}

func (p clockPatch) apply(t world.Time) (world.Time, error) {
	replace(&t.Now, p.now)
	replace(&t.Settings.Mode, p.mode)
	replace(&t.Settings.Step, p.step)
	replace(&t.Settings.Rate, p.rate)
	if key, err := t.Settings.Check(); err != nil {
		return t, badRequest("Nothing was changed.", "%s: %v", key, err)
	}
	return t, nil
}

func replace[T any](value, by *T) {
	if by != nil {
		*value = *by
	}
}

// moveAnswer is a way through time that was gone.
type moveAnswer struct {
	Now     string         `json:"now"`
	Changes []changeAnswer `json:"changes"`
	Dropped int            `json:"dropped"` // how many changes more there were
}

type changeAnswer struct {
	JobID string  `json:"jobId"`
	From  *string `json:"from"` // null: the job was not there
	To    *string `json:"to"`   // null: the job is not there
	At    string  `json:"at"`
}

func viewMove(m world.Move) moveAnswer {
	answer := moveAnswer{Now: m.To.Exact(), Changes: []changeAnswer{}}
	for change := range m.Changes() {
		if len(answer.Changes) == maxChanges {
			answer.Dropped++
			continue
		}
		answer.Changes = append(answer.Changes, viewChange(change))
	}
	return answer
}

func viewChange(c jobs.Change) changeAnswer {
	return changeAnswer{JobID: c.Job.ID(), From: viewStatus(c.From), To: viewStatus(c.To), At: c.At.Exact()}
}

func viewStatus(s ges.Status) *string {
	if s == ges.None {
		return nil
	}
	word := s.String()
	return &word
}

// advance moves time. Of all projects the answer tells what changed in the
// first, which is how projects to come begin.
func (a *API) advance(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	target, err := bindAdvance(c)
	if err != nil {
		return err
	}
	for _, p := range projects {
		if _, err := p.Foresee(target); err != nil {
			return unreachable(p, err)
		}
	}
	var answer moveAnswer
	for i, p := range projects {
		move, err := p.Advance(target)
		if err != nil {
			return unreachable(p, err)
		}
		if i == 0 {
			answer = viewMove(move)
		}
	}
	return write(c, http.StatusOK, answer)
}

// unreachable says that a job will never be as a call waits for it to be.
func unreachable(p *world.Project, err error) error {
	if never := new(world.NeverError); errors.As(err, &never) {
		return notFound("Nothing was moved. Going back in time is {\"to\": an earlier time}.", "project %q: %v", p.ID(), never)
	}
	return err
}

// bindAdvance reads where time is to go.
func bindAdvance(c echo.Context) (world.Target, error) {
	body, err := readObject(c, "by", "to", "until")
	if err != nil {
		return nil, err
	}
	if len(body.values) != 1 {
		return nil, badRequest(advanceHint, "the body has %d of by, to and until; it must have exactly one", len(body.values))
	}
	var target world.Target
	switch {
	case body.has("by"):
		target = world.By(body.duration("by"))
	case body.has("until"):
		until := body.object("until", "jobId", "status")
		target = world.Until(until.text("jobId"), until.status("status"))
		body.fail(until.err)
	case body.values["to"] == "next":
		target = world.ToNext()
	case body.values["to"] == "end":
		target = world.ToEnd()
	default:
		if to := body.instant("to"); to != nil {
			target = world.To(*to)
		}
	}
	return target, body.err
}

const advanceHint = `For example {"by": "30s"}, {"to": "2018-12-17T12:56:00"}, {"to": "next"}, {"to": "end"} or {"until": {"jobId": "…", "status": "success"}}.`

type resetAnswer struct {
	Now string `json:"now"`
}

// reset puts projects back to the scenario's start.
func (a *API) reset(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	for _, p := range projects {
		p.Reset()
	}
	return write(c, http.StatusOK, resetAnswer{projects[0].Time().Now.Exact()})
}

// modes lists the clock modes for a message.
func modes() []string {
	var list []string
	for _, m := range clock.Modes() {
		list = append(list, fmt.Sprint(m))
	}
	return list
}
