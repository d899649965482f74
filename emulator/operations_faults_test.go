package emulator_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// faulted is an emulator with the graphs movies, which runs, and music, which is stopped,
// and faults of a scenario.
func faulted(t *testing.T, faults string) *emulator.Emulator {
	t.Helper()
	text := "version: 1\nprojects:\n  \"*\":\n    graphs: [{name: movies}, {name: music, status: stopped}]\nfaults: " + faults + "\n"
	return newEmulator(t, emulator.WithScenarioYAML("faulted.yaml", []byte(text)))
}

// counts returns how many calls fitted a fault, and to how many it applied.
func counts(t *testing.T, e *emulator.Emulator, fault string) string {
	t.Helper()
	var list struct {
		Faults []struct {
			Name          string
			Fits, Applied int
		}
	}
	decodeAnswer(t, e, "/_emulator/projects/p1/faults", &list)
	for _, f := range list.Faults {
		if f.Name == fault {
			return fmt.Sprint(f.Fits, " ", f.Applied)
		}
	}
	t.Fatalf("no fault %s", fault)
	return ""
}

// jobNames returns the names of the jobs in the task center.
func jobNames(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	var list struct{ JobList []shownJob }
	decodeAnswer(t, e, listPath+"?limit=100", &list)
	var names []string
	for _, j := range list.JobList {
		names = append(names, j.JobName)
	}
	return strings.Join(names, " ")
}

// A fault that lets the true answer through makes the job; one that replaces it does not,
// unless it says accepted.
func TestEffectsOnSubmittingCalls(t *testing.T) {
	for _, c := range []struct {
		effect string
		job    bool
		status int // 0: the connection broke
		counts string
	}{
		{"reply: {errorCode: GES.9999}", false, 400, "1 1"},
		{"reply: {errorCode: GES.9999}, accepted: true", true, 400, "1 1"},
		{"connection: reset", false, 0, "1 1"},
		{"connection: reset, accepted: true", true, 0, "1 1"},
		{"connection: close", false, 0, "1 1"},
		{"connection: close, accepted: true", true, 0, "1 1"},
		{"connection: garbage", false, 0, "1 1"},
		{"connection: garbage, accepted: true", true, 0, "1 1"},
		{"connection: truncate", true, 0, "1 1"},
		{"connection: truncate, accepted: true", true, 0, "1 1"},
		{"connection: trickle, delay: 0s", true, 200, "1 1"},
		{"connection: trickle, delay: 0s, accepted: true", true, 200, "1 1"},
		{"delay: 0s", true, 200, "1 1"},
		{"limit: {calls: 1, per: 1h}", true, 200, "1 0"},
		{"limit: {calls: 1, per: 1h}, accepted: true, reply: {errorCode: GES.9999}", true, 200, "1 0"},
		{"stale: 30s", true, 200, "0 0"},
		{"reply: {errorCode: GES.9999}, when: {calls: 2}", true, 200, "1 0"},
		{"reply: {errorCode: GES.9999}, when: {calls: 2}, accepted: true", true, 200, "1 0"},
	} {
		e := faulted(t, "[{name: f, "+c.effect+"}]")
		// The graph's id is that of another project, as Read calls would be counted.
		movies := graphNamed(t, faulted(t, "[]"), "movies")
		rec := request(t, e, "POST /v1.0/p1/graphs/"+movies+"/action?action_id=stop")
		if rec.Code != c.status {
			t.Errorf("%s: %d %s, want %d", c.effect, rec.Code, rec.Body, c.status)
		}
		requests := project(t, e, "p1").Requests()
		if got := counts(t, e, "f"); got != c.counts {
			t.Errorf("%s: fitted and applied %s, want %s", c.effect, got, c.counts)
		}
		submitted := requests[0].JobID != ""
		request(t, e, "DELETE /_emulator/projects/p1/faults/f")
		names := jobNames(t, e)
		if want := map[bool]string{true: "StopGraph", false: ""}[c.job]; names != want || submitted != c.job {
			t.Errorf("%s: the jobs are %q, want %q; the journal has a job: %t", c.effect, names, want, submitted)
		}
		if hit := c.counts == "1 1"; (requests[0].Fault == "f") != hit {
			t.Errorf("%s: the journal has the fault %q", c.effect, requests[0].Fault)
		}
	}
}

