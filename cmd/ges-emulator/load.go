package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/count"
)

// loadCommand replaces the scenario of a project.
type loadCommand struct {
	Project  projectID `arg:"" name:"PROJECT" help:"The project's id, or * for all existing and future projects."`
	Scenario string    `arg:"" name:"SCENARIO" help:"The name of a built-in scenario, a scenario file with one project, or - for standard input."`
	controlFlags
}

// Help is the long help.
func (loadCommand) Help() string {
	return `Gives a project in a running emulator another scenario, at whose start it begins anew. The problems of a file are printed as validate prints them, and then nothing changes.

Examples:

  ges-emulator load p1 busy-month
  ges-emulator load p1 ./my-scenario.yaml
  ges-emulator load '*' import-lifecycle`
}

// Run sends the scenario.
func (c *loadCommand) Run(s *streams) error {
	isDone, err := c.inEachReplica(c.Project, s, c.Scenario == "-", func(f controlFlags) error {
		one := *c
		one.controlFlags = f
		return one.Run(s)
	})
	if isDone {
		return err
	}
	file, err := openSource(c.Scenario, s.in)
	if err != nil {
		return err
	}
	answer, err := c.send(file)
	if err != nil {
		return err
	}
	return c.print(s, answer, func() (string, error) {
		start, err := decode[struct {
			Name, Now string
			Jobs      int
		}](answer)
		return fmt.Sprintf("loaded %s in %s: %s, now %s\n", start.Name, c.Project, count.Of(start.Jobs, "job"), start.Now), err
	})
}

func (c *loadCommand) send(file source) ([]byte, error) {
	if file.builtIn != "" {
		body, err := json.Marshal(map[string]string{"builtin": file.builtIn})
		if err != nil {
			return nil, err
		}
		answer, err := c.client().call(http.MethodPut, c.Project.path("/scenario"), body)
		return answer, withoutPlaces(err, "ges-emulator scenarios, which describes each")
	}
	query := url.Values{"file": {file.name}}
	answer, err := c.client().call(http.MethodPut, c.Project.path("/scenario?"+query.Encode()), file.data)
	if r := new(refusal); errors.As(err, &r) && strings.HasPrefix(r.text, file.name+":") {
		return nil, file.problems(strings.Split(r.text, "\n"))
	}
	return answer, err
}
