package control_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// bench is a control API over a world of one import that waits 10 s, runs 52 s
// and succeeds, and one export that never ends.
type bench struct {
	t     testing.TB
	world *world.World
	api   *control.API
}

const importID, exportID = "import", "export"

func newBench(t testing.TB, projects ...string) bench {
	t.Helper()
	start := clock.DefaultStart()
	s := &scenario.Scenario{Name: "one-import", Seed: 1, Compat: scenario.DefaultCompat(),
		Clock: clock.Settings{Start: start, Mode: clock.Manual, Step: clock.Step{By: 5 * time.Second}, Rate: 1}}
	for _, id := range projects {
		s.Projects = append(s.Projects, scenario.Project{ID: id, Jobs: []scenario.Job{
			{Name: "ImportGraph", Graph: "g", Begin: start.Add(40 * time.Second), Waiting: 10 * time.Second, Running: 52 * time.Second,
				Outcome: ges.Success, ID: importID},
			{Name: "ExportGraph", Graph: "g", Begin: start.Add(-time.Hour), Running: scenario.Forever, Outcome: ges.Success, ID: exportID},
		}})
	}
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	return bench{t, w, control.New(w, nil, "v1.2.3", nil, slog.New(slog.DiscardHandler))}
}

// call makes one call, written «METHOD path body», the path without its prefix.
func (b bench) call(call string) (status int, body string) {
	b.t.Helper()
	method, rest, _ := strings.Cut(call, " ")
	path, body, _ := strings.Cut(rest, " ")
	rec := httptest.NewRecorder()
	b.api.ServeHTTP(rec, httptest.NewRequest(method, control.Prefix+path, strings.NewReader(body)))
	if kind := rec.Header().Get("Content-Type"); kind != "application/json" {
		b.t.Errorf("%s: Content-Type %q", call, kind)
	}
	return rec.Code, strings.TrimSpace(rec.Body.String())
}

// do runs a transaction on a project.
func (b bench) do(id string, do func(tx *world.Tx)) {
	b.t.Helper()
	if err := b.world.Do(id, nil, func(tx *world.Tx) error { do(tx); return nil }); err != nil {
		b.t.Fatal(err)
	}
}

// list makes a call of the emulated API.
func (b bench) list(id string) *world.Call {
	b.t.Helper()
	c := &world.Call{Request: world.Request{Operation: ges.ListJobs, Query: func(string) string { return "" }}}
	if err := b.world.Do(id, c, func(*world.Tx) error { return nil }); err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b bench) now(id string) (now clock.Instant) {
	b.t.Helper()
	b.do(id, func(tx *world.Tx) { now = tx.Now() })
	return now
}

func (b bench) want(call string, status int, body string) {
	b.t.Helper()
	if gotStatus, got := b.call(call); gotStatus != status || got != body {
		b.t.Errorf("%s\n got %d %s\nwant %d %s", call, gotStatus, got, status, body)
	}
}

