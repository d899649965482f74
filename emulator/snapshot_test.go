package emulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// restless is a scenario in which all that counts, draws or moves does so.
const restless = `
version: 1
seed: 7
clock: {mode: stepped, step: 7s}
auth: {mode: token, tokens: [{value: t1, expires: +10m}]}
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: a, begin: +10s, waiting: 5s, running: 52s, jobId: seeded}
      - {jobName: ExportGraph, relatedGraph: b, begin: +1m, running: forever}
    generate:
      - {count: 30, relatedGraph: 3, begin: {from: -1h, to: +1h}, failed: 0.3, partiallyFailed: 0.3}
    faults:
      - {name: chance, when: {chance: 0.3}, reply: {errorCode: GES.9999}}
faults:
  - {name: ninth, when: {calls: 9}, reply: {errorCode: APIGW.0613, headers: {Retry-After: "1"}}}
  - {name: limit, limit: {calls: 3, per: 30s}}
submitRules:
  - {name: second, when: {calls: 2}, running: forever}
  - {jobName: CreateBackup, outcome: failed}
`

// step is one thing that a client or a tester does to a project, drawn from
// dice: some are calls that are counted, refused, wrong or hit, some change the
// world. All work on whatever project the path names.
func step(t *testing.T, h http.Handler, project string, rng fake.Key) string {
	t.Helper()
	list, world := "/v1.0/"+project+"/graphs/jobs", "/_emulator/projects/"+project
	choices := []string{
		"GET " + list, "GET " + list + "?status=running", "GET " + list + "?limit=3&offset=3", "GET " + list + "?limit=abc", "GET " + list + "?graf=a",
		"GET " + list + "?status=failed&limit=50", "GET " + list + "?offset=500", "GET " + list + "?status=waiting", "GET " + list + "?graphName=b", "GET " + list + "?limit=100",
		"POST " + world + `/clock/advance {"to":"next"}`, "POST " + world + `/clock/advance {"by":"-20s"}`, "POST " + world + `/clock/advance {"by":"90s"}`,
		"PATCH " + world + `/clock {"step":"11s"}`, "PATCH " + world + `/clock {"mode":"manual"}`, "PATCH " + world + `/clock {"mode":"stepped","step":"next"}`,
		"POST " + world + `/jobs {"jobName":"ImportGraph","relatedGraph":"图 new","outcome":"failed","jobDetail":{"edgesetPath":[{"path":"e","log":"l"}],"schemaPath":[]}}`,
		"POST " + world + `/jobs {"jobName":"StopGraph","relatedGraph":"b","begin":"+30s","running":"forever"}`,
		"PATCH " + world + `/jobs/seeded {"outcome":"partiallyFailed","failReason":"\u2028 <why>"}`, "PATCH " + world + `/jobs/seeded {"endAt":"now"}`,
		"DELETE " + world + "/jobs/seeded", "DELETE " + world + "/faults/ninth", "DELETE " + world + "/requests",
		fmt.Sprintf("POST %s/faults {\"name\":\"f%d\",\"when\":{\"calls\":\"2-3\",\"from\":\"+5s\",\"query\":{\"limit\":\"3\"}},\"reply\":{\"errorCode\":\"GES.0001\",\"body\":\"\\u0085\"}}", world, rng%97),
		fmt.Sprintf("POST %s/faults {\"name\":\"s%d\",\"stale\":\"30s\",\"when\":{\"calls\":\"every 4\"},\"delay\":{\"from\":\"0s\",\"to\":\"1ms\"}}", world, rng%97),
	}
	graph := "/v1.0/" + project + "/graphs/added"
	choices = append(choices,
		"POST "+world+`/graphs {"name":"added","id":"added","graphSizeTypeIndex":2,"backups":[{"name":"b","running":"1m"}]}`, "DELETE "+world+"/graphs/added",
		"POST "+world+`/graphs {"name":"a"}`, "PATCH "+world+`/graphs/added {"status":"running"}`, "PATCH "+world+`/graphs/added {"status":"frozen"}`,
		"POST "+graph+`/action?action_id=import-graph {"edgesetPath":"b/e.csv","schemaPath":"b/s.xml"}`, "POST "+graph+"/action?action_id=stop", "POST "+graph+"/action?action_id=restart",
		"POST "+graph+"/backups", "DELETE "+graph+"?keepBackup=true", "GET /v1.0/"+project+"/graphs", "GET /v1.0/"+project+"/graphs/backups", "GET "+graph,
		"POST "+world+`/submit-rules {"name":"chance","when":{"chance":0.5,"from":"-1s"},"running":{"from":"1s","to":"1m"},"outcome":"failed"}`,
		"POST "+world+`/submit-rules {"name":"odd","jobName":"ImportGraph","when":{"calls":"every 2"},"outcome":"partiallyFailed","waiting":"3s"}`,
		"DELETE "+world+"/submit-rules/second", "DELETE "+world+"/submit-rules/odd")
	in := fake.New()
	i := in.Index(rng, len(choices)*2)
	if i >= len(choices) {
		i = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 24, 29, 31, 33}[i%14] // most are calls
	}
	token := []string{"t1", "t1", "t1", "wrong"}[in.Index(rng.For("token"), 4)]
	rec := request(t, h, choices[i], "X-Auth-Token: "+token)
	text := fmt.Sprintln(choices[i], rec.Code, rec.Header().Get("Date"), rec.Header().Get("X-Request-Id"), rec.Body)
	return strings.NewReplacer("/"+project+"/", "/P/", `\"`+project+`\"`, `\"P\"`).Replace(text)
}

