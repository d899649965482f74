package emulator_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const (
	brokenScenario = "version: 1\nprojects: {\"*\": {jobs: [{jobName: ExportGraf}]}}\n"
	otherScenario  = "version: 1\nname: other\nprojects: {\"*\": {jobs: []}, own: {jobs: []}}\n"
)

func TestLoadBeginsAnew(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("documented-sample"))
	before := send(e, "GET", listPath).Body.String()
	old := e.Project("p1")
	old.Advance(time.Hour)
	send(e, "GET", "/v1.0/p2/graphs/jobs?limt=1")

	if err := e.Load(emulator.WithScenarioYAML("other.yaml", []byte(otherScenario))); err != nil {
		t.Fatal(err)
	}
	if got := send(e, "GET", listPath).Body.String(); got != `{"jobCount":0,"jobList":[]}` || e.Name() != "other" {
		t.Errorf("%s: %s", e.Name(), got)
	}
	if body := send(e, "GET", "/_emulator/projects").Body.String(); !strings.Contains(body, `"count":2,`) ||
		!strings.Contains(body, `"id":"own"`) || strings.Contains(body, "p2") {
		t.Errorf("the projects are %s", body)
	}
	if list := e.Violations(); len(list) != 1 || list[0].Parameter != "limt" {
		t.Errorf("violations from before: %v", list)
	}
	if want := time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC); !old.Now().Equal(want) {
		t.Errorf("p1 begins anew at %s, want %s", old.Now(), want)
	}
	if err := e.Load(emulator.WithScenario("documented-sample")); err != nil {
		t.Fatal(err)
	}
	if got := send(e, "GET", listPath).Body.String(); got != before {
		t.Errorf("after the first scenario came back: %s", got)
	}
}

func TestLoadOfWhatIsNoScenario(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("documented-sample"))
	send(e, "POST", "/_emulator/projects/p1/reset")
	before := send(e, "GET", listPath).Body.String()
	for want, option := range map[string]emulator.Option{
		`broken.yaml:2:35: projects["*"].jobs[0].jobName: "ExportGraf"`: emulator.WithScenarioYAML("broken.yaml", []byte(brokenScenario)),
		"names no scenario":          emulator.WithStrict(),
		"is not a built-in scenario": emulator.WithScenario("nothing"),
	} {
		if err := e.Load(option); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if got := send(e, "GET", listPath).Body.String(); got != before || e.Name() != "documented-sample" {
		t.Errorf("after those: %s: %s", e.Name(), got)
	}
}

// TestLoadAmidCalls: every call is answered from one of the two worlds.
func TestLoadAmidCalls(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("documented-sample"))
	full := send(e, "GET", listPath).Body.String()
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			for range 300 {
				if rec := send(e, "GET", listPath); rec.Code != 200 || rec.Body.String() != full && rec.Body.String() != `{"jobCount":0,"jobList":[]}` {
					t.Errorf("%d %s", rec.Code, rec.Body)
				}
			}
		})
	}
	for range 20 {
		for _, o := range []emulator.Option{emulator.WithScenario("empty"), emulator.WithScenario("documented-sample")} {
			if err := e.Load(o); err != nil {
				t.Error(err)
			}
		}
	}
	callers.Wait()
}
