package gesapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

func TestCompatOrder(t *testing.T) {
	s := sample(t)
	s.Compat.Order = scenario.NewestFirst
	api, _ := serve(t, s)
	want(t, get(t, api, list+"?offset=4&limit=2"), 200, `{"jobCount":6,"jobList":[`+deleteRow+`,`+importRow+`]}`)
}

func TestCompatQueuedStatus(t *testing.T) {
	s := sample(t)
	s.Compat.QueuedStatus = scenario.QueuedPending
	api, _ := serve(t, s)
	for _, filter := range []string{"waiting", "pending"} {
		if body := get(t, api, list+"?status="+filter).Body.String(); !strings.Contains(body, `"status":"pending"`) {
			t.Errorf("status=%s: %s", filter, body)
		}
	}
}

func TestCompatDateRange(t *testing.T) {
	for dateRange, count := range map[string]int{scenario.BeginEnd: 0, scenario.BeginOnly: 1} {
		s := sample(t)
		s.Compat.DateRange = dateRange
		s.Projects[0].Jobs = s.Projects[0].Jobs[:1]
		s.Projects[0].Jobs[0].Running = 24 * time.Hour
		api, w := serve(t, s)
		advance(t, w, world.ToEnd())
		body := get(t, api, list+"?endTime=2018-12-17").Body.String()
		if !strings.HasPrefix(body, fmt.Sprintf(`{"jobCount":%d,`, count)) {
			t.Errorf("dateRange %s: %s", dateRange, body)
		}
	}
}

func TestCompatErrorBody(t *testing.T) {
	for shape, body := range map[string]string{
		scenario.ErrorMessage: `{"errorMessage":"no","errorCode":"GES.9999"}`,
		scenario.ErrCode:      `{"errCode":"GES.9999","externalMessage":"no"}`,
		scenario.ErrorCode:    `{"error_code":"GES.9999","error_msg":"no"}`,
	} {
		s := sample(t)
		s.Compat.ErrorBody = shape
		s.Faults = []scenario.Fault{{Name: "f", Until: clock.Never, Reply: scenario.Reply{Code: "GES.9999", Message: "no"}}}
		api, _ := serve(t, s)
		want(t, get(t, api, list), 400, body)
	}
}

// A project whose scenario was replaced follows its own, and no other does.
func TestCompatErrorBodyOfOneProject(t *testing.T) {
	s := sample(t)
	s.Projects = append(s.Projects, scenario.Project{ID: "p2"})
	api, w := serve(t, s)
	own := sample(t)
	own.Compat.ErrorBody = scenario.ErrCode
	start, err := w.PrepareScenario(own, "p1")
	if err != nil {
		t.Fatal(err)
	}
	inProject(t, w, "p1", func(tx *world.Tx) {
		if _, err := tx.Replace(start); err != nil {
			t.Fatal(err)
		}
	})
	for path, begin := range map[string]string{
		list:                       `{"errCode":"GES.0001","externalMessage":"`,
		"/v1.0/p2/graphs/jobs":     `{"errorMessage":"`,
		"/v1.0/absent/graphs/jobs": `{"error_msg":"`,
	} {
		if got := get(t, api, path+"?limit=0").Body.String(); !strings.HasPrefix(got, begin) {
			t.Errorf("%s: got %s, want %s…", path, got, begin)
		}
	}
}

// TestCompatProgress looks at one answer while time passes: it must not be kept
// as the answers of other scenarios are.
func TestCompatProgress(t *testing.T) {
	s := sample(t)
	s.Compat.Progress = scenario.Elapsed
	api, w := serve(t, s)
	for _, c := range []struct{ now, progress string }{
		{"14:59:00", "0"}, {"14:59:01", "1"}, {"14:59:50.9", "50"}, {"15:00:39.999", "99"}, {"14:59:30", "30"},
	} {
		advance(t, w, world.To(at(t, c.now)))
		body := get(t, api, list+"?status=running").Body.String()
		if !strings.Contains(body, `"jobProgress":`+c.progress+`}`) {
			t.Errorf("at %s: %s, want progress %s", c.now, body, c.progress)
		}
	}
	if body := get(t, api, list+"?limit=1").Body.String(); !strings.Contains(body, `"jobProgress":100}`) {
		t.Errorf("ended: %s", body)
	}
}

