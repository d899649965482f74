package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// twoFaults is a project with a job of each kind that coverage tells apart, and
// two faults.
const twoFaults = `
version: 1
faults:
  - {name: third, when: {calls: 3}, reply: {errorCode: GES.9999}}
  - {name: never, when: {query: {status: failed}, calls: 2}, reply: {errorCode: GES.8302}}
projects:
  "*":
    jobs:
      - {jobName: StopGraph, relatedGraph: a, begin: 0s, running: 1m}
      - {jobName: ImportGraph, relatedGraph: b, begin: 0s, waiting: 10s, running: 1m, outcome: failed}
      - {jobName: StartGraph, relatedGraph: a, begin: +30s, running: forever}
`

// notInfo lists the messages of violations, information left out.
func notInfo(list []emulator.Violation) []string {
	var messages []string
	for _, v := range list {
		if v.Severity() == "error" {
			messages = append(messages, v.String())
		}
	}
	return messages
}

func TestViolationsOfAProject(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(twoFaults)))
	p := e.Project("p1")
	get(e, http.MethodGet, listPath, "")
	get(e, http.MethodGet, listPath+"?limt=5&graph_name=a", "")
	get(e, http.MethodGet, listPath+"?limt=6", "")
	list := p.Violations()
	if len(list) != 2 {
		t.Fatalf("got %v", list)
	}
	first := list[0]
	if first.Project != "p1" || first.Rule != "unknown-parameter" || first.Severity() != "error" || first.Parameter != "limt" || first.Value != "5" ||
		first.Suggestion != "limit" || first.FirstCall != 2 || first.Count != 2 || first.Where() == "" ||
		first.Allowed != "offset, limit, status, graphName, startTime, endTime" {
		t.Errorf("got %+v", first)
	}
	if second := list[1]; second.Rule != "newer-name" || second.Severity() != "info" {
		t.Errorf("got %+v", second)
	}
	p.Reset()
	if list := p.Violations(); len(list) != 0 {
		t.Errorf("after a reset: %v", list)
	}
	if got := notInfo(e.Violations()); len(got) != 1 {
		t.Errorf("after a reset the emulator knows %v", got)
	}
}

