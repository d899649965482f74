package journal

import (
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Every point is numbered once, and every group and edge has its points.
func TestRegistry(t *testing.T) {
	groups := map[GroupName]int{}
	for n, p := range points().points {
		groups[p.Group]++
		if got := points().numbers[p]; got != n {
			t.Errorf("%s is number %d and found as number %d", p, n, got)
		}
	}
	if len(groups) != len(GroupNames()) {
		t.Errorf("there are points of the groups %v, want %v", groups, GroupNames())
	}
	for _, e := range slices.Concat(listEdges[:], answerEdges[:]) {
		if _, ok := points().numbers[CoveragePoint{Edges, string(e)}]; !ok {
			t.Errorf("%q is no point", e)
		}
	}
}

// The names of the list of jobs are part of the control API and of snapshots.
func TestPointsOfTheListOfJobs(t *testing.T) {
	o := ges.LookUpOperation(ges.ListJobs)
	want := []string{
		"offset: none, the default", "offset: 0", "offset: 1 or more", "limit: none, the default", "limit: 1", "limit: 2 or more",
		"status: running", "status: waiting", "status: success", "status: failed", "status: pending", "status: partiallyFailed",
		"graphName under this name", "graphName as graph_name", "startTime and endTime: one day", "two filters or more together",
	}
	if got := valueNames(o); !slices.Equal(got, want) {
		t.Errorf("the values are %q, want %q", got, want)
	}
	if got := qualified(ges.LookUpOperation("DeleteGraph"), "keepBackup"); got != "DeleteGraph keepBackup" {
		t.Errorf("a point of another operation is %q", got)
	}
}

func TestAddAnswer(t *testing.T) {
	var s Set
	s.AddAnswer(400, "GES.0001")
	s.AddAnswer(200, "")
	s.AddAnswer(418, "TEA.0001")
	if got, want := s.Names(), []string{"httpStatuses: 200", "httpStatuses: 400", "errorCodes: GES.0001"}; !slices.Equal(got, want) {
		t.Errorf("covered is %q, want %q", got, want)
	}
}

// A set comes back from its names, a clone is a set of its own, and once a set
// has grown nothing that it takes in allocates.
func TestSet(t *testing.T) {
	all := AlwaysOffered()
	parsed, err := ParseSet(all.Names())
	if err != nil || !slices.Equal(parsed.Names(), all.Names()) {
		t.Errorf("%q comes back as %q, %v", all.Names(), parsed.Names(), err)
	}
	var one Set
	one.Add(SlowAnswer)
	two := one.Clone()
	two.AddAll(&all)
	if len(one.Names()) != 1 || len(two.Names()) != len(all.Names())+1 {
		t.Errorf("a clone shares its points: %q", one.Names())
	}
	if n := testing.AllocsPerRun(100, func() { two.AddAll(&all) }); n != 0 {
		t.Errorf("taking in a set allocates %v times", n)
	}
}
