package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// The projects of a file stand in the order of their ids, whatever the file's, so
// that each is found in a few steps however many there are.
func TestProjectsAreFound(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nprojects:\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  p-%d: {}\n", i*7919%1000)
	}
	alone := parse(t, "a.yaml", b.String())
	if p := alone.Project("other"); p != nil {
		t.Errorf("another id is served by %s", p.ID)
	}
	s := parse(t, "a.yaml", b.String()+"  \"*\": {}\n")
	if !slices.IsSortedFunc(s.Projects, func(a, b scenario.Project) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the projects are not in order")
	}
	for i := range s.Projects {
		if id := s.Projects[i].ID; s.Project(id) != &s.Projects[i] {
			t.Errorf("project %s is not found", id)
		}
	}
	if p := s.Project("other"); p == nil || p.ID != scenario.AnyProject {
		t.Error("another id is not served by *")
	}
}
