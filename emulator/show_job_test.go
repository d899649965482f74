package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// twoJobs has one job that has ended, one that runs, one that lies ahead.
const twoJobs = `version: 1
name: two-jobs
projects:
  "*":
    jobs:
      - {jobName: DeleteGraph, relatedGraph: movies, jobId: ended, begin: -1h, running: 1m, outcome: failed, failReason: no}
      - {jobName: ImportGraph, relatedGraph: movies, jobId: runs, begin: -10s, running: 1m}
      - {jobName: StopGraph, relatedGraph: music, jobId: ahead, begin: +10s, waiting: 5s, running: 1m}
`

func jobPath(id string) string { return "/v1.0/p1/graphs/any/jobs/" + id + "/status" }

// A job is shown with the bytes that it has in the list, at each moment of its
// life, whichever graph the path names. Before its begin there is none.
func TestShowJob(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two-jobs.yaml", []byte(twoJobs)))
	p := project(t, e, "p1")
	for _, step := range []time.Duration{0, 10 * time.Second, 5 * time.Second, time.Hour, -time.Hour - 15*time.Second} {
		p.Advance(step)
		list := get(e, http.MethodGet, listPath, "").Body.String()
		for _, id := range []string{"ended", "runs", "ahead", "none"} {
			answer := get(e, http.MethodGet, jobPath(id), "")
			want, status := fmt.Sprintf(`{"errorMessage":"can not find job, jobId is %s","errorCode":"GES.8301"}`, id), http.StatusBadRequest
			if i := strings.Index(list, `{"jobId":"`+id+`"`); i >= 0 {
				end := strings.Index(list[i:], `"jobProgress":0}`) + len(`"jobProgress":0}`)
				want, status = list[i:i+end], http.StatusOK
			}
			if answer.Code != status || answer.Body.String() != want {
				t.Errorf("at %s %s is %d %s, want %d %s", p.Now(), id, answer.Code, answer.Body, status, want)
			}
		}
	}
}

// What is read from the table holds for ShowJob: violations, strict mode, coverage,
// the journal.
func TestShowJobInTheJournal(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two-jobs.yaml", []byte(twoJobs)))
	get(e, http.MethodGet, jobPath("runs")+"?limit=1", "")
	get(e, http.MethodGet, jobPath("none"), "")
	get(e, http.MethodPost, jobPath("runs"), "")
	p := project(t, e, "p1")
	var violations []string
	for _, v := range p.Violations() {
		violations = append(violations, v.String())
	}
	if got, want := strings.Join(violations, "\n"), "limit is not a parameter of this call; allowed are none\ngraphId: \"any\" is not 2f623659-fc76-46b7-87c2-67608cc89e9b\nPOST is not a method of this path; it takes GET"; got != want {
		t.Errorf("the violations are\n%s\nwant\n%s", got, want)
	}
	requests := p.Requests(emulator.RequestFilter{Operation: "ShowJob"})
	if len(requests) != 2 || requests[0].Call != 1 || requests[1].ErrorCode != "GES.8301" {
		t.Errorf("the journal has %+v", requests)
	}
	for name, want := range map[string]string{"parameters": "ShowJob graphId|ShowJob jobId", "jobStatuses": "running", "jobNames": "ImportGraph", "errorCodes": "GES.8301|APIGW.0101"} {
		if got := strings.Join(group(t, p.Coverage(), name).Covered, "|"); got != want {
			t.Errorf("of %s %q is covered, want %q", name, got, want)
		}
	}
	strict := newEmulator(t, emulator.WithScenarioYAML("two-jobs.yaml", []byte(twoJobs)), emulator.WithStrict())
	if answer := get(strict, http.MethodGet, jobPath("runs")+"?limit=1", ""); answer.Code != http.StatusBadRequest {
		t.Errorf("strict mode answers %d %s", answer.Code, answer.Body)
	}
}

// A fault and a token that name ShowJob leave the list alone, and the other way
// round.
func TestShowJobInFaultsAndTokens(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two-jobs.yaml", []byte(twoJobs+`
faults:
  - {name: of-one, operations: [ShowJob], when: {calls: 2}, reply: {errorCode: GES.8302}}
  - {name: of-lists, operations: [ListJobs], reply: {errorCode: GES.9999}}
  - {name: lags, operations: [ShowJob], when: {calls: 3}, stale: 11s}
auth:
  mode: token
  tokens: [{value: any}, {value: lists-only, deny: [ShowJob]}]
`)))
	status := func(token, target string) int {
		return request(t, e, "GET "+target, "X-Auth-Token: "+token).Code
	}
	runs := jobPath("runs")
	got := []int{
		status("any", runs), status("any", listPath), status("any", runs), status("any", runs), status("any", runs),
		status("lists-only", runs), status("lists-only", listPath), status("none", runs),
	}
	if want := []int{200, 400, 500, 400, 200, 403, 400, 401}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the calls are answered %v, want %v", got, want)
	}
}

// Clients that follow different jobs are pollers of their own. One that goes on
// after its job has ended is told.
func TestPollersOfJobs(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two-jobs.yaml", []byte(twoJobs)))
	p := project(t, e, "p1")
	for range 3 {
		get(e, http.MethodGet, jobPath("runs"), "")
		get(e, http.MethodGet, jobPath("ahead"), "")
		p.Advance(40 * time.Second)
	}
	get(e, http.MethodGet, jobPath("runs"), "")
	got := ""
	for _, poller := range p.Polling() {
		got += fmt.Sprintf("%s %s: %d calls, %d after the end, every %s\n", poller.Operation, poller.Filters, poller.Calls, poller.CallsAfterEnd, poller.Virtual.Median)
	}
	want := "ShowJob graphId=any&jobId=runs: 4 calls, 1 after the end, every 40s\nShowJob graphId=any&jobId=ahead: 3 calls, 0 after the end, every 40s\n"
	if got != want {
		t.Errorf("the pollers are\n%swant\n%s", got, want)
	}
}
