package control

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/text"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// putScenario replaces the scenario of a project, or of all. The emulator's overrides
// hold for it too.
func (a *API) putScenario(c echo.Context) error {
	if err := a.requireProject(c); err != nil {
		return err
	}
	file, data, err := scenarioBody(c)
	if err != nil {
		return err
	}
	_, start, err := a.prepareScenario(file, data)
	switch only := new(manyProjects); {
	case errors.As(err, &only):
		return badRequest("Nothing was changed.", "%v", err)
	case err != nil:
		return problems(err)
	}
	return a.replace(c, func(*world.Tx) (world.Replacement, error) { return start, nil })
}

// getScenario returns a project as a scenario file; for all projects, that of future ones.
func (a *API) getScenario(c echo.Context) error {
	var text string
	err := a.view(c, func(tx *world.Tx) (err error) {
		text, err = tx.ScenarioText()
		return err
	})
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, yamlType, []byte(text))
}

// validAnswer says of a scenario what PUT would do with it.
type validAnswer struct {
	OK       bool             `json:"ok"`
	Problems []format.Problem `json:"problems"`
	Name     *string          `json:"name"` // null with problems, as the others
	Now      *string          `json:"now"`
	Jobs     *int             `json:"jobs"` // including those that have not begun
}

// validateScenario checks a scenario as putScenario does, and changes nothing.
func (a *API) validateScenario(c echo.Context) error {
	if err := a.requireProject(c); err != nil {
		return err
	}
	file, data, err := scenarioBody(c)
	if err != nil {
		return err
	}
	s, _, err := a.prepareScenario(file, data)
	if err == nil {
		now, jobs := s.Clock.Start.Exact(), s.Projects[0].CountJobs()
		return write(c, http.StatusOK, validAnswer{true, []format.Problem{}, &s.Name, &now, &jobs})
	}
	list := format.Problems{{File: file, Line: 1, Column: 1, Text: err.Error()}}
	if e := (format.Problems)(nil); errors.As(err, &e) {
		list = e
	}
	return write(c, http.StatusOK, validAnswer{Problems: list})
}

// scenarioBody reads a body that is a scenario, and the name of its file.
func scenarioBody(c echo.Context) (file string, data []byte, err error) {
	if file, err = fileParam(c); err == nil {
		data, err = readBody(c)
	}
	return file, data, err
}

// manyProjects says that a scenario is not one of one project.
type manyProjects struct{ error }

// prepareScenario reads and compiles a scenario of one project, or the built-in one that
// the text names.
func (a *API) prepareScenario(file string, data []byte) (s *scenario.Scenario, start world.Replacement, err error) {
	builtin, err := scenario.ParseChoice(file, data, scenarios.Names())
	if err != nil {
		return nil, start, err
	}
	if builtin != "" {
		file = scenarios.FileName(builtin)
		data, _ = scenarios.Read(builtin)
	}
	if s, err = a.world.Overrides().Parse(file, data, clock.Wall()); err != nil {
		return nil, start, err
	}
	project, err := s.OnlyProject()
	if err != nil {
		return nil, start, &manyProjects{err}
	}
	start, err = a.world.PrepareScenario(s, project)
	return s, start, err
}

// builtinAnswer is a built-in scenario.
type builtinAnswer struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

// getScenarios lists the built-in scenarios.
func (a *API) getScenarios(c echo.Context) error {
	var list []builtinAnswer
	for _, name := range scenarios.Names() {
		data, _ := scenarios.Read(name)
		s, err := scenario.Parse(scenarios.FileName(name), data, clock.Wall())
		if err != nil {
			return err
		}
		list = append(list, builtinAnswer{name, s.Description})
	}
	return writeObject(c, func(o *encode.Object) {
		o.Field("count", len(list))
		encode.WriteList(o, "scenarios", slices.Values(list))
	})
}

// getBuiltin returns the text of a built-in scenario.
func (a *API) getBuiltin(c echo.Context) error {
	name := pathParam(c, "name")
	data, ok := scenarios.Read(name)
	if !ok {
		return notFound("The built-in scenarios are "+strings.Join(scenarios.Names(), ", ")+".", "there is no built-in scenario %q", text.Truncate(name, maxEcho))
	}
	return c.Blob(http.StatusOK, yamlType, data)
}

// yamlType is the media type of YAML (RFC 9512).
const yamlType = "application/yaml"

// maxFileName is how many characters the name of a file may have.
const maxFileName = 1024

// fileParam reads the name of the file that a body was read from, which problems begin
// with and a scenario without a name has.
func fileParam(c echo.Context) (string, error) {
	if !c.QueryParams().Has("file") {
		return bodyName, nil
	}
	file := c.QueryParam("file")
	if file == "" || utf8.RuneCountInString(file) > maxFileName || !utf8.ValidString(file) || strings.ContainsFunc(file, unicode.IsControl) {
		return "", badRequest("Leave it out for "+bodyName+".", "file: %q is not a file's name of 1 to %d characters on one line", text.Truncate(file, maxEcho), maxFileName)
	}
	return file, nil
}
