package control

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

type projectsAnswer struct {
	Count    int             `json:"count"`
	Projects []projectAnswer `json:"projects"`
}

type projectAnswer struct {
	ID    string       `json:"id"`
	Now   string       `json:"now"`
	Mode  clock.Mode   `json:"mode"`
	Jobs  countsAnswer `json:"jobs"`
	Calls int          `json:"calls"`
}

// countsAnswer is the number of jobs that have begun, by their state now.
type countsAnswer struct {
	Waiting         int `json:"waiting"`
	Running         int `json:"running"`
	Success         int `json:"success"`
	Failed          int `json:"failed"`
	PartiallyFailed int `json:"partiallyFailed"`
}

func viewProject(p *world.Project) projectAnswer {
	t, counts := p.Time(), p.Counts()
	return projectAnswer{p.ID(), t.Now.Exact(), t.Settings.Mode, viewCounts(counts), p.Calls()}
}

func viewCounts(c jobs.Counts) countsAnswer { return countsAnswer(c) }

// getProjects lists the projects that live.
func (a *API) getProjects(c echo.Context) error {
	answer := projectsAnswer{Projects: []projectAnswer{}}
	for _, p := range a.world.Projects() {
		answer.Projects = append(answer.Projects, viewProject(p))
	}
	answer.Count = len(answer.Projects)
	return write(c, http.StatusOK, answer)
}

// deleteProject forgets a project, or all of them: the next call starts it
// afresh. One that does not live is as good as forgotten, and does not come into
// being for it.
func (a *API) deleteProject(c echo.Context) error {
	id := projectID(c)
	switch {
	case isAll(c):
		a.world.Forget(id) // how projects begin that come later
		for _, p := range a.world.Projects() {
			a.world.Forget(p.ID())
		}
	case !ges.ValidProjectID(id):
		return noProjectID(id)
	case a.world.Serving(id) == nil:
		return unknownProject(id)
	default:
		a.world.Forget(id)
	}
	return c.NoContent(http.StatusNoContent)
}

type scenarioAnswer struct {
	Name string `json:"name"`
	Now  string `json:"now"`
	Jobs int    `json:"jobs"` // those to come included
}

// putScenario replaces the world of a project, or of all.
func (a *API) putScenario(c echo.Context) error {
	projects, err := a.projects(c)
	if err != nil {
		return err
	}
	data, err := readBody(c)
	if err != nil {
		return err
	}
	s, err := scenario.Parse(bodyName, data, clock.Wall())
	if err != nil {
		return problems(err)
	}
	if len(s.Projects) != 1 {
		return badRequest("Nothing was changed.", "projects: there are %d; a scenario for one project has one", len(s.Projects))
	}
	for _, p := range projects {
		if err := p.Load(s, s.Projects[0].ID); err != nil {
			return problems(err) // the same for all of them: none has changed
		}
	}
	p := projects[0]
	return write(c, http.StatusOK, scenarioAnswer{s.Name, p.Time().Now.Exact(), p.Schedule().Len()})
}
