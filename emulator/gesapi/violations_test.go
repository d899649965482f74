package gesapi_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// anyProject is a world that serves every project id.
func anyProject(t testing.TB, options ...func(*gesapi.API)) (*gesapi.API, *world.World, *strings.Builder) {
	t.Helper()
	s := sample(t)
	s.Projects[0].ID = scenario.AnyProject
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := new(strings.Builder)
	handler := slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelInfo, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "where" {
			return slog.Attr{}
		}
		return a
	}})
	return gesapi.New(w, slog.New(handler), options...), w, log
}

// recorded lists the violations of a world as «rule: message».
func recorded(w *world.World) []string {
	list, _ := w.Violations()
	var lines []string
	for _, e := range list {
		lines = append(lines, string(e.Rule)+": "+e.String())
	}
	return lines
}

func request(method, target, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// submit is a CreateGraph.
func submit(body string) *http.Request { return request("POST", "/v1.0/p1/graphs", body) }

const known = "offset, limit, status, graphName, startTime, endTime"

func TestEachRule(t *testing.T) {
	rules := map[journal.RuleID]bool{}
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		want    []string
	}{
		"unknown parameter, misspelt": {request("GET", list+"?limt=5", ""), 200,
			[]string{"unknown-parameter: limt is not a parameter of this call (did you mean limit?); allowed are " + known}},
		"unknown parameter, other case": {request("GET", list+"?Limit=5", ""), 200,
			[]string{"unknown-parameter: Limit is not a parameter of this call (did you mean limit?); allowed are " + known}},
		"unknown parameter, name of the v2 call": {request("GET", list+"?start_time=2018-12-17", ""), 200,
			[]string{"unknown-parameter: start_time is not a parameter of this call (did you mean startTime?); allowed are " + known}},
		"unknown parameter, no idea": {request("GET", list+"?x%20y=5", ""), 200,
			[]string{`unknown-parameter: "x y" is not a parameter of this call; allowed are ` + known}},
		"unknown parameter, without a name": {request("GET", list+"?=5", ""), 200,
			[]string{`unknown-parameter: "" is not a parameter of this call; allowed are ` + known}},
		"repeated": {request("GET", list+"?limit=5&limit=6", ""), 200,
			[]string{`repeated-parameter: limit came more than once, first as "5"; allowed is one limit`}},
		"bad value of limit": {request("GET", list+"?limit=0", ""), 400,
			[]string{`bad-value: limit: "0" is not an integer of 1 or more`}},
		"bad value of offset": {request("GET", list+"?offset=-1", ""), 400,
			[]string{`bad-value: offset: "-1" is not an integer of 0 or more`}},
		"bad value of status": {request("GET", list+"?status=done", ""), 400,
			[]string{`bad-value: status: "done" is not one of running, waiting, success, failed, pending, partiallyFailed`}},
		"bad day": {request("GET", list+"?endTime=2018-02-29", ""), 400,
			[]string{`bad-value: endTime: "2018-02-29" is not a calendar day such as 2019-03-27 (yyyy-MM-dd)`}},
		"two bad values": {request("GET", list+"?limit=a&offset=b", ""), 400,
			[]string{`bad-value: offset: "b" is not an integer of 0 or more`, `bad-value: limit: "a" is not an integer of 1 or more`}},
		"newer name": {request("GET", list+"?graph_name=g", ""), 200,
			[]string{"newer-name: graph_name is graphName under the name that newer pages and the vendor's SDKs use"}},
		"two names that agree": {request("GET", list+"?graph_name=g&graphName=g", ""), 200,
			[]string{`two-names: graph_name: "g" came beside graphName; allowed is one of the two`}},
		"two names that differ": {request("GET", list+"?graph_name=g&graphName=h", ""), 400,
			[]string{`two-names: graph_name: "g" came beside graphName; allowed is one of the two`}},
		"inverted dates": {request("GET", list+"?startTime=2018-12-18&endTime=2018-12-17", ""), 200,
			[]string{`inverted-dates: endTime: "2018-12-17" is before startTime; allowed is a day from startTime on, 2018-12-18`}},
		"one day": {request("GET", list+"?startTime=2018-12-18&endTime=2018-12-18", ""), 200, nil},
		"project id": {request("GET", "/v1.0/my-test/graphs/jobs", ""), 200,
			[]string{`project-id-letters: projectId: "my-test" has characters that the vendor's v2 call does not allow; allowed there are 1 to 64 letters and digits`}},
		"bad project id": {request("GET", "/v1.0/a.b/graphs/jobs", ""), 400,
			[]string{`bad-project-id: projectId: "a.b" is not 1 to 64 letters, digits, - or _`}},
		"body": {request("GET", list, "{}"), 200,
			[]string{"body: the request has a body (2 bytes); allowed is none"}},
		"content type": {request("GET", list, "", "Content-Type", "text/plain"), 200,
			[]string{`content-type: Content-Type: "text/plain" is not application/json`}},
		"content type of the SDKs":    {request("GET", list, "", "Content-Type", "application/json"), 200, nil},
		"content type with a charset": {request("GET", list, "", "Content-Type", "Application/JSON;charset=UTF-8"), 200, nil},
		"empty value": {request("GET", list+"?status=&limit=1", ""), 200,
			[]string{"empty-value: status came without a value, as if it were absent"}},
		"malformed value": {request("GET", list+"?graphName=%zz", ""), 400,
			[]string{`malformed-encoding: graphName: "%zz" is not percent-encoded UTF-8`}},
		"malformed name": {request("GET", list+"?lim%it=1", ""), 200,
			[]string{`malformed-encoding: lim%it: "lim%it" is not percent-encoded UTF-8`}},
		"not UTF-8": {request("GET", list+"?graphName=%D6%D0", ""), 400,
			[]string{`malformed-encoding: graphName: "%D6%D0" is not percent-encoded UTF-8`}},
		"not UTF-8, under the other name": {request("GET", list+"?graph_name=%ff", ""), 400,
			[]string{`malformed-encoding: graph_name: "%ff" is not percent-encoded UTF-8`,
				"newer-name: graph_name is graphName under the name that newer pages and the vendor's SDKs use"}},
		"not UTF-8, an integer": {request("GET", list+"?limit=%ff", ""), 400,
			[]string{`malformed-encoding: limit: "%ff" is not percent-encoded UTF-8`}},
		"not UTF-8 in the path": {request("GET", "/v1.0/p1/graphs/g/jobs/%D6%D0/status", ""), 400,
			[]string{`malformed-encoding: jobId: "%D6%D0" is not percent-encoded UTF-8`}},
		"not UTF-8, of an unknown parameter": {request("GET", list+"?a=%ff", ""), 200,
			[]string{"unknown-parameter: a is not a parameter of this call; allowed are " + known,
				`malformed-encoding: a: "%ff" is not percent-encoded UTF-8`}},
		"malformed value of an unknown parameter": {request("GET", list+"?a=%zz", ""), 200,
			[]string{"unknown-parameter: a is not a parameter of this call; allowed are " + known,
				`malformed-encoding: a: "%zz" is not percent-encoded UTF-8`}},
		"unknown path, a slip": {request("GET", "/v1.0/p1/graph/jobs", ""), 404,
			[]string{"unknown-path: /v1.0/p1/graph/jobs is no path of this API (did you mean /v1.0/p1/graphs/jobs?); its calls begin with /v1.0/{projectId}/graphs or /v2/{project_id}/graphs"}},
		"not emulated": {request("POST", "/v2/p1/graphs/metadatas", "{}"), 501,
			[]string{"not-emulated: ges-emulator does not emulate CreateMetadata2 (POST /v2/{project_id}/graphs/metadatas)"}},
		"unknown path, another version": {request("GET", "/v3.0/p1/graphs/jobs", ""), 404,
			[]string{"unknown-path: /v3.0/p1/graphs/jobs is no path of this API (did you mean /v1.0/p1/graphs/jobs?); its calls begin with /v1.0/{projectId}/graphs or /v2/{project_id}/graphs"}},
		"unknown path, a slash at the end": {request("GET", "/v1.0/p1/graphs/jobs/", ""), 404,
			[]string{"unknown-path: /v1.0/p1/graphs/jobs/ is no path of this API (did you mean /v1.0/p1/graphs/jobs?); its calls begin with /v1.0/{projectId}/graphs or /v2/{project_id}/graphs"}},
		"unknown path, far away": {request("GET", "/api/things", ""), 404,
			[]string{"unknown-path: /api/things is no path of this API; its calls begin with /v1.0/{projectId}/graphs or /v2/{project_id}/graphs"}},
		"wrong method": {request("POST", list, "{}"), 404,
			[]string{"wrong-method: POST is not a method of this path; it takes GET"}},
		"no JSON": {submit(`{"graph": `), 400,
			[]string{`bad-field: body: "{\"graph\": " is not JSON: unexpected end of JSON input, at byte 10`}},
		"no object": {submit("[]"), 400,
			[]string{`bad-field: body: "[]" is not a JSON object`}},
		"a field of another type": {submit(`{"graph": {"name": "movies", "graphSizeTypeIndex": 1, "vpcId": 5, "subnetId": "s", "securityGroupId": "g"}}`), 400,
			[]string{`bad-field: graph.vpcId: 5 is not a text of at most 1024 characters, without control characters`}},
		"an empty field": {submit(`{"graph": {"name": "", "graphSizeTypeIndex": "1", "vpcId": "v", "subnetId": "s", "securityGroupId": "g"}}`), 400,
			[]string{`bad-field: graph.name: "" is not a value`}},
		"a missing field": {submit(`{"graph": {"name": "movies", "graphSizeTypeIndex": "1", "vpcId": null, "subnetId": "s", "securityGroupId": "g"}}`), 400,
			[]string{"missing-field: graph.vpcId is missing in the body"}},
		"an unknown field": {request("POST", "/v1.0/p1/graphs/g/expand", `{"expand": {"replicatoin": 2, "replication": "2"}}`), 400,
			[]string{"unknown-field: expand.replicatoin is not a field of this body (did you mean replication?); allowed are replication"}},
		"a field of the other version": {request("POST", "/v2/p1/graphs/g/import-graph", `{"edgesetPath": "b/e.csv"}`), 404,
			[]string{"unknown-field: edgesetPath is not a field of this body (did you mean edgeset_path?); allowed are edgeset_path, edgeset_format, vertexset_path, " +
				"vertexset_format, schema_path, log_dir, parallel_edge, delimiter, trim_quote, offline"}},
		"a field of an operation without": {request("POST", "/v2/p1/graphs/g/stop", `{"force": true}`), 404,
			[]string{"unknown-field: force is not a field of this body; allowed are none"}},
		"a field twice": {request("POST", "/v1.0/p1/graphs/g/expand", `{"expand": {"replication": "2", "replication": "3"}}`), 400,
			[]string{`repeated-field: expand.replication came more than once in the body, first as "\"2\""; allowed is one expand.replication`}},
		"an unknown word": {request("POST", "/v1.0/p1/graphs/g/action?action_id=import-graph", `{"edgesetFormat": "cvs"}`), 400,
			[]string{`unknown-word: edgesetFormat: "cvs" is not one of csv (did you mean csv?)`}},
		"an empty word": {request("POST", "/v1.0/p1/graphs/g/action?action_id=import-graph", `{"edgesetFormat": ""}`), 400,
			[]string{"empty-value: edgesetFormat came without a value, as if it were absent"}},
		"content type of a body": {request("POST", "/v2/p1/graphs/g/stop", "{}", "Content-Type", "text/plain"), 404,
			[]string{`content-type: Content-Type: "text/plain" is not application/json`}},
		"content type without a body": {request("POST", "/v2/p1/graphs/g/stop", "", "Content-Type", "application/x-www-form-urlencoded"), 404, nil},
		"a job of another graph": {request("GET", "/v1.0/p1/graphs/other/jobs/ff80808167bb90340167bc3c7b5b026a/status", ""), 200,
			[]string{`other-graph: graphId: "other" is not b6eecbff-be8b-4379-b323-aefd0139152c`}},
		"a browser's preflight": {request("OPTIONS", list, "", "Access-Control-Request-Method", "GET"), 404, nil},
		"a browser's icon":      {request("GET", "/favicon.ico", ""), 404, nil},
		"a good call":           {request("GET", list+"?offset=0&limit=100&status=running&graphName=g&startTime=2018-12-17&endTime=2018-12-17", ""), 200, nil},
	} {
		t.Run(name, func(t *testing.T) {
			api, w, log := anyProject(t)
			for range 2 { // the second time is counted, not logged
				rec := httptest.NewRecorder()
				r := c.request.Clone(t.Context())
				r.Body, _ = c.request.GetBody()
				api.ServeHTTP(rec, r)
				if rec.Code != c.status {
					t.Errorf("answered %d %s, want %d", rec.Code, rec.Body, c.status)
				}
			}
			if got := recorded(w); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			entries, _ := w.Violations()
			for _, e := range entries {
				rules[e.Rule] = true
				if e.Count != 2 {
					t.Errorf("%s counts %d, want 2", e, e.Count)
				}
			}
			if got := strings.Count(log.String(), " violation="); got != len(c.want) {
				t.Errorf("%d violations in the log, want %d:\n%s", got, len(c.want), log)
			}
		})
	}
	for _, r := range journal.Rules() {
		if !rules[r.ID] {
			t.Errorf("no case violates %s", r.ID)
		}
	}
}