func TestForcedFailures(t *testing.T) {
	body := "<h1>sorry</h1>"
	for name, c := range map[string]struct {
		reply  scenario.Reply
		status int
		body   string // REQUEST stands for the request id
	}{
		"from the table": {scenario.Reply{Code: "GES.9999"}, 400, `{"errorMessage":"failed","errorCode":"GES.9999"}`},
		"own words": {scenario.Reply{Code: "GES.9999", Message: `a "b" <c>`, Status: 500}, 500,
			`{"errorMessage":"a \"b\" <c>","errorCode":"GES.9999"}`},
		"the gateway's": {scenario.Reply{Code: "APIGW.0308"}, 429,
			`{"error_msg":"The throttling threshold has been reached.","error_code":"APIGW.0308","request_id":"REQUEST"}`},
		"headers and raw text": {scenario.Reply{Code: "APIGW.0613", Body: &body, Headers: []scenario.Param{
			{Name: "Content-Type", Value: "text/html"}, {Name: "retry-after", Value: "1"}}}, 503, body},
	} {
		s := sample(t)
		s.Faults = []scenario.Fault{{Name: "f", Until: clock.Never, Reply: c.reply}}
		api, _ := serve(t, s)
		rec := get(t, api, list+"?limit=abc") // a fault comes before the parameters
		want(t, rec, c.status, strings.ReplaceAll(c.body, "REQUEST", rec.Header().Get("X-Request-Id")))
		if c.reply.Headers != nil && (rec.Header().Get("Retry-After") != "1" || rec.Header().Get("Content-Type") != "text/html") {
			t.Errorf("%s: headers %v", name, rec.Header())
		}
	}
}

// TestFaultsSeeEitherSpelling holds that a condition on graphName also fits
// what the vendor's SDK sends.
func TestFaultsSeeEitherSpelling(t *testing.T) {
	for _, condition := range []string{"graphName", "graph_name"} {
		s := sample(t)
		s.Faults = []scenario.Fault{{Name: "f", Until: clock.Never, Query: []scenario.Param{{Name: condition, Value: "g 1"}},
			Reply: scenario.Reply{Code: "GES.9999"}}}
		api, _ := serve(t, s)
		for query, status := range map[string]int{
			"?graphName=g+1": 400, "?graph_name=g%201": 400, "?graphName=g": 200, "": 200,
		} {
			if rec := get(t, api, list+query); rec.Code != status {
				t.Errorf("condition on %s, call %q: got %d, want %d", condition, query, rec.Code, status)
			}
		}
	}
}

// TestThirdCall also holds that an answer that was kept still counts as a call.
func TestThirdCall(t *testing.T) {
	s := sample(t)
	s.Faults = []scenario.Fault{{Name: "f", Until: clock.Never, Calls: scenario.Calls{Numbers: []int{3}},
		Reply: scenario.Reply{Code: "GES.9999"}}}
	api, _ := serve(t, s)
	var got []int
	for range 4 {
		got = append(got, get(t, api, list).Code)
	}
	if fmt.Sprint(got) != "[200 200 400 200]" {
		t.Errorf("got %v", got)
	}
}

// TestLargePageIsStreamed reads a page of 20,000 jobs as it is made.
func TestLargePageIsStreamed(t *testing.T) {
	s := sample(t)
	s.Projects[0] = scenario.Project{ID: "p1", Generate: []scenario.Generate{{
		Count: 20_000, Names: []scenario.Weighted{{Name: "StopGraph", Weight: 1}}, GraphCount: 5,
		Begin: scenario.Range[clock.Instant]{From: s.Clock.Start.Add(-24 * time.Hour), To: s.Clock.Start.Add(-time.Hour)},
	}}}
	api, w := serve(t, s)
	server := httptest.NewServer(api)
	defer server.Close()
	resp, err := http.Get(server.URL + list + "?limit=20000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.ContentLength != -1 {
		t.Errorf("Content-Length is %d: the answer was built in memory", resp.ContentLength)
	}
	ids := readIDs(t, resp.Body)
	if len(ids) != 20_000 {
		t.Fatalf("%d rows", len(ids))
	}
	for i, id := range ids {
		if j := historyOf(t, w, "p1").Plan().Job(i); j.ID() != id || j.Name() != "StopGraph" || j.Outcome() != ges.Success {
			t.Fatalf("row %d is %s, want %s", i, id, j.ID())
		}
	}
}
