package scenario

import (
	"cmp"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// rootKind is the immutable table of keys. It is built once, as that takes longer than
// reading a short file.
var rootKind = sync.OnceValue(func() format.Kind[root] { return rootObject().Kind() }) //nolint:gochecknoglobals // as above

// Parse parses and validates a scenario file, YAML or JSON. file is its name in
// problems, and its base name is the default name of the scenario; wall is the current
// wall clock time, for clock.start: now. The error is [format.Problems], which lists
// all problems, not just the first.
func Parse(file string, data []byte, wall time.Time) (*Scenario, error) {
	r, err := format.Read(data, rootKind(), options(file, wall))
	if err != nil {
		return nil, err
	}
	return r.complete(file, data, wall), nil
}

// ParseChoice parses either a scenario, as [Parse] does, or {"builtin": NAME} with one
// of the names of the built-in scenarios, which is returned in place of a scenario.
func ParseChoice(file string, data []byte, wall time.Time, builtins []string) (s *Scenario, builtin string, err error) {
	c, err := format.Read(data, choiceKind(builtins), options(file, wall))
	if err != nil || c.builtin != "" {
		return nil, c.builtin, err
	}
	return c.complete(file, data, wall), "", nil
}

// choice is a scenario, or the name of a built-in one.
type choice struct {
	root
	builtin string
}

func choiceKind(builtins []string) format.Kind[choice] {
	named := format.Object[choice]{
		Name: "builtin", Noun: "the choice of a built-in scenario",
		Fields: []format.Field[choice]{
			format.Key("builtin", format.Enum("a built-in scenario", builtins...), func(c *choice) *string { return &c.builtin },
				"The name of a built-in scenario.").Required(),
		},
	}.Kind()
	return format.Kind[choice]{Read: func(n format.Node, c *choice) bool {
		if n.HasKey("builtin") {
			return named.Read(n, c)
		}
		return rootKind().Read(n, &c.root)
	}}
}

func options(file string, wall time.Time) format.Options {
	return format.Options{
		File: file, Start: clock.DefaultStart(), Wall: wall,
		Empty: "the file is empty; the least is a version and projects",
	}
}

// complete returns the scenario with its source and name.
func (r *root) complete(file string, data []byte, wall time.Time) *Scenario {
	r.index()
	r.Source = sourceOf(file, data, wall)
	if r.Name == "" {
		base := filepath.Base(file)
		r.Name = cmp.Or(strings.TrimSuffix(base, filepath.Ext(base)), base)
	}
	return &r.Scenario
}

// Schema returns the JSON Schema (2020-12) of a scenario file. It is generated from the
// table of keys that [Parse] uses.
func Schema() []byte {
	return format.DocumentSchema("ges-emulator scenario, version 1", rootKind())
}

// BodySchemas returns the JSON Schemas of the request bodies of the control API that are
// defined here: a scenario, a fault, a job, a graph, a rule for submitted jobs, and the
// changes of a job, a graph and a clock.
func BodySchemas() []format.Schema {
	return []format.Schema{
		rootKind().Schema, faultKind().Schema, jobPart().Schema, jobPatchPart().Schema, clockPatchPart().Schema, advancePart().Schema,
		graphPart().Schema, graphPatchPart().Schema, submitRulePart().Schema,
	}
}
