package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// advanceCommand moves the virtual time of a project.
type advanceCommand struct {
	Project projectID `arg:"" name:"PROJECT" help:"The project's id, or * for all existing and future projects."`
	Time    string    `arg:"" name:"TIME" help:"A duration from now such as 30s, 1h30m or 2d; next or previous, that change of any job; start, that of the scenario; end, when every job that ends has ended; or a UTC time such as 2018-12-17T12:56:00. A duration with a minus and an earlier time move back."`
	controlFlags
}

// Help is the long help.
func (advanceCommand) Help() string {
	return `Moves the virtual time of a project in a running emulator. Prints the new time, then the changes of jobs in between, one a line. With * these are those of future projects; existing ones are moved by the same command, each from its own time.

Examples:

  ges-emulator advance p1 30s
  ges-emulator advance p1 next
  ges-emulator advance p1 2018-12-17T12:56:00
  ges-emulator advance '*' end --addr 127.0.0.1:9000`
}

// moved is the result of a move.
type moved struct {
	Now     string
	Changes []struct {
		JobID    string
		GraphID  string `json:"graphId"` // of a change of a graph; "": it is one of a job
		Name     string
		From, To *string
		At       string
	}
	Dropped int
}

// Run moves it.
func (c *advanceCommand) Run(s *streams) error {
	isDone, err := c.inEachReplica(c.Project, s, false, func(f controlFlags) error {
		one := *c
		one.controlFlags = f
		return one.Run(s)
	})
	if isDone {
		return err
	}
	body, err := json.Marshal(map[string]string{"to": c.Time})
	if err != nil {
		return err
	}
	answer, err := c.client().call(http.MethodPost, c.Project.path("/clock/advance"), body)
	if err != nil {
		err = withoutPlaces(err, "ges-emulator advance --help")
		if f := new(failure); errors.As(err, &f) {
			f.message = strings.TrimPrefix(f.message, "to: ")
		}
		return err
	}
	return c.print(s, answer, func() (string, error) {
		m, err := decode[moved](answer)
		if c.Project == scenario.AnyProject {
			return "future projects: " + m.String() + "all existing projects were moved too\n", err
		}
		return m.String(), err
	})
}

// String is the new time, and the changes.
func (m moved) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "now %s\n", m.Now)
	for _, change := range m.Changes {
		what := change.JobID
		if change.GraphID != "" {
			what = "graph " + change.Name + " " + change.GraphID
		}
		fmt.Fprintf(&b, "%s  %s  %s\n", change.At, what, transition(change.From, change.To))
	}
	switch {
	case m.Dropped > 0:
		fmt.Fprintf(&b, "and %d more\n", m.Dropped)
	case len(m.Changes) == 0:
		b.WriteString("no job and no graph has changed\n")
	}
	return b.String()
}

// transition describes a change of a job or a graph; nil: it does not exist then.
func transition(from, to *string) string {
	switch {
	case from == nil && to == nil:
		return ""
	case from == nil:
		return "new: " + *to
	case to == nil:
		return *from + " -> not yet there"
	default:
		return *from + " -> " + *to
	}
}
