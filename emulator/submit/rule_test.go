package submit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

func parse(t *testing.T, text string) (submit.Rules, *scenario.Scenario) {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte("version: 1\n"+text), clock.Wall())
	if err != nil {
		t.Fatal(err)
	}
	return submit.New(s, "p1"), s
}

// submission is the n-th submission of a job to a graph.
func submission(jobName, graph string, now clock.Instant, n int) submit.Submission {
	return submit.Submission{JobName: jobName, Graph: graph, Now: now, Key: fake.NewKey(1).For(jobName).For(graph).Nth(n)}
}

// decide counts a submission, and returns the name of the rule that decides it.
func decide(rules *submit.Rules, s submit.Submission) string {
	rule, after := rules.Next(s)
	*rules = after
	if rule == nil {
		return "-"
	}
	return rule.Name
}

// state returns the counts of the rules.
func state(rules submit.Rules) string {
	var list []string
	for _, a := range rules.List() {
		list = append(list, fmt.Sprintf("%s %d/%d", a.Rule.Name, a.Hits, a.Fits))
	}
	return strings.Join(list, ", ")
}

const several = `
projects:
  "*":
    submitRules:
      - {name: second, jobName: ImportGraph, when: {calls: 2}, outcome: failed}
      - {name: movies, when: {graph: movies, from: +10s, until: +20s}, running: 1s}
submitRules:
  - {name: all, running: 2s}
`

// The first rule that applies decides, and each counts what fits it, applied or not.
func TestFirstRuleDecides(t *testing.T) {
	rules, s := parse(t, several)
	start := s.Clock.Start
	for i, step := range []struct {
		job, graph string
		at         time.Duration
		want       string
	}{
		{"ImportGraph", "movies", 0, "all"},
		{"StopGraph", "movies", 10 * time.Second, "movies"},
		{"ImportGraph", "music", 10 * time.Second, "second"},
		{"ImportGraph", "movies", 19 * time.Second, "movies"},
		{"ImportGraph", "movies", 20 * time.Second, "all"},
	} {
		before := state(rules)
		untouched := rules
		if got := decide(&rules, submission(step.job, step.graph, start.Add(step.at), i)); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
		if state(untouched) != before {
			t.Errorf("step %d changed the rules before it", i)
		}
	}
	if got, want := state(rules), "second 1/4, movies 2/2, all 2/5"; got != want {
		t.Errorf("the counts are %s, want %s", got, want)
	}
	if got := state(rules.Restarted()); got != "second 0/0, movies 0/0, all 0/0" {
		t.Errorf("restarted: %s", got)
	}
}

// Rules that are added are tried before those of the scenario, in their order, and count
// from then on. Any rule with a name can be removed.
func TestRulesAtRunTime(t *testing.T) {
	rules, s := parse(t, several+"  - {running: 3s}\n")
	now := s.Clock.Start
	decide(&rules, submission("StopGraph", "music", now, 0))
	add := func(text string) bool {
		rule, err := scenario.ParseSubmitRule("rule", []byte(text), now)
		if err != nil {
			t.Fatal(err)
		}
		after, ok := rules.With(&rule)
		rules = after
		return ok
	}
	if !add("{name: one, jobName: StopGraph, when: {calls: 2}}") || !add("{name: two, jobName: StopGraph}") {
		t.Error("a rule cannot be added")
	}
	if add("{name: all}") || add("{name: one}") {
		t.Error("a rule with a name in use is added")
	}
	if _, ok := rules.With(&scenario.SubmitRule{JobName: "StopGraph"}); ok {
		t.Error("a rule without a name is added")
	}
	for i, want := range []string{"two", "one", "two"} {
		if got := decide(&rules, submission("StopGraph", "music", now, i+1)); got != want {
			t.Errorf("submission %d: %s, want %s", i, got, want)
		}
	}
	if got, want := state(rules), "one 1/3, two 2/3, second 0/0, movies 0/0, all 1/4,  0/4"; got != want {
		t.Errorf("the counts are %s, want %s", got, want)
	}
	for name, want := range map[string]bool{"two": true, "all": true, "none": false, "": false} {
		after, ok := rules.Without(name)
		if rules = after; ok != want {
			t.Errorf("%q is removed: %t", name, ok)
		}
	}
	if got := decide(&rules, submission("StopGraph", "music", now, 9)); got != "" {
		t.Errorf("without the others %q decides", got)
	}
}

// Chance is drawn from the submission itself and the rule's place, not from what was
// submitted before.
func TestChance(t *testing.T) {
	const text = "projects: {\"*\": {submitRules: [{name: first, when: {chance: 0.3}}, {name: then, when: {chance: 0.3}}]}}\n"
	rules, s := parse(t, text)
	hits := map[string]int{}
	var forth []string
	for n := range 2000 {
		got := decide(&rules, submission("ImportGraph", "movies", s.Clock.Start, n))
		hits[got]++
		forth = append(forth, got)
	}
	if hits["first"] < 500 || hits["first"] > 700 || hits["then"] < 320 || hits["then"] > 520 {
		t.Errorf("of 2000: %v", hits)
	}
	rules, _ = parse(t, text)
	for n := 1999; n >= 0; n-- {
		if got := decide(&rules, submission("ImportGraph", "movies", s.Clock.Start, n)); got != forth[n] {
			t.Fatalf("submission %d is decided by %s after others, and by %s before them", n, got, forth[n])
		}
	}
}

// Rules are restored from their states, with those that were added and without those that
// were removed; a state that does not fit is refused.
func TestStates(t *testing.T) {
	initial, s := parse(t, several)
	rules := initial
	for i := range 3 {
		decide(&rules, submission("ImportGraph", "movies", s.Clock.Start, i))
	}
	rule, err := scenario.ParseSubmitRule("rule", []byte("{name: added, running: 4s}"), s.Clock.Start)
	if err != nil {
		t.Fatal(err)
	}
	rules, _ = rules.With(&rule)
	rules, _ = rules.Without("movies")
	kind := submit.StateKind()
	list := rules.State()
	restored, err := initial.Restored(list)
	if err != nil || state(restored) != state(rules) || !restored.Equal(rules) {
		t.Errorf("restored: %s, %v; want %s", state(restored), err, state(rules))
	}
	if written := string(kind.Write(nil, &list)); !json.Valid([]byte(written)) || !strings.Contains(written, `"running":{"from":"4s","to":"4s"}`) {
		t.Errorf("written: %s", written)
	}
	if restored.Equal(initial) {
		t.Error("other counts are equal")
	}
	for want, bad := range map[string][]submit.State{
		"rules[0]: the scenario has no further rule 3":           {{Place: 3}},
		"rules[1]: the scenario has no further rule 0":           {{Place: 0}, {Place: 0}},
		"rules[0]: it applied to 2 of 1 submissions that fitted": {{Fits: 1, Hits: 2}},
	} {
		if _, err := initial.Restored(bad); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
