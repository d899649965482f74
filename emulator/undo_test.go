package emulator_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// Each change of the control API is undone, the newest first, and told by its name.
func TestUndo(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("x.yaml", []byte(`
version: 1
faults: [{name: theirs, when: {calls: 1000}, reply: {errorCode: GES.9999}}]
projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: 0s, running: 52s, jobId: import}]}}
`)))
	const at = "/_emulator/projects/p1"
	graphID := graphNamed(t, e, "g")
	show := func() string {
		return body(t, e, "") + request(t, e, "GET "+at+"/faults").Body.String() + request(t, e, "GET "+at+"/clock").Body.String() +
			request(t, e, "GET "+at+"/submit-rules").Body.String() + request(t, e, "GET "+at+"/graphs").Body.String()
	}
	for _, c := range []struct{ call, what string }{
		{"POST /clock/advance {\"by\":\"30s\"}", "time from 2018-12-17T12:55:00 to 2018-12-17T12:55:30"},
		{"PATCH /clock {\"mode\":\"stepped\",\"step\":\"7s\"}", "clock stepped by 7s"},
		{"PATCH /jobs/import {\"outcome\":\"failed\",\"endAt\":\"now\"}", "patch job import"},
		{"DELETE /jobs/import", "remove job import"},
		{"POST /jobs {\"jobName\":\"StopGraph\",\"relatedGraph\":\"g\",\"jobId\":\"stop\"}", "add job stop"},
		{"POST /faults {\"name\":\"mine\",\"connection\":\"reset\"}", `add fault "mine"`},
		{"DELETE /faults/theirs", `remove fault "theirs"`},
		{"POST /submit-rules {\"name\":\"late\",\"waiting\":\"2m\"}", `add submit rule "late"`},
		{"PATCH /graphs/" + graphID + " {\"status\":\"frozen\"}", "status 800 of graph g"},
		{"POST /graphs {\"name\":\"another\"}", "create graph another"},
		{"DELETE /graphs/" + graphID, "remove graph g"},
		{"POST /reset", "reset"},
		{"PUT /scenario {\"builtin\":\"busy-month\"}", "another scenario"},
	} {
		t.Run(c.what, func(t *testing.T) {
			before := show()
			method, rest, _ := strings.Cut(c.call, " ")
			if rec := request(t, e, method+" "+at+rest); rec.Code >= 300 {
				t.Fatalf("%s: %d %s", c.call, rec.Code, rec.Body)
			}
			if rec := request(t, e, "GET "+at+"/undo"); !strings.HasPrefix(rec.Body.String(), fmt.Sprintf(`{"count":1,"changes":[{"what":%q,`, c.what)) {
				t.Errorf("%s is told as %s", c.call, rec.Body)
			}
			what, err := project(t, e, "p1").Undo()
			if err != nil || what != c.what {
				t.Errorf("undone: %q, %v; want %q", what, err, c.what)
			}
			if after := show(); stripCalls(after) != stripCalls(before) {
				t.Errorf("after undoing %s\ngot  %s\nwant %s", c.call, after, before)
			}
		})
	}
	request(t, e, "DELETE "+at+"/faults/none") // changes nothing
	rec := request(t, e, "POST "+at+"/undo")
	if rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "nothing can be undone") {
		t.Errorf("nothing left: %d %s", rec.Code, rec.Body)
	}
	for _, call := range []string{"GET", "POST"} {
		if rec := request(t, e, call+" /_emulator/projects/*/undo"); rec.Code != http.StatusBadRequest {
			t.Errorf("%s of all: %d %s", call, rec.Code, rec.Body)
		}
	}
}

// stripCalls removes the counts of faults, which calls raise.
func stripCalls(text string) string { return fits.ReplaceAllString(text, `"fits":n`) }

var fits = regexp.MustCompile(`"fits":\d+`)

