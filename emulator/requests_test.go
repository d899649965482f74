package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// outageYAML is a job of 12 s and a fault at the second call.
const outageYAML = `
version: 1
faults: [{name: outage, when: {calls: 2}, reply: {status: 503, errorCode: GES.9999, headers: {Retry-After: "30"}}}]
projects:
  "*":
    jobs: [{jobName: StopGraph, relatedGraph: movies, begin: 0s, running: 12s, jobId: stop}]
`

func withOutage(t *testing.T, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	return newEmulator(t, append(options, emulator.WithScenarioYAML("outage.yaml", []byte(outageYAML)))...)
}

// numbers lists the numbers of requests.
func numbers(list []emulator.Request) string {
	var text []string
	for _, r := range list {
		text = append(text, fmt.Sprint(r.Number))
	}
	return strings.Join(text, " ")
}

func TestRequests(t *testing.T) {
	e := withOutage(t)
	p := project(t, e, "p1")
	request(t, e, "GET "+listPath+"?graphName=movies&limit=5")
	p.Advance(5 * time.Second)
	request(t, e, "GET "+listPath)
	request(t, e, "POST "+listPath)
	request(t, e, "GET "+listPath+"?limt=5")
	request(t, e, "GET "+listPath+"?limit=x")

	list := p.Requests()
	if len(list) != 5 {
		t.Fatalf("the journal has %+v", list)
	}
	first := list[0]
	if first.Number != 1 || first.Call != 1 || first.Operation != "ListJobs" || first.Method != "GET" || first.Path != listPath ||
		first.Query != "graphName=movies&limit=5" || first.Status != 200 || first.ErrorCode != "" || first.Fault != "" || first.Open ||
		!first.Now.Equal(utc(t, "2018-12-17T12:55:00")) || first.Real.IsZero() || first.Duration < 0 || first.Header.Get("Host") == "" {
		t.Errorf("the first is %+v", first)
	}
	if second := list[1]; second.Status != 503 || second.Fault != "outage" || second.ErrorCode != "GES.9999" ||
		second.RetryAfter != 30*time.Second || !second.Now.Equal(utc(t, "2018-12-17T12:55:05")) {
		t.Errorf("the second is %+v", second)
	}
	if third := list[2]; third.Call != 0 || third.Operation != "" || third.Status != 404 || len(third.Violations) != 1 {
		t.Errorf("the third is %+v", third)
	}
	if fourth := list[3]; fourth.Call != 3 || len(fourth.Violations) != 1 || !strings.Contains(fourth.Violations[0].String(), "limt") {
		t.Errorf("the fourth is %+v", fourth)
	}
	for want, f := range map[string]emulator.RequestFilter{
		"1 2 4 5": {Operation: "ListJobs"}, "2": {Fault: "outage"}, "1 4": {Status: 200}, "3 4 5": {Violations: true}, "4 5": {Since: 3},
		"5": {Status: 400, Violations: true}, "": {Fault: "none"},
	} {
		if got := numbers(p.Requests(f)); got != want {
			t.Errorf("%+v selects %s, want %s", f, got, want)
		}
	}
	if other := project(t, e, "p2").Requests(); len(other) != 0 {
		t.Errorf("another project has %+v", other)
	}
}

func TestSecretsAreNotKept(t *testing.T) {
	e := withOutage(t)
	secrets := []string{"Authorization", "X-Auth-Token", "X-Security-Token", "Cookie", "Proxy-Authorization", "X-Subject-Token"}
	var headers []string
	for i, name := range secrets {
		headers = append(headers, fmt.Sprintf("%s: secret-%d", name, i))
	}
	request(t, e, "GET "+listPath, append(headers, "User-Agent: test/1", "X-Plain: open")...)
	request(t, e, "POST /v1.0/p1/graphs", headers...)
	answer := request(t, e, "GET /_emulator/projects/*/requests").Body.String()
	if strings.Contains(answer, "secret") || !strings.Contains(answer, `{"name":"X-Plain","value":"open"}`) {
		t.Errorf("the journal shows %s", answer)
	}
	header := project(t, e, "p1").Requests()[0].Header
	for _, name := range secrets {
		if got := header.Values(name); len(got) != 1 || got[0] != "***" {
			t.Errorf("%s is kept as %q", name, got)
		}
	}
}