func TestViolationsAreLoggedByTheirWorth(t *testing.T) {
	api, _, log := anyProject(t)
	get(t, api, list+"?graph_name=g&limt=1")
	want := `level=INFO msg="violation of the contract" rule=newer-name project=p1 call=1 ` +
		`violation="graph_name is graphName under the name that newer pages and the vendor's SDKs use"` + "\n" +
		`level=WARN msg="violation of the contract" rule=unknown-parameter project=p1 call=1 ` +
		`violation="limt is not a parameter of this call (did you mean limit?); allowed are ` + known + `"` + "\n"
	if !strings.HasPrefix(log.String(), want) {
		t.Errorf("the log is\n%s\nwant first\n%s", log, want)
	}
}

func TestViolationsBelongToTheirProject(t *testing.T) {
	api, w, _ := anyProject(t)
	get(t, api, "/v1.0/a/graphs/jobs")
	get(t, api, "/v1.0/a/graphs/jobs?x=1")
	get(t, api, "/v1.0/b/graphs/jobs")
	get(t, api, "/v1.0/b/graph/jobs")
	get(t, api, "/somewhere")
	got := ""
	entries, _ := w.Violations()
	for _, e := range entries {
		got += fmt.Sprintf("%q %s call %d\n", e.Project, e.Rule, e.FirstCall)
	}
	want := "\"\" unknown-path call 0\n\"a\" unknown-parameter call 2\n\"b\" unknown-path call 0\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if calls(t, w, "b") != 1 {
		t.Error("a wrong path counts as a call")
	}
	reset(t, w, "a")
	inProject(t, w, "a", func(tx *world.Tx) {
		if list, _ := tx.Violations(); len(list) != 0 {
			t.Errorf("after a reset there is %v", list)
		}
	})
	if all, _ := w.AllViolations(); len(all) != 3 {
		t.Errorf("after a reset the world knows %v", all)
	}
}