// aspects is all that can be seen of a project without changing it, but for its
// requests, and for which project it is: a snapshot always tells p1.
func aspects(t *testing.T, h http.Handler, project string) string {
	t.Helper()
	var all strings.Builder
	for _, aspect := range []string{"clock", "jobs?limit=1000", "graphs", "faults", "submit-rules", "timeline", "violations", "coverage", "verify", "snapshot"} {
		text := request(t, h, "GET /_emulator/projects/"+project+"/"+aspect).Body.String()
		fmt.Fprintln(&all, aspect, strings.NewReplacer(`"project":"`+project+`"`, `"project":"P"`, `"project":"p1"`, `"project":"P"`).Replace(text))
	}
	return all.String()
}

// What is put back goes on as what it was taken of: the same answers, the same
// failures, the same changes, whatever happened before and whichever project it
// is put into.
func TestSnapshotGoesOn(t *testing.T) {
	for seed := range 12 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := fake.NewKey(int64(seed)).For("steps")
			taken := newEmulator(t, emulator.WithScenarioYAML("restless.yaml", []byte(restless)))
			for i := range 40 {
				step(t, taken, "p1", rng.Nth(i))
			}
			snapshot := request(t, taken, "GET /_emulator/projects/p1/snapshot").Body.String()
			same := newEmulator(t, emulator.WithScenarioYAML("restless.yaml", []byte(restless)))
			other := newEmulator(t, emulator.WithScenario("default"))
			for _, h := range []*emulator.Emulator{same, other} {
				for i := range 5 {
					step(t, h, "p2", rng.Nth(-i)) // what was before does not matter
				}
				if rec := request(t, h, "PUT /_emulator/projects/p2/snapshot "+snapshot); rec.Code != http.StatusOK {
					t.Fatalf("%d %s", rec.Code, rec.Body)
				}
			}
			for i := range 60 {
				if i%20 == 0 {
					want := aspects(t, taken, "p1")
					for name, h := range map[string]http.Handler{"same": same, "other": other} {
						if got := aspects(t, h, "p2"); got != want {
							t.Fatalf("%s, before step %d: got\n%s\nwant\n%s", name, i, got, want)
						}
					}
				}
				want := step(t, taken, "p1", rng.Nth(100+i))
				for name, h := range map[string]http.Handler{"same": same, "other": other} {
					if got := step(t, h, "p2", rng.Nth(100+i)); got != want {
						t.Fatalf("%s, step %d: got\n%s\nwant\n%s", name, i, got, want)
					}
				}
			}
		})
	}
}

// snapshotVar tells this test binary to put back the snapshot in a file and to
// print how it goes on.
const snapshotVar = "GES_EMULATOR_TEST_SNAPSHOT"

