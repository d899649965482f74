package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// validateCommand checks scenarios.
type validateCommand struct {
	Files []string `arg:"" name:"FILE" help:"Scenario files; - is standard input, and the name of a built-in scenario works too."`
}

// Help is the long help.
func (validateCommand) Help() string {
	return `Prints a line for each good file, and for a bad one every problem: file, line, column, key, what came and what is allowed. Exits with 1 when a file has a problem, and with 2 when one cannot be read.

Examples:

  ges-emulator validate my-scenario.yaml
  ges-emulator validate scenarios/*.yaml
  generate-scenario | ges-emulator validate -`
}

// Run checks all files, also those after a bad one.
func (c *validateCommand) Run(s *streams) error {
	var unreadable error // of the first file that cannot be read
	badFiles, problems := 0, 0
	for _, argument := range c.Files {
		file, err := openSource(argument, s.in)
		if err != nil {
			if len(c.Files) == 1 {
				return err
			}
			unreadable = cmp.Or(unreadable, err)
			if _, err := fmt.Fprintln(s.out, strings.TrimSpace(err.Error())); err != nil {
				return err
			}
			continue
		}
		n, err := validate(s.out, file)
		if err != nil {
			return err
		}
		problems += n
		if n > 0 {
			badFiles++
		}
	}
	if unreadable != nil {
		return unreadable // a wrong command line, as for serve, whatever else is wrong
	}
	if badFiles == 0 {
		return nil
	}
	where := ""
	if len(c.Files) > 1 {
		where = fmt.Sprintf(" in %d of %d files", badFiles, len(c.Files))
	}
	return newFailure("ges-emulator schema, which describes every key", "%s%s", count.Of(problems, "problem"), where)
}

// validate checks one file, prints what it finds and counts the problems. The
// error is that of writing.
func validate(w io.Writer, file source) (problems int, err error) {
	loaded, err := compileScenario(file)
	var list format.Problems
	switch {
	case errors.As(err, &list):
		_, err = fmt.Fprintln(w, list)
		return len(list), err
	case err != nil:
		_, err = fmt.Fprintf(w, "%s: %v\n", file.name, err)
		return 1, err
	}
	_, err = fmt.Fprintf(w, "%s: ok (%s)\n", file.name, summary(loaded))
	return 0, err
}

// compileScenario parses a file and compiles its jobs, which checks that their ids
// differ.
func compileScenario(file source) (*scenario.Scenario, error) {
	loaded, err := file.parse(scenario.Overrides{})
	if err != nil {
		return nil, err
	}
	for _, p := range loaded.Projects {
		if _, err := history.Compile(loaded, p.ID); err != nil {
			return nil, fmt.Errorf("projects[%q]: %w", p.ID, err)
		}
	}
	return loaded, nil
}

// summary is the number of projects, graphs, jobs, faults and rules of a scenario.
func summary(s *scenario.Scenario) string {
	graphs, jobCount, faults, rules := 0, 0, len(s.Faults), len(s.SubmitRules)
	for _, p := range s.Projects {
		jobCount += len(p.Jobs)
		for _, g := range p.Generate {
			jobCount += g.Count
		}
		faults += len(p.Faults)
		graphs += len(p.Graphs)
		rules += len(p.SubmitRules)
	}
	var parts []string
	if len(s.Projects) != 1 {
		parts = append(parts, count.Of(len(s.Projects), "project"))
	}
	if graphs > 0 {
		parts = append(parts, count.Of(graphs, "graph"))
	}
	parts = append(parts, count.Of(jobCount, "job"), count.Of(faults, "fault"))
	if rules > 0 {
		parts = append(parts, count.Of(rules, "submit rule"))
	}
	return strings.Join(parts, ", ")
}