func TestVerify(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(twoFaults)))
	p := e.Project("p1")
	verify := func() string {
		if err := p.Verify(); err != nil {
			return err.Error()
		}
		return ""
	}
	want := "project p1: no project was called\nproject p1: fault \"third\" never applied: no call fitted it\nproject p1: fault \"never\" never applied: no call fitted it"
	if got := verify(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, query := range []string{"?status=failed", "?limt=1", ""} {
		get(e, http.MethodGet, listPath+query, "")
	}
	want = "project p1: fault \"never\" never applied: 1 call fitted all but its numbers, chance or limit\n" +
		"project p1: unknown-parameter: limt is not a parameter of this call (did you mean limit?); allowed are offset, limit, status, graphName, startTime, endTime"
	if got := verify(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// What one project has met counts for all together.
	get(e, http.MethodGet, "/v1.0/p2/graphs/jobs?status=failed", "")
	get(e, http.MethodGet, "/v1.0/p2/graphs/jobs?status=failed", "")
	answer := get(e, http.MethodGet, "/_emulator/projects/*/verify", "")
	wantBody := `{"ok":false,"problems":[{"kind":"violation","project":"p1","name":"unknown-parameter","message":"limt is not a parameter of this call ` +
		`(did you mean limit?); allowed are offset, limit, status, graphName, startTime, endTime"}],"error":"1 problem","hint":"problems lists them. ` +
		`GET …/violations and GET …/polling say more; a reset clears them."}` + "\n"
	if answer.Code != http.StatusConflict || answer.Body.String() != wantBody {
		t.Errorf("got %d %s\nwant %s", answer.Code, answer.Body, wantBody)
	}
	get(e, http.MethodPost, "/_emulator/projects/p1/reset", "")
	get(e, http.MethodGet, "/v1.0/p2/graphs/jobs", "")
	if answer := get(e, http.MethodGet, "/_emulator/projects/p2/verify", ""); answer.Code != http.StatusOK || answer.Body.String() != `{"ok":true,"problems":[]}`+"\n" {
		t.Errorf("got %d %s", answer.Code, answer.Body)
	}
}

// A project that nobody called does not pass, and is told those that were called:
// its id may be misspelt.
func TestVerifyOfWhatNobodyCalled(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("third-poll-fails"))
	control := func(id string, query string) string {
		rec := get(e, http.MethodGet, "/_emulator/projects/"+id+"/verify?faults=false"+query, "")
		var answer struct {
			Problems []struct{ Kind, Project, Name, Message string }
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || (rec.Code == http.StatusOK) != (len(answer.Problems) == 0) {
			t.Fatalf("%d %s: %v", rec.Code, rec.Body, err)
		}
		text := ""
		for _, p := range answer.Problems {
			text += fmt.Sprintf("%s %s %s: %s", p.Kind, p.Project, p.Name, p.Message)
		}
		return text
	}
	project := func(id string) *emulator.Project {
		p := e.Project(id)
		return p
	}
	wantText := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	wantText("p1 of none", control("p1", ""), "calls p1 minCalls: no project was called")
	wantText("all of none", control("*", ""), "calls  minCalls: no project was called")
	wantText("all of none, in Go", fmt.Sprint(project("*").VerifyPolling(emulator.PollingRules{})), "no project was called")
	get(e, http.MethodGet, "/v1.0/p1/graphs/jobs", "")
	get(e, http.MethodGet, "/v1.0/p2/graphs/jobs", "")
	get(e, http.MethodGet, "/v1.0/p2/graphs/jobs", "")
	get(e, http.MethodPost, "/_emulator/projects/p4/clock/advance", `{"by":"1s"}`)
	wantText("p1", control("p1", ""), "")
	wantText("p1, twice", control("p1", "&minCalls=2"), "calls p1 minCalls: 1 call came, wanted 2 or more")
	wantText("p2, twice", control("p2", "&minCalls=2"), "")
	wantText("p3", control("p3", "&minCalls=2"), "calls p3 minCalls: nobody called it; called were p1, p2")
	wantText("p4", control("p4", ""), "calls p4 minCalls: nobody called it; called were p1, p2")
	wantText("all", control("*", "&minCalls=3"), "")
	wantText("all, four times", control("*", "&minCalls=4"), "calls  minCalls: 3 calls came, wanted 4 or more")
	wantText("p3, in Go", fmt.Sprint(project("p3").VerifyPolling(emulator.PollingRules{})), "project p3: nobody called it; called were p1, p2")
	wantText("p2, in Go", fmt.Sprint(project("p2").VerifyPolling(emulator.PollingRules{MinCalls: 2})), "<nil>")
	wantText("p2 too seldom, in Go", fmt.Sprint(project("p2").VerifyPolling(emulator.PollingRules{MinCalls: 3})), "project p2: 2 calls came, wanted 3 or more")
	if err := project("p3").Verify(); err == nil || !strings.HasPrefix(err.Error(), "project p3: nobody called it; called were p1, p2\n") {
		t.Errorf("Verify: %v", err)
	}
	if err := project("*").Verify(); err == nil || !strings.HasPrefix(err.Error(), `fault "`) {
		t.Errorf("Verify of all: %v", err)
	}
	for i := range 20 {
		get(e, http.MethodGet, fmt.Sprintf("/v1.0/q%02d/graphs/jobs", i), "")
	}
	wantText("one of many", control("p3", ""), "calls p3 minCalls: nobody called it; called were p1, p2, q00, q01, q02, q03, q04, q05, q06, q07 and 12 more")
}

func TestNoViolations(t *testing.T) {
	for name, c := range map[string]struct {
		queries []string
		reset   bool
		want    string
	}{
		"none":        {[]string{"", "?limit=1&status=running"}, false, ""},
		"information": {[]string{"?graph_name=a&status="}, false, ""},
		"some": {[]string{"?limt=1", "?limt=1", "?limit=1&limit=2"}, false,
			"emulator: clients violated the contract:\n" +
				"  unknown-parameter: limt is not a parameter of this call (did you mean limit?); allowed are offset, limit, status, graphName, startTime, endTime (project p1, call 1, 2 times)\n" +
				"  repeated-parameter: limit came more than once, first as \"1\"; allowed is one limit (project p1, call 3)"},
		"forgotten at a reset": {[]string{"?limit=x"}, true,
			"emulator: clients violated the contract:\n  bad-value: limit: \"x\" is not an integer of 1 or more (project p1, call 1)"},
	} {
		t.Run(name, func(t *testing.T) {
			tb := &recordingTB{}
			ges := emulator.Start(tb, emulator.WithNoViolations(tb))
			for _, query := range c.queries {
				resp, err := http.Get(ges.URL + listPath + query)
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
			}
			if c.reset {
				ges.Project("p1").Reset()
			}
			for _, f := range slices.Backward(tb.cleanups) {
				f()
			}
			if got := strings.Join(tb.failures, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestStrictOption(t *testing.T) {
	e := newEmulator(t, emulator.WithStrict())
	want := `{"errorMessage":"Incorrect parameter. limit came more than once, first as \"1\"; allowed is one limit.","errorCode":"GES.0001"}`
	if answer := get(e, http.MethodGet, listPath+"?limit=1&limit=2", ""); answer.Code != http.StatusBadRequest || answer.Body.String() != want {
		t.Errorf("got %d %s", answer.Code, answer.Body)
	}
}

// group is what of a group is covered and what is not.
func group(t *testing.T, c emulator.Coverage, name string) emulator.CoverageGroup {
	t.Helper()
	for _, a := range c.Groups {
		if string(a.Name) == name {
			return a
		}
	}
	t.Fatalf("there is no group %s", name)
	return emulator.CoverageGroup{}
}

func TestCoverage(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(twoFaults)))
	p := e.Project("p1")
	check := func(name string, covered, notMet, notInScenario string) {
		t.Helper()
		a := group(t, p.Coverage(), name)
		got := []string{strings.Join(a.Covered, "|"), strings.Join(a.NotCovered, "|"), strings.Join(a.NotInScenario, "|")}
		if want := []string{covered, notMet, notInScenario}; !slices.Equal(got, want) {
			t.Errorf("%s: met, not met, and not in the scenario are %q, want %q", name, got, want)
		}
	}
	const others = "CreateGraph|ExportGraph|RestoreGraph|CreateBackup|DeleteGraph|ClearGraph|UpgradeGraph|ResizeGraph|ExpandGraph|RestartGraph|ImportBackup|ExportBackup"

	check("parameters", "", "offset|limit|status|graphName|startTime|endTime", "")
	check("jobStatuses", "", "waiting|running|success|failed", "partiallyFailed")
	check("jobNames", "", "ImportGraph|StopGraph|StartGraph", others)
	check("httpStatuses", "", "200|400|404|500", "401|403|429|503")
	check("errorCodes", "", "GES.0001|GES.8302|GES.9999|APIGW.0101", "")
	check("edges", "", "an empty list|a filter that no job fits|a page with more after it|a last page after others|a page past the end|"+
		"a job that appears while paging|a jobDetail of an import|a failReason", "a slow answer|a broken connection|a list that lags behind")

	get(e, http.MethodGet, listPath+"?limit=1", "")            // StopGraph, running
	get(e, http.MethodGet, listPath+"?limit=1&offset=1", "")   // ImportGraph, waiting: the last page
	get(e, http.MethodGet, listPath+"?limit=1&offset=1", "")   // the fault
	get(e, http.MethodGet, listPath+"?limit=x&graphName=", "") // a bad value
	check("parameters", "offset|limit", "status|graphName|startTime|endTime", "")
	check("values", "offset: none, the default|offset: 1 or more|limit: 1",
		"offset: 0|limit: none, the default|limit: 2 or more|status: running|status: waiting|status: success|status: failed|status: pending|"+
			"status: partiallyFailed|graphName under this name|graphName as graph_name|startTime and endTime: one day|two filters or more together", "")
	check("jobStatuses", "waiting|running", "success|failed", "partiallyFailed")
	check("jobNames", "ImportGraph|StopGraph", "StartGraph", others)
	check("httpStatuses", "200|400", "404|500", "401|403|429|503")
	check("errorCodes", "GES.0001|GES.9999", "GES.8302|APIGW.0101", "")
	check("edges", "a page with more after it|a last page after others", "an empty list|a filter that no job fits|a page past the end|"+
		"a job that appears while paging|a jobDetail of an import|a failReason", "a slow answer|a broken connection|a list that lags behind")

	p.AdvanceToEnd()
	get(e, http.MethodGet, listPath+"?offset=2&limit=1", "") // StartGraph has appeared since the page before
	get(e, http.MethodGet, listPath, "")
	get(e, http.MethodGet, listPath+"?offset=3", "")
	get(e, http.MethodGet, listPath+"?status=waiting&graphName=a", "")
	get(e, http.MethodGet, "/v1.0/p1/graph", "")
	check("jobStatuses", "waiting|running|success|failed", "", "partiallyFailed")
	check("errorCodes", "GES.0001|GES.9999|APIGW.0101", "GES.8302", "")
	check("edges", "an empty list|a filter that no job fits|a page with more after it|a last page after others|a page past the end|"+
		"a job that appears while paging|a jobDetail of an import|a failReason", "", "a slow answer|a broken connection|a list that lags behind")

	p.Reset()
	check("jobStatuses", "", "waiting|running|success|failed", "partiallyFailed")
}

// Of an operation that was not called only that is told; of one that was, everything,
// the fields of its body included.
func TestCoverageOfAnOperation(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("empty"))
	p := e.Project("p1")
	points := func() string {
		text := ""
		for _, name := range []string{"operations", "parameters", "values", "errorCodes", "edges"} {
			g := group(t, p.Coverage(), name)
			for _, list := range [][]string{g.Covered, g.NotCovered, g.NotInScenario} {
				text += strings.Join(slices.DeleteFunc(slices.Clone(list), func(point string) bool {
					return !strings.HasPrefix(point, "ResizeGraph") && point != "GES.7057" && point != "GES.7049" && point != "GES.7050"
				}), "|") + ";"
			}
			text += "\n"
		}
		return text
	}
	if got := points(); got != ";ResizeGraph;;\n;;;\n;;;\n;;;\n;;;\n" {
		t.Errorf("before: %s", got)
	}
	get(e, http.MethodPost, "/v2/p1/graphs/g1/resize", `{"resize": {"graph_size_type_index": "", "x": 1}}`)
	if got := points(); got != "ResizeGraph;;;\nResizeGraph graphId;ResizeGraph resize.graphSizeTypeIndex;;\n;;;\nGES.7050;GES.7049|GES.7057;;\n;;;\n" {
		t.Errorf("after an empty field: %s", got)
	}
	get(e, http.MethodPost, "/v2/p1/graphs/g1/resize", `{"resize": {"graph_size_type_index": 3}}`)
	if got := points(); got != "ResizeGraph;;;\nResizeGraph graphId|ResizeGraph resize.graphSizeTypeIndex;;;\n;;;\nGES.7050;GES.7049|GES.7057;;\n;;;\n" {
		t.Errorf("after a good body: %s", got)
	}
}

// A polled call is answered from memory; a reset in between must not lose what
// it shows.
func TestCoverageOfARememberedAnswer(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(twoFaults)))
	p := e.Project("p1")
	for range 2 {
		get(e, http.MethodGet, listPath+"?status=running", "")
		get(e, http.MethodGet, listPath+"?status=running", "")
		if got := group(t, p.Coverage(), "jobStatuses").Covered; !slices.Equal(got, []string{"running"}) {
			t.Errorf("met %v", got)
		}
		p.Reset()
	}
}

func TestCoverageOfAllProjects(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(twoFaults)))
	get(e, http.MethodGet, "/v1.0/a/graphs/jobs?status=running", "")
	get(e, http.MethodGet, "/v1.0/b/graphs/jobs?status=waiting", "")
	get(e, http.MethodGet, "/somewhere", "")
	body := get(e, http.MethodGet, "/_emulator/projects/*/coverage", "").Body.String()
	for _, want := range []string{
		`"jobStatuses":{"met":["waiting","running"],"notMet":["success","failed"],"notInScenario":["partiallyFailed"]}`,
		`"errorCodes":{"met":["APIGW.0101"],"notMet":["GES.0001",`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s\nlacks %s", body, want)
		}
	}
}

func TestCoverageForAPerson(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(twoFaults)))
	get(e, http.MethodGet, listPath, "")
	answer := get(e, http.MethodGet, "/_emulator/projects/p1/coverage?format=text", "")
	if got := answer.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
	want := `job statuses   2 of 4 met
  + waiting
  + running
  - a job with status success: never met
  - a job with status failed: never met
    not in this scenario: partiallyFailed
`
	if !strings.Contains(answer.Body.String(), want) {
		t.Errorf("got\n%s\nwant in it\n%s", answer.Body, want)
	}
	p := e.Project("p1")
	if p.Coverage().String() != answer.Body.String() {
		t.Error("in Go it reads differently")
	}
}