func TestSnapshotGoesOnInAnotherProcess(t *testing.T) {
	goOn := func(e *emulator.Emulator) {
		var all strings.Builder
		for i := range 40 {
			all.WriteString(step(t, e, "p1", fake.NewKey(int64(i)).For("later")))
		}
		fmt.Println(all.String() + aspects(t, e, "p1") + "END")
	}
	if path := os.Getenv(snapshotVar); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		e := newEmulator(t)
		if err := project(t, e, "p1").Restore(data); err != nil {
			t.Fatal(err)
		}
		goOn(e)
		return
	}
	e := newEmulator(t, emulator.WithScenarioYAML("restless.yaml", []byte(restless)))
	for i := range 40 {
		step(t, e, "p1", fake.NewKey(int64(i)).For("before"))
	}
	path := filepath.Join(t.TempDir(), "snapshot.json")
	if err := os.WriteFile(path, project(t, e, "p1").Snapshot(), 0o600); err != nil {
		t.Fatal(err)
	}
	var outputs [2]string
	for i := range outputs {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSnapshotGoesOnInAnotherProcess$")
		cmd.Env = append(os.Environ(), snapshotVar+"="+path)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		outputs[i], _, _ = strings.Cut(string(out), "END")
	}
	var here strings.Builder
	for i := range 40 {
		here.WriteString(step(t, e, "p1", fake.NewKey(int64(i)).For("later")))
	}
	want := here.String() + aspects(t, e, "p1")
	for _, got := range outputs {
		if got != want {
			t.Errorf("in another process\n%s\nhere\n%s", got, want)
		}
	}
}

