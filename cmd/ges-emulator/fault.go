package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// faultCommand adds, lists and removes faults.
type faultCommand struct {
	Project projectID `arg:"" name:"PROJECT" help:"The project's id, or * for all existing and future projects."`
	Fault   string    `arg:"" optional:"" name:"FAULT" help:"A fault as a scenario has it, YAML or JSON, in one argument."`

	File   string    `name:"file" short:"f" placeholder:"FILE" help:"Add the fault in this file, YAML or JSON; - is standard input."`
	List   bool      `name:"list" help:"List the faults, in the order in which they are tried, and how often each applied. The default without any other flag."`
	Remove faultName `name:"remove" placeholder:"NAME" help:"Remove a fault, also one of the scenario, until the project is reset."`
	Clear  bool      `name:"clear" help:"Remove all faults, also those of the scenario, until the project is reset."`
	faultFlags
	controlFlags
}

// Help is the long help.
func (faultCommand) Help() string {
	return `Adds a fault to a project in a running emulator. Flags are the keys of a scenario's fault; a whole fault may be given instead, as an argument or a file. It is tried before those of the scenario, and its calls are counted from now on.

Examples:

  ges-emulator fault p1 --operations ListJobs --calls 3 --status 503
  ges-emulator fault p1 --delay 2s
  ges-emulator fault p1 --error-code GES.9999 --chance 0.1
  ges-emulator fault p1 --connection reset --calls 1
  ges-emulator fault p1 '{name: busy, limit: {calls: 20, per: 1s}}'
  ges-emulator fault p1 -f fault.yaml
  ges-emulator fault p1 --list
  ges-emulator fault p1 --remove status-503`
}

// Run does what the flags say.
func (c *faultCommand) Run(s *streams) error {
	isDone, err := c.inEachReplica(c.Project, s, c.File == "-", func(f controlFlags) error {
		one := *c
		one.controlFlags = f
		return one.Run(s)
	})
	if isDone {
		return err
	}
	given := c.given()
	switch {
	case len(given) > 1:
		return newUsageFailure("ges-emulator fault --help", "%s and %s do not go together", given[0], given[1])
	case c.Fault != "" && !strings.Contains(c.Fault, ":"):
		return newUsageFailure("ges-emulator fault "+string(c.Project)+" -f "+c.Fault, "%q is not a fault, such as '{name: slow, delay: 2s}'", c.Fault)
	case c.Fault != "":
		return c.addText(s, "FAULT", []byte(c.Fault))
	case c.File != "":
		return c.addFile(s)
	case c.Remove != "":
		return c.remove(s, "/"+url.PathEscape(string(c.Remove)), "removed "+string(c.Remove)+" from")
	case c.Clear:
		return c.remove(s, "", "removed all faults from")
	case len(given) == 0 || c.List:
		return c.list(s)
	default:
		return c.addFlags(s)
	}
}

// given lists what the command line says to do.
func (c *faultCommand) given() []string {
	var given []string
	for _, way := range []struct {
		name  string
		given bool
	}{
		{"FAULT", c.Fault != ""}, {"--file", c.File != ""}, {"--list", c.List}, {"--remove", c.Remove != ""}, {"--clear", c.Clear},
		{"a fault by flags", !c.isEmpty()},
	} {
		if way.given {
			given = append(given, way.name)
		}
	}
	return given
}

// addFile adds the fault in a file.
func (c *faultCommand) addFile(s *streams) error {
	if c.File != "-" {
		data, err := readFile(c.File)
		if err != nil {
			return err
		}
		return c.addText(s, c.File, data)
	}
	data, err := io.ReadAll(io.LimitReader(s.in, scenario.MaxFileSize+1))
	if err != nil {
		return err
	}
	return c.addText(s, "stdin", data)
}

// addText adds the fault that the user wrote.
func (c *faultCommand) addText(s *streams, name string, data []byte) error {
	answer, err := c.client().call(http.MethodPost, c.Project.path("/faults"), data)
	if err != nil {
		return withPlacesIn(name, err)
	}
	return c.printAdded(s, answer)
}

// addFlags adds the fault that the flags describe. Without a name it gets a free one.
func (c *faultCommand) addFlags(s *streams) error {
	if c.Name == "" {
		answer, err := c.client().call(http.MethodGet, c.Project.path("/faults"), nil)
		if err != nil {
			return err
		}
		list, err := decode[faultList](answer)
		if err != nil {
			return err
		}
		c.Name = list.freeName(c.defaultName())
	}
	body, err := json.Marshal(c.faultFlags)
	if err != nil {
		return err
	}
	answer, err := c.client().call(http.MethodPost, c.Project.path("/faults"), body)
	if err != nil {
		return withoutPlaces(err, "ges-emulator fault --help")
	}
	return c.printAdded(s, answer)
}

func (c *faultCommand) printAdded(s *streams, answer []byte) error {
	return c.print(s, answer, func() (string, error) {
		f, err := decode[listedFault](answer)
		return fmt.Sprintf("added %s to %s: %s\n", f.Name, c.Project, f.effect()), err
	})
}

// remove removes faults. The answer has no body.
func (c *faultCommand) remove(s *streams, path, done string) error {
	answer, err := c.client().call(http.MethodDelete, c.Project.path("/faults"+path), nil)
	if err != nil {
		return err
	}
	return c.print(s, answer, func() (string, error) { return fmt.Sprintf("%s %s\n", done, c.Project), nil })
}

func (c *faultCommand) list(s *streams) error {
	answer, err := c.client().call(http.MethodGet, c.Project.path("/faults"), nil)
	if err != nil {
		return err
	}
	return c.print(s, answer, func() (string, error) {
		list, err := decode[faultList](answer)
		if len(list.Faults) == 0 {
			return fmt.Sprintf("no faults in %s\n", c.Project), err
		}
		return list.String(), err
	})
}

// faultList is the faults of a project.
type faultList struct{ Faults []listedFault }

// listedFault is one of them, with its counts. The other keys are as the control API
// writes them.
type listedFault struct {
	Name          string
	Fits, Applied int
	faultKeys
}

type faultKeys struct {
	Operations json.RawMessage `json:"operations,omitempty"`
	When       json.RawMessage `json:"when,omitempty"`
	Reply      json.RawMessage `json:"reply,omitempty"`
	Limit      json.RawMessage `json:"limit,omitempty"`
	Stale      json.RawMessage `json:"stale,omitempty"`
	Delay      json.RawMessage `json:"delay,omitempty"`
	Connection json.RawMessage `json:"connection,omitempty"`
}

// effect is the keys of the fault but its name.
func (k faultKeys) effect() string {
	text, err := json.Marshal(k)
	if err != nil {
		return err.Error() // impossible: its parts are JSON
	}
	return string(text)
}

// String is a line for each fault.
func (l faultList) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, f := range l.Faults {
		fmt.Fprintf(w, "%s\tapplied to %d of %d matching calls\t%s\n", f.Name, f.Applied, f.Fits, f.effect())
	}
	_ = w.Flush() // a string cannot fail
	return b.String()
}

// freeName is a name, or with a number the first that no fault has.
func (l faultList) freeName(name string) word {
	free := name
	for n := 2; slices.ContainsFunc(l.Faults, func(f listedFault) bool { return f.Name == free }); n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	return word(free)
}