func TestStrict(t *testing.T) {
	api, w, _ := anyProject(t, gesapi.Strict)
	for target, want := range map[string]string{
		list + "?limt=5":          "limt is not a parameter of this call (did you mean limit?); allowed are " + known,
		list + "?limit=1&limit=1": `limit came more than once, first as \"1\"; allowed is one limit`,
		list + "?limit=x":         `limit: \"x\" is not an integer of 1 or more`,
	} {
		for range 2 {
			want := `{"errorMessage":"Incorrect parameter. ` + want + `.","errorCode":"GES.0001"}`
			if rec := get(t, api, target); rec.Code != 400 || rec.Body.String() != want {
				t.Errorf("%s answers %d %s\nwant %s", target, rec.Code, rec.Body, want)
			}
		}
	}
	for _, target := range []string{list, list + "?graph_name=g", list + "?status=", list + "?limit=1", "/v1.0/a-b_c/graphs/jobs"} {
		if rec := get(t, api, target); rec.Code != 200 {
			t.Errorf("%s answers %d %s", target, rec.Code, rec.Body)
		}
	}
	if n := calls(t, w, "p1"); n != 10 {
		t.Errorf("%d calls are counted, want all 10", n)
	}
}

func TestStrictRefusalsMeetNoFault(t *testing.T) {
	s := sample(t)
	s.Faults = []scenario.Fault{{Name: "second", Calls: scenario.Calls{Numbers: []int{2}}, Until: clock.Never, From: clock.Min,
		Reply: scenario.Reply{Code: "GES.9999"}}}
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	api := gesapi.New(w, slog.New(slog.DiscardHandler), gesapi.Strict)
	got := ""
	for _, query := range []string{"", "?limt=1", "?limt=1", "", ""} {
		rec := get(t, api, list+query)
		got += fmt.Sprint(rec.Code, " ", strings.Contains(rec.Body.String(), "GES.9999"), "\n")
	}
	if want := "200 false\n400 false\n400 false\n400 true\n200 false\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestParallelViolationsAreCountedExactly(t *testing.T) {
	api, w, log := anyProject(t)
	const clients, calls = 8, 100
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for n := range calls {
				api.ServeHTTP(httptest.NewRecorder(), request("GET", fmt.Sprintf("%s?limt=%d&limit=%d&x%d=1", list, n, n+1, i), ""))
			}
		})
	}
	wg.Wait()
	entries, dropped := w.Violations()
	counts := map[string]int{}
	for _, e := range entries {
		counts[e.Parameter] += e.Count
	}
	if counts["limt"] != clients*calls || len(entries) != clients+1 || dropped != 0 {
		t.Errorf("counts %v, %d entries, %d dropped", counts, len(entries), dropped)
	}
	for i := range clients {
		if name := fmt.Sprintf("x%d", i); counts[name] != calls {
			t.Errorf("%s counts %d, want %d", name, counts[name], calls)
		}
	}
	if got := strings.Count(log.String(), "violation of the contract"); got != clients+1 {
		t.Errorf("%d violations in the log, want %d", got, clients+1)
	}
}