func TestJournalDropsTheOldest(t *testing.T) {
	e := withOutage(t, emulator.WithJournal(3))
	p := project(t, e, "p1")
	for i := range 8 {
		request(t, e, fmt.Sprintf("GET %s?offset=%d", listPath, i))
	}
	list := p.Requests()
	if got := numbers(list); got != "6 7 8" || list[0].Query != "offset=5" || list[2].Query != "offset=7" || list[2].Status != 200 {
		t.Errorf("kept are %+v", list)
	}
	answer := func() (a struct{ Count, Dropped int }) {
		t.Helper()
		if err := json.Unmarshal(request(t, e, "GET /_emulator/projects/p1/requests?limit=1").Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := answer(); a.Count != 3 || a.Dropped != 5 {
		t.Errorf("the answer is %+v", a)
	}
	if rec := request(t, e, "DELETE /_emulator/projects/p1/requests"); rec.Code != http.StatusNoContent {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if a := answer(); a.Count != 0 || a.Dropped != 0 {
		t.Errorf("cleared, the answer is %+v", a)
	}
	request(t, e, "GET "+listPath)
	if got := numbers(p.Requests()); got != "9" {
		t.Errorf("after that the numbers are %s, want 9", got)
	}
	p.Reset()
	request(t, e, "GET "+listPath)
	if got := numbers(p.Requests()); got != "1" {
		t.Errorf("after a reset the numbers are %s, want 1", got)
	}
}

func TestWithoutJournal(t *testing.T) {
	e := withOutage(t, emulator.WithJournal(0))
	p := project(t, e, "p1")
	request(t, e, "GET "+listPath)
	request(t, e, "GET /elsewhere")
	p.ForgetRequests()
	if len(p.Requests()) != 0 || len(p.Polling()) != 0 {
		t.Errorf("kept are %v, %v", p.Requests(), p.Polling())
	}
	if _, err := emulator.New(emulator.WithJournal(-1)); err == nil || err.Error() != "-1 is not a number of requests of 0 or more" {
		t.Errorf("a journal of -1: %v", err)
	}
}

// What a client sends cannot fill the memory.
func TestLongRequestsAreCut(t *testing.T) {
	e := withOutage(t)
	long := strings.Repeat("x", 100_000)
	request(t, e, "GET "+listPath+"?graphName="+long, "X-Long: "+long)
	r := project(t, e, "p1").Requests()[0]
	if n := len(r.Query); n > 3000 || !strings.HasSuffix(r.Query, "…") {
		t.Errorf("%d bytes of the query are kept", n)
	}
	if n := len(r.Header.Get("X-Long")); n > 1100 {
		t.Errorf("%d bytes of the header are kept", n)
	}
}

// Of parallel calls each is kept once, with its own answer, while others read,
// clear and reset.
func TestParallelRequests(t *testing.T) {
	e := withOutage(t)
	const n = 400
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			request(t, e, fmt.Sprintf("GET %s?offset=%d", listPath, i), fmt.Sprintf("User-Agent: client/%d", i%7))
		})
		wg.Go(func() { request(t, e, "GET /v1.0/other/graphs/jobs?limit=x") })
		if i%20 == 0 {
			wg.Go(func() {
				project(t, e, "p1").Polling()
				project(t, e, "other").Requests()
				project(t, e, "other").ForgetRequests()
				project(t, e, "other").Reset()
			})
		}
	}
	wg.Wait()
	list := project(t, e, "p1").Requests()
	queries := map[string]bool{}
	for i, r := range list {
		queries[r.Query] = true
		if want := map[bool]int{true: 503, false: 200}[r.Call == 2]; r.Number != i+1 || r.Call != i+1 || r.Open || r.Status != want {
			t.Errorf("request %d is %+v", i, r)
		}
	}
	if len(list) != n || len(queries) != n {
		t.Errorf("%d calls with %d queries are kept", len(list), len(queries))
	}
	for _, r := range project(t, e, "other").Requests(emulator.RequestFilter{Status: 200}) {
		t.Errorf("another's answer is kept with %+v", r)
	}
}

