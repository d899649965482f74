package scenario

import (
	"bytes"
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
	return Overrides{}.Parse(file, data, wall)
}

// Parse is like [Parse], with these values in place of the file's own.
func (o Overrides) Parse(file string, data []byte, wall time.Time) (*Scenario, error) {
	r, err := format.Read(data, rootKind(), format.Options{
		File: file, Start: clock.DefaultStart(), Wall: wall, Settings: o.settings(),
		Empty: "the file is empty; the least is a version and projects",
	})
	if err != nil {
		return nil, err
	}
	s := &r.Scenario
	s.index()
	s.Source = sourceOf(file, data, wall, o)
	if s.Name == "" {
		base := filepath.Base(file)
		s.Name = cmp.Or(strings.TrimSuffix(base, filepath.Ext(base)), base)
	}
	return s, nil
}

// ParseChoice parses a document that is {"builtin": NAME}, with one of the names of the
// built-in scenarios. The name is "" if the document has no such key: it is a scenario
// then, or neither.
func ParseChoice(file string, data []byte, builtins []string) (builtin string, err error) {
	if !bytes.Contains(data, []byte("builtin")) {
		return "", nil
	}
	named := format.Object[string]{
		Name: "builtin", Noun: "the choice of a built-in scenario",
		Fields: []format.Field[string]{
			format.Key("builtin", format.Enum("a built-in scenario", builtins...), func(name *string) *string { return name },
				"The name of a built-in scenario.").Required(),
		},
	}.Kind()
	return format.Read(data, format.Kind[string]{Read: func(n format.Node, name *string) bool {
		return !n.HasKey("builtin") || named.Read(n, name)
	}}, format.Options{File: file, Start: clock.DefaultStart()})
}

// Schema returns the JSON Schema (2020-12) of a scenario file. It is generated from the
// table of keys that [Parse] uses.
func Schema() []byte {
	return format.DocumentSchema("ges-emulator scenario, version 1", rootKind())
}

// BodySchemas returns the JSON Schemas of the request bodies of the control API that are
// defined here: a scenario, a fault, a job, and the changes of a job and a clock.
func BodySchemas() []format.Schema {
	return []format.Schema{
		rootKind().Schema, faultKind().Schema, jobPart().Schema, jobPatchPart().Schema, clockPatchPart().Schema, advancePart().Schema,
	}
}
