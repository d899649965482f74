package control

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// maxChanges is how many changes an answer lists.
const maxChanges = 10_000

// projectID is the project that a path names. A client may send * as %2A.
func projectID(c echo.Context) string { return part(c, "p") }

// isAll says whether a path names all projects.
func isAll(c echo.Context) bool { return projectID(c) == scenario.AnyProject }

// projects are the projects that a path names: one, or with * how projects
// begin that come later, then all that are there.
func (a *API) projects(c echo.Context) ([]*world.Project, error) {
	id := projectID(c)
	if id != scenario.AnyProject && !ges.ValidProjectID(id) {
		return nil, noProjectID(id)
	}
	p, err := a.world.Lookup(id)
	if id == scenario.AnyProject {
		all := a.world.Projects() // without "*" there is at least one
		if err == nil {
			all = slices.Insert(all, 0, p)
		}
		return all, nil
	}
	switch {
	case errors.Is(err, world.ErrTooManyProjects):
		return nil, &failure{http.StatusConflict, err.Error(), "DELETE projects that are no longer needed, or raise --max-projects."}
	case err != nil:
		return nil, unknownProject(id)
	}
	return []*world.Project{p}, nil
}

func noProjectID(id string) error {
	return badRequest("A project id is "+ges.ProjectIDRule+"; * means all projects.", "%q is not a project id", id)
}

func unknownProject(id string) error {
	return notFound(`The scenario names its projects one by one; "*" there would serve any id.`, "project %q is not in the scenario", id)
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
	if err == nil {
		err = onlyKnown(c)
	}
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
	patch, err := parse(c, projects[0], scenario.ParseClockPatch)
	if err != nil {
		return err
	}
	for _, p := range projects {
		p.SetClock(func(t world.Time) world.Time {
			replace(&t.Now, patch.Now)
			replace(&t.Settings.Mode, patch.Mode)
			replace(&t.Settings.Step, patch.Step)
			replace(&t.Settings.Rate, patch.Rate)
			return t
		})
	}
	return write(c, http.StatusOK, viewClock(projects[0].Time()))
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
	way, err := parse(c, projects[0], scenario.ParseAdvance)
	if err != nil {
		return err
	}
	target := targetOf(way)
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

// targetOf is where a way through time goes.
func targetOf(way scenario.Advance) world.Target {
	switch {
	case way.By != nil:
		return world.By(*way.By)
	case way.Next:
		return world.ToNext()
	case way.End:
		return world.ToEnd()
	case way.Until != nil:
		return world.Until(way.Until.JobID, way.Until.Status)
	default:
		return world.To(*way.To)
	}
}

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
	if isAll(c) {
		a.world.ForgetStrays()
	}
	return write(c, http.StatusOK, resetAnswer{projects[0].Time().Now.Exact()})
}