// A Retry-After of more digits than any time has is beyond every time.
func TestRetryAfterBeyondEveryTime(t *testing.T) {
	const endless = `version: 1
projects: {p1: {jobs: []}}
faults: [{name: closed, when: {calls: 1}, reply: {status: 503, errorCode: GES.9999, headers: {Retry-After: "99999999999999999999999"}}}]
`
	e := newEmulator(t, emulator.WithScenarioYAML("endless.yaml", []byte(endless)))
	p := project(t, e, "p1")
	request(t, e, "GET "+listPath)
	p.Advance(100 * 365 * 24 * time.Hour)
	request(t, e, "GET "+listPath)
	if a := p.Polling()[0]; a.CallsInRetryAfter != 1 {
		t.Errorf("%d calls came inside the Retry-After, want 1", a.CallsInRetryAfter)
	}
}

func TestPolling(t *testing.T) {
	e := withOutage(t)
	p := project(t, e, "p1")
	pollAfter := func(after time.Duration, query string, headers ...string) {
		p.Advance(after)
		request(t, e, "GET "+listPath+query, append(headers, "User-Agent: a/1")...)
	}
	pollAfter(0, "?graphName=movies")
	pollAfter(5*time.Second, "?limit=10&graphName=movies")          // 503, come again after 30 s
	pollAfter(2*time.Second, "?graph_name=movies")                  // too early
	pollAfter(0, "?graphName=movies", "X-Auth-Token: somebody")     // another client
	pollAfter(0, "?status=running")                                 // another list
	pollAfter(30*time.Second, "?graphName=movies")                  // shows the end
	pollAfter(-26*time.Second, "?graphName=movies")                 // in the past it has not ended
	pollAfter(60*time.Second, "?graphName=movies")                  // shows it again
	pollAfter(time.Second, "?graphName=movies&offset=0&limit=1000") // one too many
	pollers := p.Polling()
	if len(pollers) != 3 {
		t.Fatalf("the pollers are %+v", pollers)
	}
	a := pollers[0]
	if a.Operation != "ListJobs" || a.Filters != "graphName=movies" || a.UserAgent != "a/1" || a.Credentials != 0 || a.Calls != 7 ||
		a.CallsAfterEnd != 1 || a.CallsInRetryAfter != 1 || a.PagesNeverFetched != 0 || a.MostAtOnce != 1 || a.LastStatus != 200 ||
		!a.EndedAt.Equal(utc(t, "2018-12-17T12:55:12")) {
		t.Errorf("the first poller is %+v", a)
	}
	if want := (emulator.Gaps{Count: 5, Shortest: time.Second, Median: 5 * time.Second, Longest: time.Minute}); a.Virtual != want {
		t.Errorf("its virtual gaps are %+v, want %+v", a.Virtual, want)
	}
	if a.Real.Count != 6 || a.Real.Shortest > a.Real.Median || a.Real.Median > a.Real.Longest {
		t.Errorf("its real gaps are %+v", a.Real)
	}
	want := "it went on after all that it asks for had ended (1 success): 1 call, the first is request 9\n" +
		"it did not wait as Retry-After told it: 1 call too early, the first is request 3, inside 30s"
	var findings []string
	for _, f := range a.DefaultFindings() {
		findings = append(findings, f.String())
	}
	if got := strings.Join(findings, "\n"); got != want {
		t.Errorf("the findings are\n%s\nwant\n%s", got, want)
	}
	if b := pollers[1]; b.Credentials != 1 || b.Calls != 1 || len(b.DefaultFindings()) != 0 {
		t.Errorf("the second poller is %+v", b)
	}
	const verify = `project p1: poller ListJobs?graphName=movies by a/1 at 192.0.2.1: it is too slow: request 8 came 1m0s of virtual time after the one before, allowed are 59s or less`
	if err := p.VerifyPolling(emulator.PollingRules{MaxGap: 59 * time.Second}); err == nil || err.Error() != verify {
		t.Errorf("got  %v\nwant %s", err, verify)
	}
	if err := p.VerifyPolling(emulator.PollingRules{MinGap: time.Second, MaxGap: time.Hour, Real: false, FetchesAllPages: true}); err != nil {
		t.Errorf("nothing is wrong with that: %v", err)
	}
}

