package scenario

import (
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
	s, err := format.Read(data, rootKind(), format.Options{
		File: file, Start: clock.DefaultStart(), Wall: wall,
		Empty: "the file is empty; the least is a version and projects",
	})
	if err != nil {
		return nil, err
	}
	s.index()
	s.Source = sourceOf(file, data, wall)
	if s.Name == "" {
		base := filepath.Base(file)
		s.Name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	return &s.Scenario, nil
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
