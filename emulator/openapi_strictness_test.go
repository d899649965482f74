package emulator_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	gesemulator "github.com/ges-emulator/ges-emulator"
)

// A check that lets everything through checks nothing: each of these answers is
// right but for one thing, and must be refused.
func TestWrongAnswersDoNotFitTheDocument(t *testing.T) {
	const (
		page = `{"jobCount":1,"jobList":[` + wholeJob + `]}`
		id   = "0123456789abcdef0123456789abcdef"
	)
	good := http.Header{
		"Content-Type": {"application/json"},
		"X-Request-Id": {id},
		"Date":         {"Mon, 17 Dec 2018 12:55:00 GMT"},
	}
	c := readContract(t, gesemulator.OpenAPI)
	check := func(status int, header http.Header, body string) error {
		return c.checkAnswer(newRequest(http.MethodGet, "/v1.0/p1/graphs/jobs", ""), listJobsPath, status, header, []byte(body))
	}
	if err := check(http.StatusOK, good, page); err != nil {
		t.Fatalf("the right answer is refused: %v", err)
	}
	for _, wrong := range []struct{ what, old, new string }{
		{"jobCount as text", `"jobCount":1`, `"jobCount":"1"`},
		{"negative jobCount", `"jobCount":1`, `"jobCount":-1`},
		{"no jobCount", `"jobCount":1,`, ``},
		{"no jobList", `"jobList":[` + wholeJob + `]`, `"jobs":[]`},
		{"jobList null", `[` + wholeJob + `]`, `null`},
		{"an extra field of the page", `{"jobCount"`, `{"errorCode":"","jobCount"`},
		{"an extra field of a job", `"jobProgress":0`, `"jobProgress":0,"x":1`},
		{"no jobId", `"jobId":"a",`, ``},
		{"empty jobId", `"jobId":"a"`, `"jobId":""`},
		{"jobId with a space", `"jobId":"a"`, `"jobId":"a b"`},
		{"unknown status", `"success","jobType"`, `"done","jobType"`},
		{"jobName as a list", `"ImportGraph"`, `["ImportGraph"]`},
		{"unknown jobName", `"ImportGraph"`, `"ImportGraphs"`},
		{"a time with a zone", `12:55:40"`, `12:55:40Z"`},
		{"a time with a fraction", `12:55:40"`, `12:55:40.5"`},
		{"a time with a space", `2018-12-17T12:55:40`, `2018-12-17 12:55:40`},
		{"an ended job without an end", `"endTime":"2018-12-17T12:56:32",`, ``},
		{"endTime null", `"endTime":"2018-12-17T12:56:32"`, `"endTime":null`},
		{"a running job with an end", `"success","jobType"`, `"running","jobType"`},
		{"an ended import without detail", wholeDetail + `,`, ``},
		{"detail null", wholeDetail, `"jobDetail":null`},
		{"detail on another job", `"ImportGraph"`, `"DeleteGraph"`},
		{"detail without a list", `"vertexsetPath":null,`, ``},
		{"a success with a reason", `"jobProgress":0`, `"failReason":"x","jobProgress":0`},
		{"a failed job without a reason", `"success","jobType"`, `"failed","jobType"`},
		{"progress as text", `"jobProgress":0`, `"jobProgress":"0"`},
		{"progress over 100", `"jobProgress":0`, `"jobProgress":100.5`},
		{"no progress", `,"jobProgress":0`, ``},
		{"a file without log", `"log":null,`, ``},
		{"a file with the job's word", `"status":"success"}`, `"status":"partiallyFailed"}`},
		{"line counts as text", `"status":"success"}`, `"status":"success","totalLines":"5"}`},
	} {
		body := strings.Replace(page, wrong.old, wrong.new, 1)
		if body == page {
			t.Fatalf("%s: nothing was replaced", wrong.what)
		}
		if check(http.StatusOK, good, body) == nil {
			t.Errorf("%s is let through: %s", wrong.what, body)
		}
	}
	for _, wrong := range []struct{ name, value string }{
		{"X-Request-Id", ""}, {"X-Request-Id", strings.ToUpper(id)}, {"X-Request-Id", id + "0"},
		{"Date", ""}, {"Date", "2018-12-17T12:55:00Z"}, {"Content-Type", "text/plain"},
	} {
		header := maps.Clone(good)
		header.Set(wrong.name, wrong.value)
		if wrong.value == "" {
			header.Del(wrong.name)
		}
		if check(http.StatusOK, header, page) == nil {
			t.Errorf("%s: %q is let through", wrong.name, wrong.value)
		}
	}
	for _, body := range []string{
		page, `{}`, `null`, `[]`, `"failed"`, ``, `{"errorMessage":"failed"}`, `{"errorCode":"GES.9999"}`, `{"errorMessage":null,"errorCode":"GES.9999"}`,
		`{"errorMessage":"failed","errorCode":"GES.1234"}`, `{"errorMessage":"failed","errorCode":"GES.9999","request_id":"` + id + `"}`,
		`{"error_msg":"x","error_code":"APIGW.0101"}`, `{"error_msg":"x","error_code":"GES.9999","request_id":"` + id + `"}`,
		`{"error_msg":"x","error_code":"APIGW.0101","request_id":"1"}`,
	} {
		for _, status := range []int{400, 401, 403, 404, 429, 500, 503} {
			if check(status, good, body) == nil {
				t.Errorf("%d %s is let through", status, body)
			}
		}
	}
	if check(http.StatusTeapot, good, `{"errorMessage":"failed","errorCode":"GES.9999"}`) == nil {
		t.Error("a status that is not documented is let through")
	}
}

const (
	wholeDetail = `"jobDetail":{"vertexsetPath":null,"edgesetPath":[{"path":"b/e.csv","log":null,"cause":null,"status":"success"}],"schemaPath":[]}`
	wholeJob    = `{"jobId":"a","status":"success","jobType":"GraphManagement","jobName":"ImportGraph","relatedGraph":"g",` +
		`"beginTime":"2018-12-17T12:55:40","endTime":"2018-12-17T12:56:32",` + wholeDetail + `,"jobProgress":0}`
)
