package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// bound is a project whose errors a test records, on a manual clock.
func bound(t *testing.T, scenario string) (*recordingTB, *emulator.Project) {
	t.Helper()
	tb := &recordingTB{}
	ges := emulator.StartInProcess(tb, emulator.WithScenario(scenario), emulator.WithClock(emulator.Clock{Mode: emulator.Manual}))
	return tb, ges.Project("p1")
}

// An error that a test drops fails it all the same; one of a project that was looked up
// does not.
func TestErrorsFailTheTest(t *testing.T) {
	for want, act := range map[string]func(p *emulator.Project) error{
		`fault "f": a fault needs one of reply, limit, stale, delay, connection`: func(p *emulator.Project) error {
			return p.AddFault(emulator.Fault{Name: "f"})
		},
		`project p1 has no fault "f"`: func(p *emulator.Project) error { return p.RemoveFault("f") },
		`job: relatedGraph: "" is not a text of 1 to 255 characters on one line`: func(p *emulator.Project) error {
			_, err := p.AddJob(emulator.Job{JobName: "StopGraph"})
			return err
		},
		`project p1 has no job "j"`: func(p *emulator.Project) error { return p.RemoveJob("j") },
		`project p1 has no job "k"`: func(p *emulator.Project) error { return p.PatchJob("k", emulator.JobPatch{Outcome: emulator.Failed}) },
		`project p1 has no job "l"`: func(p *emulator.Project) error {
			_, err := p.Job("l")
			return err
		},
		`job "m" will never be running: there is no such job`: func(p *emulator.Project) error {
			_, err := p.AdvanceUntil("m", emulator.Running)
			return err
		},
		`"done" is not a status; the statuses are [waiting running success failed partiallyFailed]`: func(p *emulator.Project) error {
			_, err := p.AdvanceUntil("m", "done")
			return err
		},
		`clock: rate: -1 is not a number from 0.001 to 1000000`: func(p *emulator.Project) error {
			return p.SetClock(emulator.ClockPatch{Rate: -1})
		},
		`graph: name: "" is not a text of 1 to 255 characters on one line`: func(p *emulator.Project) error {
			_, err := p.AddGraph(emulator.Graph{})
			return err
		},
		`project "p1" has no graph with the id "g" now`: func(p *emulator.Project) error { return p.RemoveGraph("g") },
		`project "p1" has no graph with the id "h" now`: func(p *emulator.Project) error {
			return p.PatchGraph("h", emulator.GraphPatch{Status: emulator.GraphFaulty})
		},
		`submit rule "": name`:                 func(p *emulator.Project) error { return p.AddSubmitRule(emulator.SubmitRule{}) },
		`project p1 has no submit rule "r"`:    func(p *emulator.Project) error { return p.RemoveSubmitRule("r") },
		`"none" is not a built-in scenario`:    func(p *emulator.Project) error { return p.Load(emulator.WithScenario("none")) },
		`snapshot of project p1: snapshot:1:1`: func(p *emulator.Project) error { return p.Restore(nil) },
		`nothing can be undone`: func(p *emulator.Project) error {
			_, err := p.Undo()
			return err
		},
	} {
		tb, p := bound(t, "import-lifecycle")
		err := act(p)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
			continue
		}
		if got := fmt.Sprint(tb.failures); got != fmt.Sprintf("[emulator: project p1: %v]", err) {
			t.Errorf("the test failed with %s", got)
		}
		tb = &recordingTB{}
		free, lookup := emulator.StartInProcess(tb, emulator.WithScenario("import-lifecycle")).LookupProject("p1")
		if lookup != nil {
			t.Fatal(lookup)
		}
		if err := act(free); err == nil || len(tb.failures) != 0 {
			t.Errorf("looked up: %v, and the test failed with %v", err, tb.failures)
		}
	}
}

// A move out of virtual time ends the test, and moves nothing.
func TestMovesOutOfTimeEndTheTest(t *testing.T) {
	const bounds = " is outside of virtual time, which runs from 1970-01-01T00:00:00 to 2199-12-31T23:59:59]"
	for want, move := range map[string]func(p *emulator.Project){
		"100000d from 2018-12-17T12:55:00":  func(p *emulator.Project) { p.Advance(100_000 * 24 * time.Hour) },
		"-100000d from 2018-12-17T12:55:00": func(p *emulator.Project) { p.Advance(-100_000 * 24 * time.Hour) },
		"3000-01-01T00:00:00":               func(p *emulator.Project) { p.AdvanceTo(time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)) },
		"1969-12-31T23:59:59":               func(p *emulator.Project) { p.AdvanceTo(time.Unix(-1, 0)) },
	} {
		tb, p := bound(t, "import-lifecycle")
		tb.run(func() { move(p) })
		if got := fmt.Sprint(tb.failures); got != "[emulator: project p1: "+want+bounds {
			t.Errorf("%s, want %s", got, want)
		}
		if now := p.Now().Format(time.DateTime); now != "2018-12-17 12:55:00" {
			t.Errorf("%s: now is %s", want, now)
		}
	}
}

