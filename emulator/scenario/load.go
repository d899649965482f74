package scenario

import (
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// format is the table of keys, which nothing changes. It takes longer to make
// than a short file takes to read.
var format = sync.OnceValue(func() kind[root] { //nolint:gochecknoglobals // as above
	o := scenarioObject()
	return o.kind()
})

// Parse checks a scenario file, YAML or JSON, and returns it. file is its name
// in problems, and its base name the scenario's, if that has none; wall is the
// wall clock's now, for clock.start: now. The error is [Problems]: all that is
// wrong, not just the first of it.
func Parse(file string, data []byte, wall time.Time) (*Scenario, error) {
	r := newReader(file, wall)
	var s root
	if tree, ok := r.tree(data); ok {
		format().read(tree, &s)
	}
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, r.problems
	}
	s.Source = sourceOf(file, data, wall)
	if s.Name == "" {
		base := filepath.Base(file)
		s.Name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	return &s.Scenario, nil
}
