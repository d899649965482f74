package control_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

const jobsAt = "/projects/p1/jobs"

// importJob is the bench's import as the control API shows it before it begins,
// with what differs.
func importJob(status, running, end, outcome, failReason string) string {
	return fmt.Sprintf(`{"jobId":"import","jobName":"ImportGraph","jobType":"","relatedGraph":"g","status":%s,"begin":"2018-12-17T12:55:40",`+
		`"waiting":"10s","running":"%s","end":"%s","outcome":"%s","failReason":%s,"jobProgress":0}`, status, running, end, outcome, failReason)
}

func (b bench) history(id string) (h *history.History) {
	b.t.Helper()
	b.do(id, func(tx *world.Tx) { h = tx.History() })
	return h
}

func TestJobsAreListed(t *testing.T) {
	b := newBench(t, "*")
	export := `{"jobId":"export","jobName":"ExportGraph","jobType":"","relatedGraph":"g","status":"running","begin":"2018-12-17T11:55:00",` +
		`"waiting":"0s","running":"forever","end":null,"outcome":"success","failReason":null,"jobProgress":0}`
	coming := importJob("null", "52s", "2018-12-17T12:56:42", "success", "null")
	b.want("GET "+jobsAt, 200, `{"count":2,"jobs":[`+export+`,`+coming+`]}`)
	b.want("GET "+jobsAt+"?offset=1&limit=1", 200, `{"count":2,"jobs":[`+coming+`]}`)
	b.want("GET "+jobsAt+"?limit=1", 200, `{"count":2,"jobs":[`+export+`]}`)
	b.want("GET "+jobsAt+"/import", 200, coming)
	b.want("GET "+jobsAt+"/none", 404, `{"error":"project \"p1\" has no job \"none\"","hint":"GET …/jobs lists the jobs."}`)
	b.want("GET "+jobsAt+"?limit=0", 400, `{"error":"limit: \"0\" is not a number of 1 or more","hint":"Leave it out for 100."}`)
}

func TestJobsAreAdded(t *testing.T) {
	b := newBench(t, "*")
	b.call(`PATCH /projects/p1/clock {"now":"2018-12-17T13:00:00"}`)
	b.want("POST "+jobsAt+` {"jobId":"mine","jobName":"StopGraph","relatedGraph":"g","running":"1m","outcome":"failed","failReason":"no"}`, 201,
		`{"jobId":"mine","jobName":"StopGraph","jobType":"GraphManagement","relatedGraph":"g","status":"running","begin":"2018-12-17T13:00:00",`+
			`"waiting":"0s","running":"1m","end":"2018-12-17T13:01:00","outcome":"failed","failReason":"no","jobProgress":0}`)
	b.want("POST "+jobsAt+` {"jobId":"mine","jobName":"StopGraph","relatedGraph":"g"}`, 409,
		`{"error":"\"mine\": another job has this jobId","hint":"Leave jobId out, or give another one."}`)
	_, body := b.call("POST " + jobsAt + ` {"jobName":"StopGraph","relatedGraph":"g","begin":"+30s"}`)
	if !strings.Contains(body, `"begin":"2018-12-17T13:00:30"`) || !strings.Contains(body, `"jobId":"ff808081`) {
		t.Errorf("a duration counts from now, and an id is invented: %s", body)
	}
	b.want("POST "+jobsAt+` {"jobName":"StopGrph"}`, 400, `{"error":"body:1:1: relatedGraph is missing; a job needs it\n`+
		`body:1:12: jobName: \"StopGrph\" is not a jobName; did you mean StopGraph? (CreateGraph, ImportGraph, ExportGraph, StopGraph, StartGraph, `+
		`RestoreGraph, CreateBackup, DeleteGraph, ClearGraph, UpgradeGraph, ResizeGraph, ExpandGraph, RestartGraph, ImportBackup, ExportBackup)",`+
		`"hint":"Nothing was changed. The numbers are line and column."}`)
	b.call(`POST /projects/p1/clock/advance {"by":"-1d"}`)
	b.call(`POST /projects/p1/clock/advance {"to":"2018-12-17T13:00:59"}`)
	if status, body := b.call("GET " + jobsAt + "/mine"); status != 200 || !strings.Contains(body, `"status":"running"`) {
		t.Errorf("back in time and here again: %d %s", status, body)
	}
	if n := b.history("p2").Len(); n != 2 {
		t.Errorf("another project has %d jobs", n)
	}
}

