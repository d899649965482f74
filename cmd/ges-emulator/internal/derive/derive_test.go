package derive_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/derive"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/diff"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording/recordingtest"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// scenarioOf makes a scenario of a recording. All its answers are the recorded ones.
func scenarioOf(t *testing.T, u *recordingtest.Upstream) derive.Result {
	t.Helper()
	u.Close()
	compare := func(text []byte) (map[int]bool, error) {
		unlike := map[int]bool{}
		_, err := diff.Replay(t.Context(), u.Source(), func(d diff.Difference) { unlike[d.Exchange] = true }, emulator.WithScenarioYAML("derived.yaml", text))
		return unlike, err
	}
	result, err := derive.Scenario("derived", u.Source, compare)
	if err != nil {
		t.Fatal(err)
	}
	_, err = diff.Replay(t.Context(), u.Source(), func(d diff.Difference) {
		t.Errorf("exchange %d %s %s: %s", d.Exchange, d.Method, d.URI, d.What())
	}, emulator.WithScenarioYAML("derived.yaml", result.Scenario))
	if err != nil {
		t.Error(err)
	}
	if t.Failed() {
		t.Logf("%s", result.Scenario)
	}
	return result
}

// What a client saw that polls each of the built-in scenarios is what the derived one
// answers. Those without faults need none but for lists of which only a page was seen.
func TestEveryBuiltInScenario(t *testing.T) {
	faulty := map[string]int{"default": 4, "broken-connections": 4, "documented-failure": 15, "expired-token": 17, "flaky-gateway": 3, "forbidden": 17, "outage-window": 9, "slow-answers": 1, "third-poll-fails": 1, "throttled": 3}
	for _, name := range scenarios.Names() {
		for _, pseudonyms := range []bool{false, true} {
			if pseudonyms && name == "busy-month" {
				continue // takes long, and is like others
			}
			t.Run(name, func(t *testing.T) {
				u := recordingtest.New(t, pseudonyms, emulator.WithScenario(name), emulator.WithoutDelays())
				times, limit := 12, 100
				if name == "busy-month" {
					times, limit = 2, 3
				}
				u.Poll(times, 7*time.Second, limit)
				for _, uri := range []string{"/v1.0/p1/graphs", "/v2/p1/graphs", "/v1.0/p1/graphs/backups", "/v1.0/p1/graphs/quotas", "/v1.0/p1/graphs/jobs?limit=2&status=running"} {
					u.Call("GET", uri, "")
				}
				if result := scenarioOf(t, u); result.Faulty > faulty[name] {
					t.Errorf("%d of %d calls are answered by a fault, %d are expected\n%s", result.Faulty, result.Exchanges, faulty[name], result.Scenario)
				}
			})
		}
	}
}

// Each reading of the vendor's pages is found in the answers that tell of it.
func TestCompat(t *testing.T) {
	const jobs = `
projects: {"*": {jobs: [
  {jobName: ImportGraph, relatedGraph: g, begin: 2018-12-15T23:59:00, running: 2m},
  {jobName: ExportGraph, relatedGraph: g, begin: 2018-12-16T10:00:00, running: 2m},
  {jobName: StopGraph, relatedGraph: g, begin: -10s, waiting: 30s, running: 40s}]}}
`
	for _, compat := range []string{"order: newest-first", "queuedStatus: pending", "dateRange: begin", "errorBody: errCode", "errorBody: error_code", "progress: elapsed", "unknownGraph: GES.0047"} {
		u := recordingtest.New(t, true, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\ncompat: {"+compat+"}"+jobs)))
		u.Poll(10, 9*time.Second, 100)
		for _, uri := range []string{"/v1.0/p1/graphs/jobs?endTime=2018-12-15", "/v1.0/p1/graphs/none", "/v1.0/p1/graphs/jobs?limit=x"} {
			u.Call("GET", uri, "")
		}
		result := scenarioOf(t, u)
		if !strings.Contains(string(result.Scenario), "\ncompat: {"+compat+"}\n") || result.Faulty > 0 {
			t.Errorf("%s: %d answered by a fault\n%s", compat, result.Faulty, result.Scenario)
		}
	}
}

// A deployment needs no fault: its jobs become rules.
func TestDeployment(t *testing.T) {
	for name, rules := range map[string]string{
		"as it is":      "",
		"a failure":     `submitRules: [{jobName: ImportGraph, outcome: failed, failReason: "disk: \"full\""}]`,
		"waits":         `submitRules: [{waiting: {from: 10s, to: 40s}, running: {from: 20s, to: 90s}}]`,
		"partly failed": `submitRules: [{jobName: ImportGraph, outcome: partiallyFailed}]`,
	} {
		t.Run(name, func(t *testing.T) {
			u := recordingtest.New(t, false, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\nprojects: {\"*\": {graphs: [{name: other, status: stopped, backups: [{name: b1, created: -3d}]}]}}\n"+rules)))
			u.Call("GET", "/v1.0/p1/graphs", "")
			u.Deploy("movies")
			result := scenarioOf(t, u)
			if result.Faulty > 0 || strings.Contains(string(result.Scenario), "faults:") {
				t.Errorf("%d calls are answered by faults:\n%s", result.Faulty, result.Scenario)
			}
		})
	}
}