// A fault that waits for accepted calls counts neither refused ones nor those without a
// job.
func TestAcceptedFaultsCountJobs(t *testing.T) {
	e := faulted(t, "[{name: f, accepted: true, connection: close, when: {calls: 2}}]")
	p := project(t, e, "p1")
	movies := graphNamed(t, e, "movies")
	action := "POST /v1.0/p1/graphs/" + movies + "/action?action_id="
	for i, step := range []struct {
		call, want, counts string
	}{
		{action + "import-graph " + importBody, "200", "1 0"},
		{action + "import-graph " + importBody, "400 GES.7001", "1 0"},
		{action + "start", "400 GES.7015", "1 0"},
		{action + `bindEip {"eipId":"e"}`, "400 GES.7001", "1 0"},
		{"", "", "1 0"},
		{action + `bindEip {"eipId":"e"}`, "200", "1 0"},
		{"GET /v1.0/p1/graphs", "200", "1 0"},
		{action + "import-graph " + importBody, "0", "2 1"},
		{action + "import-graph " + importBody, "400 GES.7001", "2 1"},
		{"", "", "2 1"},
		{action + "import-graph " + importBody, "200", "3 1"},
	} {
		if step.call == "" {
			p.Advance(time.Hour)
			continue
		}
		rec := request(t, e, step.call)
		if got := strings.TrimSpace(fmt.Sprint(rec.Code, " ", refusalOf(rec.Body.String()))); got != step.want || counts(t, e, "f") != step.counts {
			t.Errorf("step %d, %s: %s, fitted and applied %s; want %s, %s", i, step.call, got, counts(t, e, "f"), step.want, step.counts)
		}
	}
	if got := jobNames(t, e); got != "ImportGraph ImportGraph ImportGraph" {
		t.Errorf("the jobs are %s", got)
	}
}