// A snapshot of any built-in scenario is put back, and fits the document.
func TestSnapshotsOfAllScenarios(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			e, other := newEmulator(t, emulator.WithScenario(name)), newEmulator(t, emulator.WithScenario("every-status"))
			const at = "/_emulator/projects/p1/snapshot"
			project(t, e, "p1").AdvanceToNext()
			request(t, e, "GET "+listPath+"?limit=x")
			request(t, e, "PATCH /_emulator/projects/p1/clock {\"mode\":\"manual\"}")
			checkControl(t, c, e, http.MethodGet, at, "", http.StatusOK)
			checkControl(t, c, e, http.MethodGet, "/_emulator/projects/*/snapshot", "", http.StatusOK)
			snapshot := request(t, e, "GET "+at).Body.String()
			checkControl(t, c, other, http.MethodPut, at, snapshot, http.StatusOK)
			checkControl(t, c, other, http.MethodPut, "/_emulator/projects/*/snapshot", snapshot, http.StatusOK)
			if got := request(t, other, "GET "+at).Body.String(); got != snapshot {
				t.Errorf("got\n%s\nwant\n%s", got, snapshot)
			}
			if got, want := body(t, other, "?limit=500"), body(t, e, "?limit=500"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A project that comes later begins as the snapshot of "*" says, with counters
// of its own.
func TestSnapshotOfProjectsToCome(t *testing.T) {
	e, other := newEmulator(t, emulator.WithScenario("import-lifecycle")), newEmulator(t)
	request(t, e, `POST /_emulator/projects/*/clock/advance {"by":"50s"}`)
	request(t, e, `POST /_emulator/projects/*/faults {"name":"second","when":{"calls":2},"reply":{"errorCode":"GES.9999"}}`)
	snapshot := request(t, e, "GET /_emulator/projects/*/snapshot").Body.String()
	if rec := request(t, other, "PUT /_emulator/projects/*/snapshot "+snapshot); rec.Code != http.StatusOK {
		t.Fatal(rec.Body)
	}
	for i := range 3 {
		got, want := request(t, other, "GET "+listPath), request(t, e, "GET "+listPath)
		if got.Body.String() != want.Body.String() || fmt.Sprint(got.Header()) != fmt.Sprint(want.Header()) {
			t.Errorf("call %d: got %v %s\nwant %v %s", i+1, got.Header(), got.Body, want.Header(), want.Body)
		}
	}
}

// A realtime clock runs on from where it stood when the snapshot was taken.
func TestSnapshotOfARunningClock(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("import-lifecycle"))
	request(t, e, `PATCH /_emulator/projects/p1/clock {"mode":"realtime","rate":0.001}`)
	p := project(t, e, "p1")
	at := utc(t, "2018-12-17T12:57:00")
	p.AdvanceTo(at)
	var s struct {
		Clock struct{ Now, Mode, Since string }
	}
	if err := json.Unmarshal(p.Snapshot(), &s); err != nil {
		t.Fatal(err)
	}
	if s.Clock.Mode != "realtime" || s.Clock.Since != "" || utc(t, s.Clock.Now).Before(at) {
		t.Errorf("clock is %+v", s.Clock)
	}
	other := project(t, newEmulator(t), "p1")
	if err := other.Restore(p.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if now := other.Now(); now.Before(at) || now.After(at.Add(time.Minute)) {
		t.Errorf("put back, it is %s", now)
	}
}

// Who listens learns that the world is another.
func TestSnapshotIsAnEvent(t *testing.T) {
	p := project(t, newEmulator(t, emulator.WithScenario("import-lifecycle")), "p1")
	p.Advance(20 * time.Second)
	snapshot := p.Snapshot()
	p.AdvanceToEnd()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	events := p.Events(ctx)
	if err := p.Restore(snapshot); err != nil {
		t.Fatal(err)
	}
	p.AdvanceToNext()
	var got []string
	for e := range events {
		got = append(got, fmt.Sprintf("%d %s %s %s", e.ID, e.Kind, e.Why, e.Change.To))
		if len(got) == 3 {
			break
		}
	}
	if want := "[1 reset snapshot  2 clock   3 job  running]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// A snapshot with something wrong in it says what, and changes nothing.
func TestBadSnapshotsChangeNothing(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	e := newEmulator(t, emulator.WithScenario("third-poll-fails"))
	const at = "/_emulator/projects/p1/snapshot"
	request(t, e, "GET "+listPath)
	good := request(t, e, "GET "+at).Body.String()
	text := `"text":"{version: 1, projects: {p: {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s, jobId: j}]}}}"`
	snapshot := func(parts string) string {
		return `{"version":2,"project":"p1","scenario":{"file":"f.yaml","project":"p","loaded":"2026-03-01T09:00:00Z",` + text + `}` + parts + `}`
	}
	const acted = `{"jobName":"StopGraph","relatedGraph":"g","begin":"2018-12-17T12:55:00","running":"1s","jobId":"j"}`
	for _, call := range []struct{ body, want string }{
		{``, "the body is empty"},
		{`{`, "not JSON"},
		{`{"version":2,"project":"p1"}`, "scenario is missing"},
		{`{"version":2,"project":"p1","scenario":{"file":"f","project":"*","loaded":"2026-03-01T09:00:00Z","hash":"ab"}}`, "scenario.text is missing"},
		{strings.Replace(snapshot(""), "version: 1", "version: 3", 1), `scenario.text: f.yaml:1:11: version: 3 is not a version`},
		{strings.Replace(snapshot(""), `"project":"p"`, `"project":"*"`, 1), `scenario.project: "*" is none of the scenario's projects`},
		{strings.Replace(snapshot(""), `"version":2`, `"version":1`, 1), `1 is not a version of the format; the only one is 2`},
		{snapshot(`,"jobs":{"acts":[{"remove":"j"},{"remove":"k"}]}`), `jobs.acts[1]: "k": there is no such job`},
		{snapshot(`,"jobs":{"acts":[{"remove":"j"},{"patch":` + acted + `}]}`), `jobs.acts[1]: "j": there is no such job`},
		{snapshot(`,"jobs":{"acts":[{"patch":` + strings.Replace(acted, `"g"`, `"h"`, 1) + `}]}`), `jobs.acts[0]: job "j": a patch does not change`},
		{snapshot(`,"jobs":{"acts":[{"add":` + acted + `,"key":"0000000000000001","alike":"0000000000000002"}]}`), `another job has this jobId`},
		{snapshot(`,"faults":[{"name":"third"}]`), `faults[0]: the scenario has no fault "third"`},
		{snapshot(`,"faults":[{"name":"a","fits":1,"applied":2,"added":{"name":"a","connection":"reset"}}]`), `it applied 2 times to 1 calls`},
		{snapshot(`,"met":["parameters: speed"]`), `met[0]: "parameters: speed" is nothing of the contract`},
		{snapshot(`,"pages":[{"listing":"1"},{"listing":"2"},{"listing":"3"},{"listing":"4"},{"listing":"5"}]`), `pages: there are 5`},
		{snapshot(`,"violations":{"noted":[{"rule":"bad-manners","count":1}]}`), `violations.noted[0].rule: "bad-manners" is not a rule`},
		{snapshot(`,"violations":{"noted":[{"rule":"body"}]}`), `violations.noted[0].count: 0 is not a number of 1 or more`},
	} {
		checkControl(t, c, e, http.MethodPut, at, call.body, http.StatusBadRequest)
		if got := request(t, e, "PUT "+at+" "+call.body).Body.String(); !strings.Contains(got, strings.ReplaceAll(call.want, `"`, `\"`)) {
			t.Errorf("%s\ngot  %s\nwant %s", call.body, got, call.want)
		}
		if after := request(t, e, "GET "+at).Body.String(); after != good {
			t.Fatalf("%s changed it to\n%s", call.body, after)
		}
	}
	if err := project(t, e, "p1").Restore([]byte("{}")); err == nil || !strings.HasPrefix(err.Error(), "snapshot of project p1: snapshot:1:1: version is missing") {
		t.Errorf("in Go: %v", err)
	}
}
