package main

import (
	"fmt"
	"net/http"
)

// resetCommand returns a project to its start.
type resetCommand struct {
	Project projectID `arg:"" name:"PROJECT" help:"The project's id, or * for all existing and future projects."`
	controlFlags
}

// Help is the long help.
func (resetCommand) Help() string {
	return `Returns a project in a running emulator to the start of its scenario: time, jobs, faults, counters and journal.

Examples:

  ges-emulator reset p1
  ges-emulator reset '*'`
}

// Run resets it.
func (c *resetCommand) Run(s *streams) error {
	isDone, err := c.inEachReplica(c.Project, s, false, func(f controlFlags) error {
		one := *c
		one.controlFlags = f
		return one.Run(s)
	})
	if isDone {
		return err
	}
	answer, err := c.client().call(http.MethodPost, c.Project.path("/reset"), nil)
	if err != nil {
		return err
	}
	return c.print(s, answer, func() (string, error) {
		start, err := decode[struct{ Now string }](answer)
		return fmt.Sprintf("reset %s: now %s\n", c.Project, start.Now), err
	})
}
