package scenario

import (
	"slices"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// Written jobs are counted before they are read. A file with so many takes long
// to parse, so the test begins behind the parser.
func TestWrittenJobsLimit(t *testing.T) {
	r := newReader("a.yaml", time.Time{})
	item := &yaml.Node{Kind: yaml.ScalarNode, Value: "x", Tag: "!!str"}
	list := &yaml.Node{Kind: yaml.SequenceNode, Line: 3, Column: 7, Content: slices.Repeat([]*yaml.Node{item}, MaxJobs+1)}
	var jobs []Job
	ok := jobList().read(r.node(list), &jobs)
	const want = "a.yaml:3:7: the project has 5000001 jobs; at most 5000000 are allowed"
	if ok || r.problems.Error() != want {
		t.Errorf("got %v, want %s", r.problems, want)
	}
}
