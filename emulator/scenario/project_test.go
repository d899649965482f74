package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Each project of a file is found by id without a linear search, which would make loading a
// file with many projects quadratic.
func TestProjectsAreIndexed(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nprojects:\n  \"*\": {}\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  p-%d: {}\n", i)
	}
	s, err := Parse("a.yaml", []byte(b.String()), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.byID) != len(s.Projects) {
		t.Errorf("%d of %d projects are indexed", len(s.byID), len(s.Projects))
	}
	built := &Scenario{Projects: s.Projects} // not parsed: searched
	for _, s := range []*Scenario{s, built} {
		for i := range s.Projects {
			if id := s.Projects[i].ID; s.Project(id) != &s.Projects[i] {
				t.Fatalf("project %s is not found", id)
			}
		}
		if s.Project("other") != &s.Projects[0] {
			t.Error("another id is not served by *")
		}
	}
}