func TestHealth(t *testing.T) {
	b := newBench(t, "*", "own")
	b.list("p1")
	status, body := b.call("GET /health")
	var answer struct {
		Version, Scenario, Uptime string
		Projects                  int
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	if _, err := time.ParseDuration(answer.Uptime); err != nil || status != 200 ||
		answer.Version != "v1.2.3" || answer.Scenario != "one-import" || answer.Projects != 2 {
		t.Errorf("%d %s", status, body)
	}
}

func TestClock(t *testing.T) {
	b := newBench(t, "*")
	const at = "/projects/p1/clock"
	b.want("GET "+at, 200, `{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:40"}`)
	b.want("PATCH "+at+` {"now":"2018-12-17T12:55:40.5"}`, 200,
		`{"now":"2018-12-17T12:55:40.5","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:50"}`)
	b.want("PATCH "+at+` {"mode":"stepped","step":"next"}`, 200,
		`{"now":"2018-12-17T12:55:40.5","mode":"stepped","step":"next","rate":1,"next":"2018-12-17T12:55:50","nextCall":"2018-12-17T12:55:40.5"}`)
	b.want("PATCH "+at+` {"step":"1m","rate":60,"mode":"manual","now":"2018-12-17T12:56:42"}`, 200,
		`{"now":"2018-12-17T12:56:42","mode":"manual","step":"1m0s","rate":60,"next":null}`)
	b.want("PATCH "+at+` {}`, 200, `{"now":"2018-12-17T12:56:42","mode":"manual","step":"1m0s","rate":60,"next":null}`)
	b.want("GET /projects/p2/clock", 200,
		`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:40"}`)
}

func TestRealtimeClockRuns(t *testing.T) {
	b := newBench(t, "*")
	status, body := b.call(`PATCH /projects/p1/clock {"mode":"realtime","rate":1e6}`)
	if status != 200 || !strings.Contains(body, `"mode":"realtime"`) || !strings.Contains(body, `"rate":1000000`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestAdvance(t *testing.T) {
	b := newBench(t, "*")
	const advance = "POST /projects/p1/clock/advance "
	change := func(from, to, at string) string {
		return fmt.Sprintf(`{"jobId":"import","from":%s,"to":%s,"at":"2018-12-17T12:%s"}`, from, to, at)
	}
	answer := func(now string, changes ...string) string {
		return `{"now":"2018-12-17T` + now + `","changes":[` + strings.Join(changes, ",") + `],"dropped":0}`
	}
	begins := change("null", `"waiting"`, "55:40")
	starts := change(`"waiting"`, `"running"`, "55:50")
	ends := change(`"running"`, `"success"`, "56:42")
	b.want(advance+`{"by":"30s"}`, 200, answer("12:55:30"))
	b.want(advance+`{"by":"10s"}`, 200, answer("12:55:40", begins))
	b.want(advance+`{"to":"next"}`, 200, answer("12:55:50", starts))
	b.want(advance+`{"to":"2018-12-17T12:56:41.999999999"}`, 200, answer("12:56:41.999999999"))
	b.want(advance+`{"to":"end"}`, 200, answer("12:56:42", ends))
	b.want(advance+`{"to":"end"}`, 200, answer("12:56:42"))
	b.want(advance+`{"to":"next"}`, 200, answer("12:56:42"))
	b.want(advance+`{"by":"-1d"}`, 200, `{"now":"2018-12-16T12:56:42","changes":[`+strings.Join([]string{
		change(`"success"`, `"running"`, "56:42"), change(`"running"`, `"waiting"`, "55:50"), change(`"waiting"`, "null", "55:40"),
		`{"jobId":"export","from":"running","to":null,"at":"2018-12-17T11:55:00"}`}, ",")+`],"dropped":0}`)
	b.want(advance+`{"until":{"jobId":"import","status":"running"}}`, 200, answer("12:55:50",
		`{"jobId":"export","from":null,"to":"running","at":"2018-12-17T11:55:00"}`, begins, starts))
	b.want(advance+`{"until":{"jobId":"import","status":"running"}}`, 200, answer("12:55:50"))
	b.want("GET /projects/p2/clock", 200,
		`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:40"}`)
}

func TestAdvanceUntilNever(t *testing.T) {
	b := newBench(t, "*")
	const advance = "POST /projects/p1/clock/advance "
	hint := `,"hint":"Nothing was moved. To move back in time use {\"to\": an earlier time}."}`
	b.call(advance + `{"by":"45s"}`)
	for _, c := range []struct{ until, text string }{
		{`{"jobId":"none","status":"success"}`, `project \"p1\": job \"none\" will never be success: there is no such job`},
		{`{"jobId":"import","status":"failed"}`, `project \"p1\": job \"import\" will never be failed: it will be success at 2018-12-17T12:56:42`},
		{`{"jobId":"export","status":"success"}`, `project \"p1\": job \"export\" will never be success: it is running and never ends`},
	} {
		b.want(advance+`{"until":`+c.until+`}`, 404, `{"error":"`+c.text+`"`+hint)
	}
	b.want("GET /projects/p1/clock", 200,
		`{"now":"2018-12-17T12:55:45","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:50"}`)
}

func TestManyChangesAreCutShort(t *testing.T) {
	s := &scenario.Scenario{Seed: 1, Clock: clock.Settings{Start: clock.DefaultStart()}, Projects: []scenario.Project{{ID: "p",
		Generate: []scenario.Generate{{Count: 6000, Names: []scenario.Weighted{{Name: "StopGraph", Weight: 1}}, GraphCount: 1,
			Begin: scenario.Range[clock.Instant]{From: clock.DefaultStart() + 1, To: clock.DefaultStart().Add(time.Hour)}}}}}}
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := bench{t, w, control.New(w, nil, "", nil, slog.New(slog.DiscardHandler))}
	_, body := b.call(`POST /projects/p/clock/advance {"to":"end"}`)
	var answer struct {
		Changes []struct{ JobID string }
		Dropped int
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Changes) != 10_000 || answer.Dropped != 2_000 {
		t.Errorf("%d changes, %d dropped: %v", len(answer.Changes), answer.Dropped, err)
	}
}

func TestReset(t *testing.T) {
	b := newBench(t, "*")
	b.call(`PATCH /projects/p1/clock {"now":"2018-12-18T00:00:00","mode":"stepped"}`)
	b.list("p1")
	b.want("POST /projects/p1/reset", 200, `{"now":"2018-12-17T12:55:00"}`)
	b.want("GET /projects/p1/clock", 200,
		`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:40"}`)
	b.do("p1", func(tx *world.Tx) {
		if n := tx.Calls(); n != 0 {
			t.Errorf("%d calls after a reset", n)
		}
	})
}

// TestAllProjects moves * : the projects that are there and those to come.
func TestAllProjects(t *testing.T) {
	for _, star := range []string{"*", "%2A"} {
		b := newBench(t, "*", "own")
		b.list("there")
		status, body := b.call("POST /projects/" + star + `/clock/advance {"by":"40s"}`)
		if status != 200 || strings.Count(body, "jobId") != 1 {
			t.Errorf("%d %s", status, body)
		}
		for _, id := range []string{"own", "there", "later"} {
			if now := b.now(id); now.String() != "2018-12-17T12:55:40" {
				t.Errorf("%s: project %s is at %s", star, id, now)
			}
		}
		b.want("POST /projects/"+star+"/reset", 200, `{"now":"2018-12-17T12:55:00"}`)
		if now := b.now("later"); now.String() != "2018-12-17T12:55:00" {
			t.Errorf("after the reset project later is at %s", now)
		}
	}
}

// TestAllOrNone lets one project be where the call cannot take it.
func TestAllOrNone(t *testing.T) {
	b := newBench(t, "*")
	b.call(`POST /projects/p1/clock/advance {"to":"end"}`)
	status, body := b.call(`POST /projects/*/clock/advance {"until":{"jobId":"import","status":"running"}}`)
	if status != 404 || !strings.Contains(body, `project \"p1\"`) {
		t.Errorf("%d %s", status, body)
	}
	if now := b.now("p2"); now != clock.DefaultStart() {
		t.Errorf("others have moved to %s", now)
	}
}

func TestBadRequests(t *testing.T) {
	b := newBench(t, "own")
	const clockCall, advance = "PATCH /projects/own/clock ", "POST /projects/own/clock/advance "
	for call, want := range map[string]string{
		"GET /projects/p1/clock":  `404 project "p1" is not in the scenario`,
		"GET /projects/a.b/clock": `400 "a.b" is not a project id`,
		"GET /nothing":            `404 there is no control call at "/_emulator/nothing"`,
		"DELETE /health":          `405 DELETE is not a method of "/_emulator/health"; It takes OPTIONS, GET.`,

		"GET /projects/own/jobs?limt=5":       `400 "limt" is not a parameter of this call; Its parameters are: offset, limit, view, from, to, q.`,
		"GET /projects/own/timeline?form=1h":  `400 "form" is not a parameter of this call; Its parameters are: from, to, limit.`,
		"GET /projects/own/violations?rule=x": `400 "rule" is not a parameter of this call; It has none.`,
		"GET /projects/own/requests?status=0": `400 status: "0" is not a number of 100 or more; Leave it out for any.`,
		"GET /projects/own/requests?since=-1": `400 since: "-1" is not a number of 0 or more; Leave it out for 0.`,
		"GET /projects/own/requests?fault=%z": `400 the query cannot be read: invalid URL escape "%z"; `,

		clockCall:                            `400 the body is empty; Send a JSON object`,
		clockCall + `[]`:                     `400 body:1:1: `,
		clockCall + `null`:                   `400 body:1:1: `,
		clockCall + `{"now":`:                `400 body:1:1: not JSON: `,
		clockCall + "{\"now\"\n:\r\"a\tb\"}": `400 body:3:3: not JSON: a control character stands in a text; write it as \t; `,
		clockCall + `{"now": "\ud800"}`:      `400 body:1:10: not JSON: \ud800 is one half of a pair`,
		clockCall + "{\"now\": \"\xff\"}":    `400 body:1:10: not UTF-8: `,
		clockCall + "{\"now\"\n: \"\u2028\\/\", \"rate\": 01}":             `400 body:2:18: not JSON: 01 is not a number as JSON writes it`,
		clockCall + "{\"now\"\n: \"\u2028\\/\", \"rate\": 1}":              `400 body:2:3: now: "\u2028/" is neither`,
		clockCall + `{"nwo":"2018-12-17T12:55:00"}`:                        `400 body:1:2: nwo: `,
		clockCall + `{"now":"yesterday"}`:                                  `400 body:1:8: now: `,
		clockCall + `{"now":null}`:                                         `400 body:1:8: now: `,
		clockCall + `{"mode":"fast"}`:                                      `400 body:1:9: mode: `,
		clockCall + `{"mode":7}`:                                           `400 body:1:9: mode: `,
		clockCall + `{"step":"0s"}`:                                        `400 body:1:9: step: `,
		clockCall + `{"step":"soon"}`:                                      `400 body:1:9: step: `,
		clockCall + `{"rate":0}`:                                           `400 body:1:9: rate: `,
		clockCall + `{"rate":"1"}`:                                         `400 body:1:9: rate: `,
		clockCall + `{"rate":0, "mode":"fast"}`:                            `400 body:1:9: rate: `,
		clockCall + `{"mode":"manual","mode":"manual"}`:                    `400 body:1:18: mode: `,
		advance + `{}`:                                                     `400 body:1:1: `,
		advance + `{"by":"1s","to":"next"}`:                                `400 body:1:17: to: to is in place of by; only one of by, to and until is allowed`,
		advance + `{"by":"1"}`:                                             `400 body:1:7: by: `,
		advance + `{"by":30}`:                                              `400 body:1:7: by: `,
		advance + `{"to":"never"}`:                                         `400 body:1:7: to: `,
		advance + `{"until":"success"}`:                                    `400 body:1:10: until: `,
		advance + `{"until":{"jobId":"import"}}`:                           `400 body:1:10: until: `,
		advance + `{"until":{"jobId":"import","status":"done"}}`:           `400 body:1:37: until.status: `,
		advance + `{"until":{"jobid":"x","status":"success","jobId":"x"}}`: `400 body:1:11: until.jobid: `,
	} {
		status, body := b.call(call)
		var answer struct{ Error, Hint string }
		if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Hint == "" {
			t.Errorf("%s: %s: %v", call, body, err)
		}
		if got := fmt.Sprintf("%d %s; %s", status, answer.Error, answer.Hint); !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %s\nwant %s", call, got, want)
		}
	}
	b.want("GET /projects/own/clock", 200,
		`{"now":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1,"next":"2018-12-17T12:55:40"}`)
}

func TestLargeBody(t *testing.T) {
	b := newBench(t, "*")
	status, body := b.call("PATCH /projects/p1/clock " + strings.Repeat(" ", scenario.MaxFileSize+1))
	if status != 413 || !strings.Contains(body, "64 MiB") {
		t.Errorf("%d %s", status, body)
	}
}