// Whatever the control API does between the submissions of a client, once all of it is
// undone only they are left; a restart does not change that.
func TestUndoOfEverything(t *testing.T) {
	for seed := range int64(12) {
		for _, name := range []string{"import-lifecycle", "graph-lifecycle", "every-status"} {
			random := &draws{key: fake.NewKey(seed).For("undo")}
			dir := t.TempDir()
			e, twin := newEmulator(t, emulator.WithScenario(name), emulator.WithState(dir)), newEmulator(t, emulator.WithScenario(name))
			for _, e := range []*emulator.Emulator{e, twin} {
				request(t, e, `PATCH /_emulator/projects/p1/clock {"mode":"manual"}`)
				request(t, e, "POST /_emulator/projects/p1/undo") // leaves a life without changes
				request(t, e, `PATCH /_emulator/projects/p1/clock {"mode":"manual"}`)
			}
			acts := 1
			for range 12 {
				if random.IntN(3) == 0 {
					submission := fmt.Sprintf(`POST /v1.0/p1/graphs/%s/action?action_id=%s {}`, graphNamed(t, twin, ""), []string{"stop", "start", "clear-graph"}[random.IntN(3)])
					a, b := request(t, e, submission), request(t, twin, submission)
					if a.Code != b.Code {
						// What the control API did decides: the twin must not have it either.
						t.Skipf("seed %d: the submission is refused here only", seed)
					}
					continue
				}
				if rec := request(t, e, randomChange(t, e, random)); rec.Code < 300 {
					acts++
				}
			}
			for range acts - 1 {
				if what, err := project(t, e, "p1").Undo(); err != nil {
					t.Fatalf("seed %d, %s: %q %v", seed, name, what, err)
				}
			}
			want := lookAround(t, twin)
			if got := lookAround(t, e); got != want {
				t.Errorf("seed %d, %s\ngot  %s\nwant %s", seed, name, got, want)
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			if got := lookAround(t, newEmulator(t, emulator.WithState(dir))); got != want {
				t.Errorf("seed %d, %s, after a restart\ngot  %s\nwant %s", seed, name, got, want)
			}
		}
	}
}

// randomChange is a call of the control API that changes jobs, faults or rules, but no
// graph's status: so the same submissions are accepted without it.
func randomChange(t *testing.T, e *emulator.Emulator, random *draws) string {
	t.Helper()
	const at = "/_emulator/projects/p1"
	var list struct{ Jobs []struct{ JobID string } }
	decodeAnswer(t, e, at+"/jobs?limit=100", &list)
	job := "none"
	if len(list.Jobs) > 0 {
		job = list.Jobs[random.IntN(len(list.Jobs))].JobID
	}
	switch random.IntN(6) {
	case 0:
		return fmt.Sprintf(`POST %s/jobs {"jobName":"ExportGraph","relatedGraph":"elsewhere","running":"%ds"}`, at, 1+random.IntN(90))
	case 1:
		return fmt.Sprintf(`PATCH %s/jobs/%s {"failReason":"because %d","outcome":"failed"}`, at, job, random.IntN(9))
	case 2:
		return fmt.Sprintf(`POST %s/faults {"name":"f%d","when":{"calls":1000},"connection":"reset"}`, at, random.IntN(1000))
	case 3:
		return fmt.Sprintf(`POST %s/submit-rules {"name":"r%d","when":{"graph":"elsewhere"},"waiting":"2m"}`, at, random.IntN(1000))
	case 4:
		return fmt.Sprintf(`POST %s/graphs {"name":"other-%d"}`, at, random.IntN(1000))
	default:
		return fmt.Sprintf(`PATCH %s/clock {"rate":%d}`, at, 1+random.IntN(50))
	}
}

// lookAround is what clients see of a project at several instants, and what the control API
// tells of it.
func lookAround(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	var text strings.Builder
	for _, by := range []string{"0s", "20s", "10m", "1d", "-2d"} {
		request(t, e, `POST /_emulator/projects/p1/clock/advance {"by":"`+by+`"}`)
		for _, path := range []string{"/v1.0/p1/graphs/jobs?limit=100", "/v2/p1/graphs?limit=100", "/v1.0/p1/graphs/backups", "/_emulator/projects/p1/faults", "/_emulator/projects/p1/submit-rules"} {
			text.WriteString(stripCalls(request(t, e, "GET "+path).Body.String()))
		}
	}
	request(t, e, `POST /_emulator/projects/p1/clock/advance {"to":"start"}`)
	return text.String()
}

// A life that comes back after a reset, another scenario or a snapshot is saved as it is.
func TestUndoneLivesAreSaved(t *testing.T) {
	for _, call := range []string{"POST /reset", `PUT /scenario {"builtin":"busy-month"}`, "PUT /snapshot " + aSnapshot} {
		dir := t.TempDir()
		e := newEmulator(t, emulator.WithScenario("graph-lifecycle"), emulator.WithState(dir))
		request(t, e, `POST /_emulator/projects/p1/jobs {"jobName":"ExportGraph","relatedGraph":"elsewhere","running":"9s"}`)
		request(t, e, `POST /_emulator/projects/p1/faults {"name":"mine","when":{"calls":1000},"connection":"reset"}`)
		want := lookAround(t, e)
		method, rest, _ := strings.Cut(call, " ")
		if rec := request(t, e, method+" /_emulator/projects/p1"+rest); rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", call, rec.Code, rec.Body)
		}
		if _, err := project(t, e, "p1").Undo(); err != nil {
			t.Fatal(err)
		}
		if got := lookAround(t, e); got != want {
			t.Errorf("%s undone\ngot  %s\nwant %s", call, got, want)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if got := lookAround(t, newEmulator(t, emulator.WithState(dir))); got != want {
			t.Errorf("%s undone, after a restart\ngot  %s\nwant %s", call, got, want)
		}
	}
}