// A fault hits the calls about a graph: the one in the path, or the one that is created.
func TestFaultsOfAGraph(t *testing.T) {
	e := faulted(t, "[{name: f, when: {graph: movies}, reply: {errorCode: GES.9999}}, {name: new, when: {graph: fresh}, reply: {errorCode: GES.9999}}]")
	create := func(name string) string {
		return `POST /v1.0/p1/graphs {"graph":{"name":"` + name + `","graphSizeTypeIndex":"1","vpcId":"v","subnetId":"s","securityGroupId":"g"}}`
	}
	movies, music := graphNamed(t, e, "movies"), graphNamed(t, e, "music")
	for call, want := range map[string]string{
		"GET /v1.0/p1/graphs/" + movies:                             "GES.9999",
		"GET /v2/p1/graphs/" + movies + "/backups":                  "GES.9999",
		"GET /v1.0/p1/graphs/" + music:                              "",
		"GET /v1.0/p1/graphs/none":                                  "GES.7000",
		"GET /v1.0/p1/graphs":                                       "",
		"POST /v1.0/p1/graphs/" + movies + "/action?action_id=stop": "GES.9999",
		"POST /v1.0/p1/graphs/" + music + "/action?action_id=start": "",
		create("fresh"):                                             "GES.9999",
		create("other"):                                             "",
	} {
		if got := refusalOf(request(t, e, call).Body.String()); got != want {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
	}
	p := project(t, e, "p1")
	fail(t, p, emulator.Fault{Name: "go", Operations: []string{"Write"}, When: emulator.When{Graph: "music"}, Connection: "close", Accepted: true})
	p.Advance(time.Hour)
	if rec := request(t, e, "POST /v1.0/p1/graphs/"+music+"/action?action_id=stop"); rec.Code != 0 || !strings.HasSuffix(jobNames(t, e), "StopGraph") {
		t.Errorf("a fault of the Go API: %d, jobs %s", rec.Code, jobNames(t, e))
	}
}

// Write and Read are groups of operations, and a stale state is shown by Read alone.
func TestGroupsOfOperations(t *testing.T) {
	e := faulted(t, "[{name: w, operations: [Write], reply: {errorCode: GES.9999}, when: {header: {x-write: \"1\"}}}, {name: r, operations: [Read], reply: {errorCode: GES.8301}, when: {header: {x-read: \"1\"}}}]")
	movies := graphNamed(t, e, "movies")
	for _, c := range []struct{ call, header, want string }{
		{"GET /v1.0/p1/graphs", "X-Write: 1", ""},
		{"GET /v1.0/p1/graphs", "X-Read: 1", "GES.8301"},
		{"DELETE /v1.0/p1/graphs/" + movies, "X-Write: 1", "GES.9999"},
		{"POST /v1.0/p1/graphs/" + movies + "/action?action_id=stop", "X-Read: 1", ""},
	} {
		if got := refusalOf(request(t, e, c.call, c.header).Body.String()); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.call, c.header, got, c.want)
		}
	}
	stale := faulted(t, "[{name: s, stale: 30s}]")
	request(t, stale, "POST /v1.0/p1/graphs/"+movies+"/action?action_id=stop")
	project(t, stale, "p1").Advance(10 * time.Second)
	if got := request(t, stale, "GET /v1.0/p1/graphs/"+movies).Body.String(); !strings.Contains(got, `"status":"200"`) {
		t.Errorf("the graph is not shown as it was 30s ago: %s", got)
	}
	if rec := request(t, stale, "POST /v1.0/p1/graphs/"+movies+"/action?action_id=stop"); refusalOf(rec.Body.String()) != "GES.7003" {
		t.Errorf("a submission is judged by a stale state: %d %s", rec.Code, rec.Body)
	}
}

// A token can be denied any operation of the service.
func TestDenyOfEachOperation(t *testing.T) {
	calls := map[string]string{
		"ListJobs": "GET /jobs", "ShowJob": "GET /any/jobs/any/status", "ListGraphs": "GET ", "ShowGraph": "GET /any", "CreateGraph": "POST ",
		"ListBackups": "GET /backups", "ListGraphBackups": "GET /any/backups", "ListQuotas": "GET /quotas",
	}
	for _, o := range callsOnGraph {
		method, rest, _ := strings.Cut(o.v2, " ")
		calls[o.id] = method + " " + strings.TrimPrefix(fmt.Sprintf(rest, "/any"), "")
	}
	if got, want := slices.Sorted(maps.Keys(calls)), ges.Emulated(); len(got) != len(want) {
		t.Errorf("calls of %v, emulated are %v", got, want)
	}
	for id, call := range calls {
		text := "version: 1\nauth: {mode: token, tokens: [{value: x, deny: [" + id + "]}, {value: y}]}\nprojects: {\"*\": {}}\n"
		e := newEmulator(t, emulator.WithScenarioYAML("deny.yaml", []byte(text)))
		method, path, _ := strings.Cut(call, " ")
		rec := request(t, e, method+" /v2/p1/graphs"+path, "X-Auth-Token: x")
		other := request(t, e, method+" /v2/p1/graphs"+path, "X-Auth-Token: y")
		if rec.Code != http.StatusForbidden || refusalOf(rec.Body.String()) != "APIGW.0302" || other.Code == http.StatusForbidden {
			t.Errorf("%s, denied: %d %s; another token: %d", id, rec.Code, rec.Body, other.Code)
		}
	}
}

