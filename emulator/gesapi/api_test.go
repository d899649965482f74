package gesapi_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// at is an instant of the day of the vendor's sample.
func at(t testing.TB, hour string) clock.Instant {
	t.Helper()
	i, err := clock.Parse("2018-12-17T" + hour)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func ptr[T any](v T) *T { return &v }

// sample is a project with the two jobs of the vendor's page, a job of each
// other state and one to come.
func sample(t testing.TB) *scenario.Scenario {
	job := func(name, graph, begin string, waiting, running time.Duration, outcome ges.Status) scenario.Job {
		return scenario.Job{Name: name, Graph: graph, Begin: at(t, begin), Waiting: waiting, Running: running,
			Outcome: outcome, Type: ges.GraphManagement}
	}
	first := job("ImportGraph", "test1217", "12:55:39.611", 0, 52*time.Second, ges.Success)
	first.ID = "ff80808167bb90340167bc3c7b5b026a"
	first.Detail = &scenario.Detail{
		Edgeset: []scenario.File{{Path: "hkmovie/edge.csv", Status: ges.FileSuccess}},
		Schema:  []scenario.File{{Path: "hkmovie/schema.xml", Status: ges.FileSuccess}},
	}
	second := job("DeleteGraph", "test1218", "13:31:13.565", 0, 214*time.Second, ges.Success)
	second.ID = "ff80808167bb90340167bc5d0b1d0358"
	failed := job("StopGraph", "test1218", "14:00:00", 0, time.Minute, ges.Failed)
	failed.FailReason = ptr(`a <b> & "c" – é`)
	partial := job("ImportGraph", "a&b", "14:10:00", 0, time.Minute, ges.PartiallyFailed)
	partial.FailReason = ptr("some lines")
	partial.Detail = &scenario.Detail{Edgeset: []scenario.File{{
		Path: "b/e.csv", Log: ptr("b/e.log"), Cause: ptr("line 7"), Status: ges.FilePartFailed,
		Total: ptr(int64(1659)), Failed: ptr(int64(450)), Successful: ptr(int64(1209)),
	}}}
	running := job("ExportGraph", "test1217", "14:59:00", 0, 100*time.Second, ges.Success)
	waiting := job("CreateBackup", "test1217", "14:59:30", time.Hour, time.Hour, ges.Success)
	waiting.Progress = ptr(12.5)
	future := job("CreateGraph", "later", "16:00:00", 0, time.Hour, ges.Success)
	return &scenario.Scenario{
		Name: "sample", Seed: 1, Compat: scenario.DefaultCompat(),
		Clock: clock.Settings{Start: at(t, "15:00:00"), Mode: clock.Manual},
		Projects: []scenario.Project{{ID: "p1", Jobs: []scenario.Job{
			first, second, failed, partial, running, waiting, future,
		}}},
	}
}

func serve(t testing.TB, s *scenario.Scenario) (*gesapi.API, *world.World) {
	t.Helper()
	w, err := world.New(s, clock.Wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	return gesapi.New(w, slog.New(slog.DiscardHandler)), w
}

const list = "/v1.0/p1/graphs/jobs"

func do(t testing.TB, h http.Handler, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(method, target, nil))
	return rec
}

func get(t testing.TB, h http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	return do(t, h, http.MethodGet, target)
}

// want fails unless an answer has a status and a body.
func want(t testing.TB, rec *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	if rec.Code != status || rec.Body.String() != body {
		t.Errorf("got  %d %s\nwant %d %s", rec.Code, rec.Body, status, body)
	}
}

const (
	importRow = `{"jobId":"ff80808167bb90340167bc3c7b5b026a","status":"success","jobType":"GraphManagement","jobName":"ImportGraph",` +
		`"relatedGraph":"test1217","beginTime":"2018-12-17T12:55:40","endTime":"2018-12-17T12:56:32","jobDetail":{"vertexsetPath":null,` +
		`"edgesetPath":[{"path":"hkmovie/edge.csv","log":null,"cause":null,"status":"success"}],` +
		`"schemaPath":[{"path":"hkmovie/schema.xml","log":null,"cause":null,"status":"success"}]},"jobProgress":0}`
	deleteRow = `{"jobId":"ff80808167bb90340167bc5d0b1d0358","status":"success","jobType":"GraphManagement","jobName":"DeleteGraph",` +
		`"relatedGraph":"test1218","beginTime":"2018-12-17T13:31:14","endTime":"2018-12-17T13:34:48","jobProgress":0}`
)

func TestRowsAreWrittenAsOnThePage(t *testing.T) {
	api, _ := serve(t, sample(t))
	want(t, get(t, api, list+"?offset=0&limit=2"), 200, `{"jobCount":6,"jobList":[`+importRow+`,`+deleteRow+`]}`)
}

func TestRowOfEachState(t *testing.T) {
	api, w := serve(t, sample(t))
	plan := historyOf(t, w, "p1").Plan()
	id := func(position int) string { return plan.Job(position).ID() }
	rows := map[string]string{
		"failed": `{"jobId":"` + id(2) + `","status":"failed","jobType":"GraphManagement","jobName":"StopGraph","relatedGraph":"test1218",` +
			`"beginTime":"2018-12-17T14:00:00","endTime":"2018-12-17T14:01:00","failReason":"a <b> & \"c\" – é","jobProgress":0}`,
		"partiallyFailed": `{"jobId":"` + id(3) + `","status":"partiallyFailed","jobType":"GraphManagement","jobName":"ImportGraph",` +
			`"relatedGraph":"a&b","beginTime":"2018-12-17T14:10:00","endTime":"2018-12-17T14:11:00","jobDetail":{"vertexsetPath":null,` +
			`"edgesetPath":[{"path":"b/e.csv","log":"b/e.log","cause":"line 7","status":"partFailed","totalLines":1659,"failedLines":450,` +
			`"successfulLines":1209}],"schemaPath":null},"failReason":"some lines","jobProgress":0}`,
		"running": `{"jobId":"` + id(4) + `","status":"running","jobType":"GraphManagement","jobName":"ExportGraph","relatedGraph":"test1217",` +
			`"beginTime":"2018-12-17T14:59:00","jobProgress":0}`,
		"waiting": `{"jobId":"` + id(5) + `","status":"waiting","jobType":"GraphManagement","jobName":"CreateBackup","relatedGraph":"test1217",` +
			`"beginTime":"2018-12-17T14:59:30","jobProgress":12.5}`,
	}
	rows["pending"] = rows["waiting"]
	for status, row := range rows {
		want(t, get(t, api, list+"?status="+status), 200, `{"jobCount":1,"jobList":[`+row+`]}`)
	}
}

func TestParameters(t *testing.T) {
	api, w := serve(t, sample(t))
	plan := historyOf(t, w, "p1").Plan()
	for query, rows := range map[string][]int{
		"":                                         {0, 1, 2, 3, 4, 5},
		"limit=2":                                  {0, 1},
		"offset=4":                                 {4, 5},
		"offset=4&limit=1":                         {4},
		"offset=6":                                 {},
		"offset=99999999999999999999999":           {},
		"offset=9223372036854775807&limit=9":       {},
		"limit=99999999999999999999999&offset=5":   {5},
		"limit=007&offset=00":                      {0, 1, 2, 3, 4, 5},
		"limit=&offset=&status=&graphName=":        {0, 1, 2, 3, 4, 5},
		"startTime=&endTime=&graph_name=":          {0, 1, 2, 3, 4, 5},
		"graphName=test1217":                       {0, 4, 5},
		"graph_name=test1217":                      {0, 4, 5},
		"graphName=test1217&graph_name=test1217":   {0, 4, 5},
		"graphName=&graph_name=test1217":           {0, 4, 5},
		"graphName=TEST1217":                       {},
		"graphName=a%26b":                          {3},
		"graphName=nowhere":                        {},
		"graphName=later":                          {},
		"status=success":                           {0, 1},
		"status=success&graphName=test1217":        {0},
		"status=running&graphName=test1218":        {},
		"status=success&status=failed":             {0, 1},
		"limit=1&limit=abc":                        {0},
		"limit=&limit=1":                           {0, 1, 2, 3, 4, 5},
		"startTime=2018-12-17":                     {0, 1, 2, 3, 4, 5},
		"startTime=2018-12-18":                     {},
		"endTime=2018-12-17":                       {0, 1, 2, 3, 4, 5},
		"endTime=2018-12-16":                       {},
		"startTime=2018-12-18&endTime=2018-12-16":  {},
		"unknown=1&&=&limit=1":                     {0},
		"foo=%zz&%zz=1&limit=1":                    {0},
		"Limit=1&LIMIT=2":                          {0, 1, 2, 3, 4, 5},
		"%6cimit=%32":                              {0, 1},
		"graphName=test+1217":                      {},
		"offset=0;limit=1":                         nil,
		"startTime=2018-12-17&endTime=2018-12-17&": {0, 1, 2, 3, 4, 5},
	} {
		rec := get(t, api, list+"?"+query)
		if rows == nil {
			if rec.Code != 400 {
				t.Errorf("%q: got %d, want 400", query, rec.Code)
			}
			continue
		}
		var answer struct{ JobList []struct{ JobID string } }
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || rec.Code != 200 {
			t.Fatalf("%q: %d %s: %v", query, rec.Code, rec.Body, err)
		}
		var got, expected []string
		for _, j := range answer.JobList {
			got = append(got, j.JobID)
		}
		for _, row := range rows {
			expected = append(expected, plan.Job(row).ID())
		}
		if strings.Join(got, " ") != strings.Join(expected, " ") {
			t.Errorf("%q: got %v, want rows %v", query, got, rows)
		}
	}
}

func TestCountIsOfAllPages(t *testing.T) {
	api, _ := serve(t, sample(t))
	want(t, get(t, api, list+"?offset=6"), 200, `{"jobCount":6,"jobList":[]}`)
	want(t, get(t, api, list+"?graphName=test1217&offset=7"), 200, `{"jobCount":3,"jobList":[]}`)
}

func TestBadParameters(t *testing.T) {
	api, _ := serve(t, sample(t))
	for query, text := range map[string]string{
		"limit=abc":                         `limit: \"abc\" is not an integer of 1 or more.`,
		"limit=0":                           `limit: \"0\" is not an integer of 1 or more.`,
		"limit=-1":                          `limit: \"-1\" is not an integer of 1 or more.`,
		"limit=1.5":                         `limit: \"1.5\" is not an integer of 1 or more.`,
		"limit=%2B1":                        `limit: \"+1\" is not an integer of 1 or more.`,
		"limit=+1":                          `limit: \" 1\" is not an integer of 1 or more.`,
		"offset=-1":                         `offset: \"-1\" is not an integer of 0 or more.`,
		"offset=x&limit=y":                  `offset: \"x\" is not an integer of 0 or more.`,
		"offset=%00":                        `offset: \"\\x00\" is not an integer of 0 or more.`,
		"offset=%zz":                        `offset: \"%zz\" is not percent-encoded text.`,
		"graphName=%D6%D0":                  `graphName: \"%D6%D0\" is not percent-encoded UTF-8.`,
		"graphName=%f":                      `graphName: \"%f\" is not percent-encoded text.`,
		"status=done":                       `status: \"done\" is not one of running, waiting, success, failed, pending, partiallyFailed.`,
		"status=Running":                    `status: \"Running\" is not one of running, waiting, success, failed, pending, partiallyFailed.`,
		"startTime=2018-02-29":              `startTime: \"2018-02-29\" is not a calendar day such as 2019-03-27 (yyyy-MM-dd).`,
		"endTime=2018-12-17T00:00:00":       `endTime: \"2018-12-17T00:00:00\" is not a calendar day such as 2019-03-27 (yyyy-MM-dd).`,
		"graphName=a&graph_name=b":          `graph_name: \"b\" is not the same as graphName, \"a\".`,
		"limit=" + strings.Repeat("x", 100): `limit: \"` + strings.Repeat("x", 80) + `\"… is not an integer of 1 or more.`,
	} {
		want(t, get(t, api, list+"?"+query), 400,
			`{"errorMessage":"Incorrect parameter. `+text+`","errorCode":"GES.0001"}`)
	}
}

func TestProjectIDs(t *testing.T) {
	s := sample(t)
	s.Projects = append(s.Projects, scenario.Project{ID: "Test_1-2"})
	api, _ := serve(t, s)
	want(t, get(t, api, "/v1.0/Test_1-2/graphs/jobs"), 200, `{"jobCount":0,"jobList":[]}`)
	want(t, get(t, api, "/v1.0/Test%5F1%2D2/graphs/jobs"), 200, `{"jobCount":0,"jobList":[]}`)
	want(t, get(t, api, "/v1%2E0/Test_1-2/%67raphs/job%73"), 200, `{"jobCount":0,"jobList":[]}`)
	want(t, get(t, api, "//v1.0/Test_1-2/graphs/jobs"), 200, `{"jobCount":0,"jobList":[]}`)
	want(t, get(t, api, "/v1.0/a.b/graphs/jobs"), 400,
		`{"errorMessage":"Incorrect parameter. projectId: \"a.b\" is not 1 to 64 letters, digits, - or _.","errorCode":"GES.0001"}`)
	for _, id := range []string{"", "%2F", "a%20b", "*", "%E9", strings.Repeat("x", 65)} {
		if rec := get(t, api, "/v1.0/"+id+"/graphs/jobs"); rec.Code != 400 || !strings.Contains(rec.Body.String(), "GES.0001") {
			t.Errorf("%q: got %d %s", id, rec.Code, rec.Body)
		}
	}
	rec := get(t, api, "/v1.0/p2/graphs/jobs")
	want(t, rec, 404, `{"error_msg":"Resource not found","error_code":"GES.0016","request_id":"`+rec.Header().Get("X-Request-Id")+`"}`)
}

func TestNoSuchAPI(t *testing.T) {
	api, _ := serve(t, sample(t))
	for _, call := range []string{
		"POST " + list, "PUT " + list, "DELETE " + list, "HEAD " + list, "OPTIONS " + list, "PURGE " + list,
		"GET " + list + "/", "GET /", "PUT /v1.0/p1/graphs", "GET /v3/p1/graphs/jobs", "GET /v1.0/p1/GRAPHS/jobs",
	} {
		method, path, _ := strings.Cut(call, " ")
		rec := do(t, api, method, path)
		id := rec.Header().Get("X-Request-Id")
		want(t, rec, 404, `{"error_msg":"The API does not exist or has not been published in the environment.",`+
			`"error_code":"APIGW.0101","request_id":"`+id+`"}`)
		if len(id) != 32 || rec.Header().Get("Date") != "Mon, 17 Dec 2018 15:00:00 GMT" || rec.Header().Get("Allow") != "" {
			t.Errorf("%s: headers %v", call, rec.Header())
		}
	}
}

func TestHeaders(t *testing.T) {
	api, w := serve(t, sample(t))
	advance(t, w, world.To(at(t, "15:00:00.5")))
	seen := map[string]bool{}
	for range 3 {
		h := get(t, api, list).Header()
		if h.Get("Content-Type") != "application/json" || h.Get("Date") != "Mon, 17 Dec 2018 15:00:01 GMT" || h.Get("Content-Length") == "" {
			t.Errorf("headers %v", h)
		}
		id := h.Get("X-Request-Id")
		if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" || seen[id] {
			t.Errorf("request id %q", id)
		}
		seen[id] = true
	}
	again, _ := serve(t, sample(t))
	if id := get(t, again, list).Header().Get("X-Request-Id"); !seen[id] {
		t.Errorf("another run has request id %q first, not one of %v", id, seen)
	}
}
