package scenario

import (
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// rootKind is the table of keys, which nothing changes. It takes longer to make
// than a short file takes to read.
var rootKind = sync.OnceValue(func() format.Kind[root] { return rootObject().Kind() }) //nolint:gochecknoglobals // as above

// Parse checks a scenario file, YAML or JSON, and returns it. file is its name
// in problems, and its base name the scenario's, if that has none; wall is the
// wall clock's now, for clock.start: now. The error is [format.Problems]: all
// that is wrong, not just the first of it.
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

// Schema is the JSON Schema (2020-12) of a scenario file. It is made from the
// table of keys that [Parse] reads by.
func Schema() []byte {
	return format.DocumentSchema("ges-emulator scenario, version 1", rootKind())
}