// What a fault on submitting calls cannot say is told.
func TestWrongFaultsOnSubmittingCalls(t *testing.T) {
	for text, want := range map[string]string{
		"accepted: true, delay: 1s":                                       "accepted is beside a reply or a connection",
		"accepted: true, stale: 1s":                                       "accepted is beside a reply or a connection",
		"accepted: true, limit: {calls: 1, per: 1s}":                      "accepted is beside a reply or a connection",
		"accepted: true, operations: [ListJobs], connection: close":       "accepted is for operations that submit a job",
		"accepted: perhaps, connection: close":                            "accepted",
		"stale: 1s, operations: [StopGraph]":                              "only operations that read can",
		"stale: 1s, operations: [Write]":                                  "only operations that read can",
		"when: {graph: \"\"}, connection: close":                          "graph",
		"operations: [CreateMetadata], connection: close":                 "CreateMetadata",
		"operations: [write], connection: close":                          "did you mean Write?",
		"accepted: true, connection: close, reply: {errorCode: GES.9999}": "only one of reply, stale and connection is allowed",
	} {
		_, err := scenario.Parse("s.yaml", []byte("version: 1\nprojects: {\"*\": {}}\nfaults: [{name: f, "+text+"}]\n"), clock.Wall())
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "s.yaml:3") {
			t.Errorf("%s: %v, want %q with its place", text, err, want)
		}
	}
}

// The journal keeps the bodies of submitting calls within bounds and without secrets.
func TestBodiesInTheJournal(t *testing.T) {
	e := faulted(t, "[]")
	p := project(t, e, "p1")
	path := "POST /v1.0/p1/graphs/" + graphNamed(t, e, "movies") + "/action?action_id=import-graph "
	last := func() emulator.Request {
		all := p.Requests()
		return all[len(all)-1]
	}
	request(t, e, path+importBody)
	if got := last(); got.Body != importBody || got.JobID == "" {
		t.Errorf("the body is %q, the job %q", got.Body, got.JobID)
	}
	request(t, e, path+`{"password":"hunter2","edgesetPath":"e"}`)
	if got := last(); strings.Contains(got.Body, "hunter2") || !strings.Contains(got.Body, `"edgesetPath":"e"`) || got.JobID != "" {
		t.Errorf("the body is %q, the job %q", got.Body, got.JobID)
	}
	large := `{"edgesetPath":"` + strings.Repeat("x", 70<<10) + `"}`
	for range 300 {
		request(t, e, path+large)
	}
	all, sum := p.Requests(), 0
	for _, r := range all {
		if len(r.Body) > 64<<10 {
			t.Fatalf("a body of %d bytes", len(r.Body))
		}
		sum += len(r.Body)
	}
	if len(all[len(all)-1].Body) != 64<<10 || sum > 16<<20 || sum < 15<<20 {
		t.Errorf("bodies of %d bytes in all, the last has %d", sum, len(all[len(all)-1].Body))
	}
	request(t, e, "GET /v1.0/p1/graphs")
	if got := last(); got.Body != "" {
		t.Errorf("a reading call has the body %q", got.Body)
	}
}

// An event tells the fault of a call whose job was accepted before.
func TestEventsOfAcceptedFaults(t *testing.T) {
	e := faulted(t, "[{name: lost, accepted: true, connection: close}]")
	p := project(t, e, "p1")
	movies := graphNamed(t, e, "movies")
	events := p.Events(t.Context())
	request(t, e, "POST /v1.0/p1/graphs/"+movies+"/action?action_id=stop")
	var kinds []string
	for event := range events {
		kinds = append(kinds, string(event.Kind)+":"+event.Fault)
		if event.Kind == "answer" {
			break
		}
	}
	if got := strings.Join(kinds, " "); !strings.Contains(got, "call:lost") || !strings.Contains(got, "fault:lost") || !strings.Contains(got, "job:") {
		t.Errorf("the events are %s", got)
	}
}
