package control

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// projectID is the project that a path names. A client may send * as %2A.
func projectID(c echo.Context) string { return pathParam(c, "p") }

// isAll reports whether a path names all projects.
func isAll(c echo.Context) bool { return projectID(c) == scenario.AnyProject }

// view runs a read-only transaction on the project that a path names; for all
// projects, on the one that represents them: see [world.World.FirstID].
func (a *API) view(c echo.Context, do func(tx *world.Tx) error) error {
	id := projectID(c)
	if isAll(c) {
		id = a.world.FirstID()
	}
	return a.do(id, do)
}

// requireProject returns an error unless the path names an existing project.
func (a *API) requireProject(c echo.Context) error {
	return a.view(c, func(*world.Tx) error { return nil })
}

// update runs a transaction that changes the project that a path names, or all
// projects, or none if it fails for one. first is true for the one whose result is
// answered.
func (a *API) update(c echo.Context, do func(tx *world.Tx, first bool) error) error {
	return a.changeAll(c, func(all []*world.Tx) error {
		for i, tx := range all {
			if err := do(tx, i == 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// changeAll is as change, for what is decided for all of them at once.
func (a *API) changeAll(c echo.Context, do func(all []*world.Tx) error) error {
	id := projectID(c)
	if !isAll(c) && !ges.ValidProjectID(id) {
		return invalidProjectID(id)
	}
	return noProject(id, a.world.Change(id, do))
}

// do runs a transaction on one project.
func (a *API) do(id string, do func(tx *world.Tx) error) error {
	if id != scenario.AnyProject && !ges.ValidProjectID(id) {
		return invalidProjectID(id)
	}
	return noProject(id, a.world.Do(id, nil, do))
}

// noProject is the answer where there is no project for an id; any other error
// stays as it is.
func noProject(id string, err error) error {
	switch {
	case errors.Is(err, world.ErrTooManyProjects):
		return &failure{http.StatusServiceUnavailable, err.Error(), world.TooManyProjectsHint}
	case errors.Is(err, world.ErrUnknownProject):
		return unknownProject(id)
	}
	return err
}

// body reads the body of a call. The result parses it in a transaction by the rules
// of scenario files: durations in place of times count from each project's now.
// Projects at the same time share the parsed value.
func body[T any](a *API, c echo.Context, parse func(file string, data []byte, now clock.Instant) (T, error)) (func(tx *world.Tx) (T, error), error) {
	if err := a.requireProject(c); err != nil {
		return nil, err
	}
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, badRequest("Send a JSON object, or the same in YAML.", "the body is empty")
	}
	known := map[clock.Instant]T{}
	return func(tx *world.Tx) (T, error) {
		if value, ok := known[tx.Now()]; ok {
			return value, nil
		}
		value, err := parse(bodyName, data, tx.Now())
		if err != nil {
			return value, problems(err)
		}
		known[tx.Now()] = value
		return value, nil
	}, nil
}

func invalidProjectID(id string) error {
	return badRequest("A project id is "+ges.ProjectIDRule+"; * means all projects.", "%q is not a project id", id)
}

func unknownProject(id string) error {
	return notFound(`The scenario names its projects one by one; "*" there would serve any id.`, "project %q is not in the scenario", id)
}

type projectAnswer struct {
	ID       string         `json:"id"`
	Scenario string         `json:"scenario"` // its name
	Now      string         `json:"now"`
	Mode     clock.Mode     `json:"mode"`
	Jobs     history.Counts `json:"jobs"` // that have begun, by their state now
	Calls    int            `json:"calls"`
}

func viewProject(tx *world.Tx) projectAnswer {
	return projectAnswer{tx.ID(), tx.Scenario().Name, tx.Now().Exact(), tx.Time().Settings.Mode, tx.Counts(), tx.Calls()}
}

// getProjects lists the projects that have a life.
func (a *API) getProjects(c echo.Context) error {
	var list []projectAnswer
	a.world.ForEach(func(tx *world.Tx) { list = append(list, viewProject(tx)) })
	return writeObject(c, func(o *encode.Object) {
		o.Field("count", len(list))
		encode.WriteList(o, "projects", slices.Values(list))
	})
}

// deleteProject forgets a project, or all of them; the next call begins another. It
// creates no project.
func (a *API) deleteProject(c echo.Context) error {
	id := projectID(c)
	switch {
	case isAll(c):
		a.world.ForgetAll()
	case !ges.ValidProjectID(id):
		return invalidProjectID(id)
	case !a.world.Serves(id):
		return unknownProject(id)
	default:
		a.world.Forget(id)
	}
	return c.NoContent(http.StatusNoContent)
}

// startAnswer is the start of a project's life.
type startAnswer struct {
	Name string `json:"name"`
	Now  string `json:"now"`
	Jobs int    `json:"jobs"` // including those that have not begun
}

func viewStart(s world.Start) startAnswer {
	return startAnswer{s.Scenario, s.Now.Exact(), s.History.Len()}
}

// replace replaces the lives of projects, and answers the start of the first.
func (a *API) replace(c echo.Context, replacementOf func(*world.Tx) (world.Replacement, error)) error {
	var answer world.Start
	err := a.update(c, func(tx *world.Tx, first bool) error {
		replacement, err := replacementOf(tx)
		if err != nil {
			return err
		}
		start, err := tx.Replace(replacement)
		if err != nil {
			return badRequest("Nothing was changed. Send an answer of GET …/snapshot.", "%v", err)
		}
		if first {
			answer = start
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, viewStart(answer))
}