func TestClockFaultsAndJobsInGo(t *testing.T) {
	ges := emulator.StartInProcess(t, emulator.WithScenario("third-poll-fails"))
	p := ges.Project("p1")
	clock := p.Clock()
	clock.Now, clock.Next = clock.Now.Truncate(time.Second), clock.Next.Truncate(time.Second)
	if got := fmt.Sprint(clock); got != "{2018-12-17 12:55:00 +0000 UTC stepped 10s 1 2018-12-17 12:55:47 +0000 UTC}" {
		t.Errorf("the clock is %s", got)
	}
	if err := p.SetClock(emulator.ClockPatch{Now: emulator.After(time.Minute), Mode: emulator.Stepped, Step: emulator.ToNextChange}); err != nil {
		t.Fatal(err)
	}
	if clock = p.Clock(); clock.Step != emulator.ToNextChange || clock.Now.Format(time.TimeOnly) != "12:56:00" || !clock.Next.IsZero() {
		t.Errorf("then it is %v", clock)
	}

	faults := p.Faults()
	if len(faults) != 1 || faults[0].Fault.Name != "third-poll" || faults[0].Added {
		t.Errorf("the faults are %v", faults)
	}
	if err := p.RemoveFault("third-poll"); err != nil || len(p.Faults()) != 0 {
		t.Errorf("removed: %v, %v", err, p.Faults())
	}

	jobs := p.Jobs()
	if len(jobs) != 1 || jobs[0].JobName != "ImportGraph" || jobs[0].Status != "success" || jobs[0].End.Sub(jobs[0].Start) != 52*time.Second {
		t.Errorf("the jobs are %v", jobs)
	}
	if job, err := p.Job(jobs[0].JobID); err != nil || job != jobs[0] {
		t.Errorf("the job is %v, %v", job, err)
	}
	var statuses []string
	for c := range p.Timeline(time.Date(2018, 12, 17, 0, 0, 0, 0, time.UTC), time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)) {
		statuses = append(statuses, c.From+"→"+c.To)
	}
	if want := []string{"→running", "running→success"}; !slices.Equal(statuses, want) {
		t.Errorf("the timeline is %v, want %v", statuses, want)
	}
}

// What Go lists is what the control API answers.
func TestJobsAreThoseOfTheControlAPI(t *testing.T) {
	ges := emulator.StartInProcess(t, emulator.WithScenario("every-status"))
	_, body, err := call(ges.Client(), http.MethodGet, ges.URL+"/_emulator/projects/p1/jobs", "")
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Jobs json.RawMessage }
	decode(t, body, &answer)
	if got := jsonOf(t, ges.Project("p1").Jobs()); got != string(answer.Jobs) {
		t.Errorf("in Go  %s\nby HTTP %s", got, answer.Jobs)
	}
}

func TestFileInPlaceOfABuiltinScenario(t *testing.T) {
	for name, want := range map[string]string{
		"../x.yaml":  `"../x.yaml" is not a built-in scenario; WithScenarioFile serves a file`,
		`dir\x`:      `"dir\\x" is not a built-in scenario; WithScenarioFile serves a file`,
		"movies.yml": `"movies.yml" is not a built-in scenario; WithScenarioFile serves a file`,
	} {
		if _, err := emulator.New(emulator.WithScenario(name)); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestCallNumbers(t *testing.T) {
	numbers := []int{1, 4}
	list := emulator.Calls(numbers...)
	numbers[0] = 9 // of the caller
	for want, c := range map[string]emulator.CallNumbers{
		"3": emulator.Calls(3), "[1,4]": list, "[]": emulator.Calls(),
		`"2-5"`: emulator.CallsBetween(2, 5), `"3-"`: emulator.CallsFrom(3), `"every 5"`: emulator.EveryCall(5), "null": {},
	} {
		if got := jsonOf(t, c); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