// An answer that was lost after the job was made is lost again, and the job is made.
func TestLostAnswer(t *testing.T) {
	u := recordingtest.New(t, false, emulator.WithScenarioYAML("w.yaml", []byte(`version: 1
projects: {"*": {graphs: [{name: movies, id: g1}]}}
faults:
  - {name: lost, operations: [ImportGraph], when: {calls: 1}, connection: close, accepted: true}
  - {name: busy, operations: [ExportGraph], when: {calls: [1, 2]}, reply: {errorCode: APIGW.0308, headers: {Retry-After: "2"}}}
`)))
	const graph = "/v1.0/p1/graphs/g1"
	u.Call("GET", graph, "")
	u.Call("POST", graph+"/action?action_id=import-graph", `{"edgesetPath":"bucket/edges.csv"}`)
	u.Poll(12, 8*time.Second, 10)
	for range 3 {
		u.Call("POST", graph+"/action?action_id=export-graph", recordingtest.Export)
		u.Project.Advance(5 * time.Second)
	}
	u.Poll(12, 8*time.Second, 10)
	result := scenarioOf(t, u)
	text := string(result.Scenario)
	for _, want := range []string{
		"operations: [ImportGraph], when: {calls: 1}, connection: close, accepted: true}",
		`operations: [ExportGraph], when: {calls: "1-2"}, reply: {errorCode: APIGW.0308, headers: {Retry-After: "2"}}`,
		`submitRules:` + "\n" + `      - {jobName: ImportGraph, when: {graph: "movies", calls: 1}, running: `,
		`      - {jobName: ExportGraph, when: {graph: "movies", calls: 1}, running: `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if result.Faulty != 3 {
		t.Errorf("%d calls are answered by a fault", result.Faulty)
	}
}

// Jobs that were counted but are on no page that was called become placeholders.
func TestPlaceholders(t *testing.T) {
	for _, order := range []string{"oldest-first", "newest-first"} {
		u := recordingtest.New(t, false, emulator.WithScenarioYAML("w.yaml", []byte(`version: 1
compat: {order: `+order+`}
projects: {"*": {generate: [{count: 40, begin: {from: -2d, to: -1h}}], jobs: [{jobName: ImportGraph, relatedGraph: g, begin: +20s}]}}
`)))
		u.Call("GET", "/v1.0/p1/graphs/jobs?offset=5&limit=3", "")
		u.Call("GET", "/v1.0/p1/graphs/jobs?offset=17&limit=4", "")
		u.Project.Advance(30 * time.Second)
		u.Call("GET", "/v1.0/p1/graphs/jobs?offset=5&limit=1", "")
		result := scenarioOf(t, u)
		text := string(result.Scenario)
		if result.Faulty > 0 || !strings.Contains(text, "placeholders: jobs that were counted, but are in no answer") {
			t.Errorf("%s: %d by faults:\n%s", order, result.Faulty, text)
		}
	}
}