func TestJobsAreChanged(t *testing.T) {
	b := newBench(t, "*")
	const at = "PATCH " + jobsAt + "/import "
	b.want(at+`{"outcome":"failed","failReason":"quota"}`, 200,
		importJob("null", "52s", "2018-12-17T12:56:42", "failed", `"quota"`))
	b.want(at+`{"endAt":"2018-12-17T12:56:00"}`, 200, importJob("null", "10s", "2018-12-17T12:56:00", "failed", `"quota"`))
	b.call(`PATCH /projects/p1/clock {"now":"2018-12-17T12:55:55"}`)
	b.want(at+`{"endAt":"now","outcome":"partiallyFailed","failReason":"some"}`, 200,
		importJob(`"partiallyFailed"`, "5s", "2018-12-17T12:55:55", "partiallyFailed", `"some"`))
	b.want(at+`{"outcome":"success"}`, 409, `{"error":"job \"import\" was partiallyFailed at 2018-12-17T12:55:55: only the future of a job can be changed",`+
		`"hint":"Go back in time, or add another job."}`)
	for change, text := range map[string]string{
		`{"endAt":"2018-12-17T12:00:00"}`: `endAt: 2018-12-17T12:00:00 lies before 2018-12-17T12:55:55`,
		`{"outcome":"partiallyFailed"}`:   `outcome: only ImportGraph ends partiallyFailed; this job is ExportGraph`,
		`{"jobDetail":{}}`:                `jobDetail: only ImportGraph has a jobDetail; this job is ExportGraph`,
		`{"failReason":"x"}`:              `failReason: a job that ends in success has none; give an outcome too`,
		`{}`:                              `body:1:1: a change of a job needs one of outcome, failReason, jobProgress, jobDetail, endAt`,
	} {
		if status, body := b.call("PATCH " + jobsAt + "/export " + change); status != 400 || !strings.Contains(body, text) {
			t.Errorf("%s: %d %s, want %s", change, status, body, text)
		}
	}
	b.want("PATCH "+jobsAt+"/none "+`{"endAt":"now"}`, 404, `{"error":"project \"p1\" has no job \"none\"","hint":"GET …/jobs lists the jobs."}`)
}

// TestEndingAWaitingJob ends a job that has not started to run.
func TestEndingAWaitingJob(t *testing.T) {
	b := newBench(t, "*")
	b.call(`PATCH /projects/p1/clock {"now":"2018-12-17T12:55:44"}`)
	b.call("PATCH " + jobsAt + `/import {"endAt":"now"}`)
	j, _ := b.history("p1").Find("import")
	if now := b.now("p1"); j.StatusAt(now) != ges.Success || j.End() != now || j.StatusAt(now-1) != ges.Waiting {
		t.Errorf("it is %s, was %s", j.StatusAt(now), j.StatusAt(now-1))
	}
}

func TestJobsAreDeleted(t *testing.T) {
	b := newBench(t, "*")
	if status, body := b.call("GET " + jobsAt + "/%65xport"); status != 200 {
		t.Errorf("an escaped id: %d %s", status, body)
	}
	rec := httptest.NewRecorder()
	b.api.ServeHTTP(rec, httptest.NewRequest("DELETE", "/_emulator"+jobsAt+"/%65xport", nil))
	if rec.Code != 204 || rec.Body.Len() > 0 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	b.want("DELETE "+jobsAt+"/export", 404, `{"error":"project \"p1\" has no job \"export\"","hint":"GET …/jobs lists the jobs."}`)
	listed := func() (n int) {
		b.do("p1", func(tx *world.Tx) { n = tx.View(history.Filter{}).Count() })
		return n
	}
	if n := listed(); n != 0 {
		t.Errorf("%d jobs are listed", n)
	}
	b.call("POST /projects/p1/reset")
	if n := listed(); n != 1 {
		t.Errorf("after a reset %d jobs are listed", n)
	}
}

