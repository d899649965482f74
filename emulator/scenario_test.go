package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// names lists the scenarios that an emulator names: health's, then each project's.
func names(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	var health struct{ Scenario string }
	var all struct {
		Projects []struct{ ID, Scenario string }
	}
	for path, into := range map[string]any{"health": &health, "projects": &all} {
		if err := json.Unmarshal(request(t, e, "GET /_emulator/"+path).Body.Bytes(), into); err != nil {
			t.Fatal(err)
		}
	}
	text := health.Scenario
	for _, p := range all.Projects {
		text += fmt.Sprintf(", %s %s", p.ID, p.Scenario)
		if name := project(t, e, p.ID).Scenario(); name != p.Scenario {
			t.Errorf("in Go %s follows %s", p.ID, name)
		}
	}
	if e.Name() != health.Scenario {
		t.Errorf("in Go the scenario is %s", e.Name())
	}
	return text
}

// Each project names the scenario that it follows, health that of future projects.
func TestProjectsNameTheirScenario(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, emulator.WithScenarioYAML("folder/start.yaml", []byte("version: 1\nprojects: {'*': {}}")))
	const noName = `version: 1
projects: {p: {}}`
	snapshot := ""
	for _, step := range []struct{ call, want string }{
		{"GET " + listPath, "start, p1 start"},
		{`PUT /_emulator/projects/p1/scenario {"builtin":"busy-month"}`, "start, p1 busy-month"},
		{"PUT /_emulator/projects/p2/scenario builtin: empty", "start, p1 busy-month, p2 empty"},
		{"PUT /_emulator/projects/p3/scenario " + noName, "start, p1 busy-month, p2 empty, p3 body"},
		{"PUT /_emulator/projects/p3/scenario?file=dir/own.yaml " + noName, "start, p1 busy-month, p2 empty, p3 own"},
		{"PUT /_emulator/projects/p3/scenario?file=.yaml " + noName, "start, p1 busy-month, p2 empty, p3 .yaml"},
		{"POST /_emulator/projects/p1/reset", "start, p1 busy-month, p2 empty, p3 .yaml"},
		{"POST /_emulator/projects/*/reset", "start, p1 busy-month, p2 empty, p3 .yaml"},
		{`PUT /_emulator/projects/p1/scenario {"builtin":"busy-mnth"}`, "start, p1 busy-month, p2 empty, p3 .yaml"},
		{"DELETE /_emulator/projects/p3", "start, p1 busy-month, p2 empty"},
		{"GET /v1.0/p3/graphs/jobs", "start, p1 busy-month, p2 empty, p3 start"},
		{"DELETE /_emulator/projects/p2", "start, p1 busy-month, p3 start"},
		{"PUT /_emulator/projects/p3/snapshot SNAPSHOT", "start, p1 busy-month, p3 busy-month"},
		{`PUT /_emulator/projects/*/scenario {"builtin":"default"}`, "default, p1 default, p3 default"},
		{"GET /v1.0/p4/graphs/jobs", "default, p1 default, p3 default, p4 default"},
		{"PUT /_emulator/projects/p1/snapshot SNAPSHOT", "default, p1 busy-month, p3 default, p4 default"},
		{"DELETE /_emulator/projects/*", "start"},
	} {
		request(t, e, strings.Replace(step.call, "SNAPSHOT", snapshot, 1))
		if got := names(t, e); got != step.want {
			t.Errorf("%.100s: %s, want %s", step.call, got, step.want)
		}
		after := killed(t, dir)
		if got := names(t, after); got != step.want {
			t.Errorf("%.100s, then a restart: %s, want %s", step.call, got, step.want)
		}
		if err := after.Close(); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(step.call, "busy-month") {
			snapshot = request(t, e, "GET /_emulator/projects/p1/snapshot").Body.String()
		}
	}
}

// A built-in scenario is the same world, whether it is served or loaded.
func TestABuiltInScenarioOfAProject(t *testing.T) {
	want := body(t, newEmulator(t, emulator.WithScenario("busy-month")), "?limit=100")
	byHTTP := newEmulator(t, emulator.WithScenario("empty"))
	request(t, byHTTP, `PUT /_emulator/projects/p1/scenario {"builtin":"busy-month"}`)
	inGo := newEmulator(t, emulator.WithScenario("empty"))
	if err := project(t, inGo, "p1").Load(emulator.WithScenario("busy-month")); err != nil {
		t.Fatal(err)
	}
	for what, e := range map[string]*emulator.Emulator{"HTTP": byHTTP, "Go": inGo} {
		if got := body(t, e, "?limit=100"); got != want {
			t.Errorf("by %s: %.200s, want %.200s", what, got, want)
		}
		if got := request(t, e, "GET /v1.0/p2/graphs/jobs").Body.String(); got != `{"jobCount":0,"jobList":[]}` {
			t.Errorf("by %s another project has %.200s", what, got)
		}
	}
}

// What is no scenario for a project changes nothing, in Go as by HTTP.
func TestLoadInAProjectOfWhatIsNoScenario(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("documented-sample"))
	p := project(t, e, "p1")
	before := body(t, e, "")
	refused := map[string]emulator.Option{
		"names no scenario": emulator.WithStrict(),
		`"emty" is not a built-in scenario; did you mean empty? (all-job-names, `: emulator.WithScenario("emty"),
		"projects: there are 2; a scenario for one project has one":               emulator.WithScenarioYAML("other.yaml", []byte(otherScenario)),
		`broken.yaml:2:35: projects["*"].jobs[0].jobName: "ExportGraf"`:           emulator.WithScenarioYAML("broken.yaml", []byte(brokenScenario)),
	}
	for _, want := range slices.Sorted(maps.Keys(refused)) {
		if err := p.Load(refused[want]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for load, err := range map[string]error{"a project": p.Load(nil), "all": e.Load(nil)} {
		if err == nil || err.Error() != "the option names no scenario" {
			t.Errorf("nil for %s: %v", load, err)
		}
	}
	if got := body(t, e, ""); got != before || p.Scenario() != "documented-sample" {
		t.Errorf("after those it follows %s: %s", p.Scenario(), got)
	}
}

// The Go name of "*" is that of future projects, without a "*" that of the first.
func TestLoadInAllProjects(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("empty"))
	request(t, e, "GET "+listPath)
	if err := project(t, e, "*").Load(emulator.WithScenario("busy-month")); err != nil {
		t.Fatal(err)
	}
	request(t, e, "GET /v1.0/p2/graphs/jobs")
	if got := names(t, e); got != "busy-month, p1 busy-month, p2 busy-month" || project(t, e, "*").Scenario() != "busy-month" {
		t.Errorf("the scenarios are %s", got)
	}
	named := newEmulator(t, emulator.WithScenarioYAML("named.yaml", []byte("version: 1\nprojects: {p1: {}, p2: {}}")))
	if err := project(t, named, "p1").Load(emulator.WithScenario("empty")); err != nil {
		t.Fatal(err)
	}
	if got := names(t, named); got != "named, p1 empty, p2 named" || project(t, named, "*").Scenario() != "empty" {
		t.Errorf("the scenarios are %s", got)
	}
}