func TestManyViolationsAreDropped(t *testing.T) {
	api, w, _ := anyProject(t)
	for i := range journal.MaxEntries + 50 {
		get(t, api, fmt.Sprintf("%s?limit=x%d", list, i))
	}
	entries, dropped := w.Violations()
	if len(entries) != journal.MaxEntries || dropped != 50 {
		t.Errorf("%d entries, %d dropped", len(entries), dropped)
	}
}

func FuzzViolations(f *testing.F) {
	for _, query := range []string{
		"limit=5", "limt=5&&=&x", "%zz=%zz&%ff=%ff", "graphName=a&graph_name=b", "startTime=2018-12-18&endTime=2018-12-17",
		"a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1&l=1&m=1&n=1&o=1&p=1&q=1&limit=3&limit=4", strings.Repeat("x", 300) + "=1",
		strings.Repeat("\x19", 300) + "%zz=" + strings.Repeat("\x19", 300),
	} {
		f.Add(query)
	}
	api, w, _ := anyProject(f)
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest("GET", list, nil)
		r.URL.RawQuery = query
		rec := httptest.NewRecorder()
		api.ServeHTTP(rec, r)
		if rec.Code != 200 && rec.Code != 400 {
			t.Errorf("answers %d %s", rec.Code, rec.Body)
		}
		entries, _ := w.Violations()
		if len(entries) > journal.MaxEntries {
			t.Errorf("%d entries", len(entries))
		}
		bad := false
		for _, e := range entries {
			for _, text := range []string{e.Parameter, e.Value, e.Suggestion} {
				if !utf8.ValidString(text) || len(text) > 120*len("\uFFFD")+len("…") { // each byte may be no UTF-8
					t.Errorf("%s has the text %q", e.Rule, text)
				}
			}
			// In a sentence two of them may be quoted, four bytes for each.
			if text := e.String(); !utf8.ValidString(text) || len(text) > 1200 {
				t.Errorf("%s reads %q", e.Rule, text)
			}
			bad = bad || e.Severity() == journal.Error
		}
		if rec.Code == 400 && !bad {
			t.Error("a bad request violates nothing")
		}
		reset(t, w, "p1")
	})
}
