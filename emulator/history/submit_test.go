package history_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// submitPlan compiles a project without jobs.
func submitPlan(t *testing.T) (*history.History, clock.Instant) {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte("version: 1\nprojects: {\"*\": {}}\n"), clock.Wall())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := history.Compile(s, "*")
	if err != nil {
		t.Fatal(err)
	}
	return plan.History(), s.Clock.Start
}

// Ids of submitted jobs have the shape that the vendor's examples have for their names,
// and follow from the graph, the name and the number, not from other jobs.
func TestSubmittedIDs(t *testing.T) {
	h, start := submitPlan(t)
	uuid := `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	shapes := map[string]string{
		"ImportGraph": "^" + uuid + "$", "ExportGraph": "^" + uuid + `[0-9]{9}$`, "UpgradeGraph": "^" + uuid + `[0-9]{9}$`, "RestartGraph": "^" + uuid + `[0-9]{9}$`,
	}
	ids := map[string]bool{}
	for _, name := range ges.JobNames() {
		shape := shapes[name.Name]
		if shape == "" {
			shape = "^ff808081[0-9a-f]{24}$"
		}
		for n := range 3 {
			s := history.Submission{JobName: name.Name, GraphID: "g", GraphName: "movies", Number: n, Begin: start}
			act := h.DecideSubmission(s)
			if id := act.Add.ID; !regexp.MustCompile(shape).MatchString(id) || ids[id] {
				t.Errorf("%s, number %d has the id %s, want another one like %s", name.Name, n, id, shape)
			}
			ids[act.Add.ID] = true
			after, err := h.Apply(act)
			if err != nil {
				t.Fatal(err)
			}
			other := s
			other.GraphID = "other"
			if a, b := after.DecideSubmission(other).Add.ID, h.DecideSubmission(other).Add.ID; a != b {
				t.Errorf("%s: beside another job the id is %s, alone %s", name.Name, a, b)
			}
			// The same submission again, as after going back, gets the next id.
			if again := after.DecideSubmission(s).Add.ID; again == act.Add.ID || !regexp.MustCompile(shape).MatchString(again) {
				t.Errorf("%s: a taken id %s is followed by %s", name.Name, act.Add.ID, again)
			}
		}
	}
}

// Only the digits of an id that are its begin depend on the begin.
func TestSubmittedIDsAndBegin(t *testing.T) {
	h, start := submitPlan(t)
	id := func(name string, begin clock.Instant) string {
		return h.DecideSubmission(history.Submission{JobName: name, GraphID: "g", GraphName: "movies", Begin: begin}).Add.ID
	}
	for _, name := range []string{"ImportGraph", "ExportGraph"} {
		if a, b := id(name, start), id(name, start.Add(time.Hour)); a != b {
			t.Errorf("%s: %s, an hour later %s", name, a, b)
		}
	}
	a, b := id("StopGraph", start), id("StopGraph", start.Add(time.Hour))
	if a == b || a[:16] != b[:16] || a[28:] != b[28:] {
		t.Errorf("StopGraph: %s, an hour later %s", a, b)
	}
}

// What a rule says of a job holds; the rest is as is typical, and a job ends by the end of
// virtual time.
func TestDecidedSubmissions(t *testing.T) {
	h, start := submitPlan(t)
	reason := "disk full"
	exactly := func(d time.Duration) *scenario.Range[time.Duration] {
		return &scenario.Range[time.Duration]{From: d, To: d}
	}
	for _, c := range []struct {
		name, job string
		begin     clock.Instant
		rule      *scenario.SubmitRule
		want      string
	}{
		{"failed", "ImportGraph", start, &scenario.SubmitRule{Waiting: *exactly(5 * time.Second), Running: exactly(52 * time.Second), Outcome: ges.Failed, FailReason: &reason}, "5s 52s failed disk full"},
		{"partially", "ImportGraph", start, &scenario.SubmitRule{Running: exactly(time.Second), Outcome: ges.PartiallyFailed}, "0s 1s partiallyFailed -"},
		{"partially, no import", "StopGraph", start, &scenario.SubmitRule{Running: exactly(time.Second), Outcome: ges.PartiallyFailed, FailReason: &reason}, "0s 1s success -"},
		{"forever", "StopGraph", start, &scenario.SubmitRule{Running: exactly(scenario.Forever), Outcome: ges.Success}, "0s forever success -"},
		{"beyond the end", "StopGraph", clock.Max.Add(-time.Minute), &scenario.SubmitRule{Waiting: *exactly(40 * time.Second), Running: exactly(time.Hour), Outcome: ges.Success}, "40s 20s success -"},
	} {
		act := h.DecideSubmission(history.Submission{JobName: c.job, GraphID: "g", GraphName: "movies", Begin: c.begin, Rule: c.rule})
		running, why := act.Add.Running.String(), "-"
		if act.Add.Running == scenario.Forever {
			running = "forever"
		}
		if act.Add.FailReason != nil {
			why = *act.Add.FailReason
		}
		if got := fmt.Sprintf("%s %s %s %s", act.Add.Waiting, running, act.Add.Outcome, why); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if _, err := h.Apply(act); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	typical := h.DecideSubmission(history.Submission{JobName: "ImportGraph", GraphID: "g", GraphName: "movies", Begin: start}).Add
	if typical.Waiting != 0 || typical.Running <= 0 || typical.Running > time.Hour || typical.Outcome != ges.Success {
		t.Errorf("without a rule: %+v", typical)
	}
}