// A job that is still to come has not ended, and who waits for it is right to.
func TestPollingKnowsWhatIsToCome(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("later.yaml", []byte(`
version: 1
projects:
  p1:
    jobs:
      - {jobName: StopGraph, relatedGraph: movies, begin: 0s, running: 12s}
      - {jobName: StartGraph, relatedGraph: movies, begin: +1m, running: 12s}
`)))
	p := project(t, e, "p1")
	for range 10 {
		body(t, e, "?graphName=movies")
		p.Advance(5 * time.Second)
	}
	if got := p.Polling()[0]; got.CallsAfterEnd != 0 || !got.EndedAt.Equal(utc(t, "2018-12-17T12:56:12")) {
		t.Errorf("the poller is %+v", got)
	}
}

func TestRequestsOverHTTP(t *testing.T) {
	e := withOutage(t)
	request(t, e, "GET "+listPath)
	request(t, e, "GET /v1.0/p2/graphs/jobs")
	request(t, e, "GET /nowhere")
	for target, want := range map[string]int{
		"p1/requests": 1, "*/requests": 3, "*/requests?status=404": 1, "p1/requests?operation=ListJobs&violations=false": 1, "p2/requests?since=1": 0,
	} {
		var answer struct {
			Count    int
			Requests []struct{ Project *string }
		}
		if err := json.Unmarshal(request(t, e, "GET /_emulator/projects/"+target).Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Count != want || len(answer.Requests) != want {
			t.Errorf("%s: %+v, want %d", target, answer, want)
		}
	}
	for target, want := range map[string]string{
		"requests?stauts=200":                            `"stauts" is not a parameter of this call`,
		"requests?status=ok":                             `status: \"ok\" is not a number of 100 or more`,
		"requests?violations=yes":                        `violations: \"yes\" is neither`,
		"verify?minGap=1s&minGap=5s":                     `\"minGap\" is given more than once","hint":"Give it once.`,
		"requests?status=500&status=400&limit=1&limit=2": `\"limit\" is given more than once`,
		"requests?status=500&status=500&statsu=1":        `\"statsu\" is not a parameter of this call`,
		"verify?minGap=5":                                `minGap: \"5\" is no such duration`,
		"verify?maxGap=-5s":                              `maxGap: \"-5s\" is no such duration`,
		"verify?clock=wall":                              `clock: \"wall\" is neither`,
		"verify?stopsAfterTheEnd=yes":                    `\"stopsAfterTheEnd\" is not a parameter of this call`,
		"verify?maxAtOnce=0":                             `maxAtOnce: \"0\" is not a number of 1 or more`,
	} {
		rec := request(t, e, "GET /_emulator/projects/p1/"+target)
		if want := strings.ReplaceAll(want, `"stauts"`, `\"stauts\"`); rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d %s, want %s", target, rec.Code, rec.Body, want)
		}
	}
	if rec := request(t, e, "DELETE /_emulator/projects/*/requests"); rec.Code != http.StatusNoContent {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := request(t, e, "GET /_emulator/projects/*/requests"); rec.Body.String() != `{"count":0,"dropped":0,"requests":[]}`+"\n" {
		t.Errorf("after that: %s", rec.Body)
	}
}

// The journal has the size of each answer's body, of an error's too.
func TestBytesOfAnswers(t *testing.T) {
	e := withOutage(t)
	for range 3 {
		answer := body(t, e, "")
		requests := project(t, e, "p1").Requests()
		if got := requests[len(requests)-1]; got.Bytes != int64(len(answer)) || got.Bytes == 0 {
			t.Errorf("status %d: %d bytes of %d", got.Status, got.Bytes, len(answer))
		}
	}
}