func TestTimeline(t *testing.T) {
	b := newBench(t, "*")
	const at = "GET /projects/p1/timeline"
	begins := `{"jobId":"import","from":null,"to":"waiting","at":"2018-12-17T12:55:40"}`
	starts := `{"jobId":"import","from":"waiting","to":"running","at":"2018-12-17T12:55:50"}`
	ends := `{"jobId":"import","from":"running","to":"success","at":"2018-12-17T12:56:42"}`
	answer := func(more bool, changes ...string) string {
		return fmt.Sprintf(`{"now":"2018-12-17T12:55:00","changes":[%s],"more":%t}`, strings.Join(changes, ","), more)
	}
	b.want(at, 200, answer(false, begins, starts, ends))
	b.want(at+"?limit=2", 200, answer(true, begins, starts))
	b.want(at+"?from=%2B40s&to=2018-12-17T12:55:50", 200, answer(false, starts))
	b.want(at+"?from=%2B1h", 200, answer(false))
	b.want(at+"?from=soon", 400, `{"error":"from: \"soon\" is neither a duration from now, such as +40s or -30d, nor a time such as `+
		`2018-12-17T12:55:00 (UTC)","hint":"It may be left out; in a URL a + is written %2B."}`)
}

func TestProjects(t *testing.T) {
	b := newBench(t, "*")
	b.want("GET /projects", 200, `{"count":0,"projects":[]}`)
	b.list("b")
	b.call(`POST /projects/a/clock/advance {"by":"45s"}`)
	b.want("GET /projects", 200, `{"count":2,"projects":[`+
		`{"id":"a","scenario":"one-import","now":"2018-12-17T12:55:45","mode":"manual","jobs":{"waiting":1,"running":1,"success":0,"failed":0,"partiallyFailed":0},"calls":0},`+
		`{"id":"b","scenario":"one-import","now":"2018-12-17T12:55:00","mode":"manual","jobs":{"waiting":0,"running":1,"success":0,"failed":0,"partiallyFailed":0},"calls":1}]}`)
	rec := httptest.NewRecorder()
	b.api.ServeHTTP(rec, httptest.NewRequest("DELETE", "/_emulator/projects/a", nil))
	if rec.Code != 204 || b.world.Len() != 1 {
		t.Errorf("%d, %d projects live", rec.Code, b.world.Len())
	}
}

func TestScenarioOfOneProject(t *testing.T) {
	b := newBench(t, "*")
	b.want("PUT /projects/p1/scenario name: other\nversion: 1\nclock: {start: 2020-01-01T00:00:00}\nprojects: {'*': {jobs: [{jobName: StopGraph, relatedGraph: x, begin: -1h}]}}\n",
		200, `{"name":"other","now":"2020-01-01T00:00:00","jobs":1}`)
	b.want(`PUT /projects/p1/scenario {"version":1,"projects":{"a":{},"b":{}}}`, 400,
		`{"error":"projects: there are 2; a scenario for one project has one","hint":"Nothing was changed."}`)
	if status, body := b.call(`PUT /projects/p1/scenario {"version":2}`); status != 400 || !strings.Contains(body, "body:1:1: projects is missing") ||
		!strings.Contains(body, "body:1:12: version: 2 is not") {
		t.Errorf("%d %s", status, body)
	}
	b.do("p1", func(tx *world.Tx) {
		if n := tx.History().Len(); n != 1 || tx.Scenario().Name != "other" {
			t.Errorf("%d jobs of %s", n, tx.Scenario().Name)
		}
	})
	if n := b.history("p2").Len(); n != 2 {
		t.Errorf("another project has %d jobs", n)
	}
	b.call("POST /projects/p1/reset")
	b.want("GET /projects/p1/clock", 200, `{"now":"2020-01-01T00:00:00","mode":"manual","step":"5s","rate":1,"next":null}`)
}
