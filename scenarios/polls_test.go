package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// What a client sees that polls for the newest job of a graph, call by call: a
// status, an error code, or - for no job.
func TestPolls(t *testing.T) {
	for _, c := range []struct {
		scenario, graph, want string
	}{
		{"import-lifecycle", "test1217", "waiting waiting running running running running running success success"},
		{"import-partial-failure", "movie_reviews", "partiallyFailed waiting running success success"},
		{"third-poll-fails", "test1217", "running running GES.9999 running running success success"},
		{
			"outage-window", "test1217", "- - running running running running " +
				"APIGW.0613 APIGW.0613 APIGW.0613 APIGW.0613 APIGW.0613 APIGW.0613 success success",
		},
		{"documented-failure", "test1217", "GES.9999 GES.9999 GES.9999 GES.9999"},
		{"throttled", "test1217", "running running running APIGW.0308 APIGW.0308 running running running APIGW.0308 APIGW.0308 running running success"},
		{"slow-answers", "test1217", "running running running APIGW.0613 trickle success success"},
		{"broken-connections", "test1217", "reset close truncate garbage trickle running running"},
	} {
		t.Run(c.scenario, func(t *testing.T) {
			w, err := world.New(load(t, c.scenario), wall, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, project := range []string{"p1", "p2"} { // each has its own clock and counters
				var seen []string
				for range strings.Fields(c.want) {
					seen = append(seen, poll(w, project, c.graph, ""))
				}
				if got := strings.Join(seen, " "); got != c.want {
					t.Errorf("project %s:\ngot  %s\nwant %s", project, got, c.want)
				}
			}
		})
	}
}

// poll is one call of a project for the jobs of a graph with a status, "" for any.
func poll(w *world.World, project, graph, want string) string {
	query := map[string]string{"graphName": graph, "status": want}
	call := world.Call{Request: world.Request{Operation: ges.ListJobs, Query: func(name string) string { return query[name] }}}
	filter := history.Filter{Graph: graph}
	filter.Status, _ = ges.ParseStatus(want)
	var v history.View
	if err := w.Do(project, &call, func(tx *world.Tx) error { v = tx.View(filter); return nil }); err != nil {
		return err.Error()
	}
	if call.Hit.Fault != nil {
		if fault := call.Hit.Fault; fault.HasReply() {
			return fault.Reply.Code
		} else if fault.Connection != "" {
			return string(fault.Connection)
		}
	}
	status := "-"
	for j := range v.Rows(max(0, v.Count()-1), 1) {
		status = j.StatusAt(v.Now()).String()
	}
	return status
}

// One call in ten fails, in each project another, and all three errors come.
func TestFlakyGateway(t *testing.T) {
	w, err := world.New(load(t, "flaky-gateway"), wall, nil)
	if err != nil {
		t.Fatal(err)
	}
	faulty := map[string]int{}
	for i := range 10 {
		p := fmt.Sprintf("p%d", i+1)
		for call := range 200 {
			seen := poll(w, p, "test1217", "")
			faulty[seen]++
			if want := map[int]string{5: "APIGW.0610", 6: "APIGW.0613", 8: "APIGW.0601"}[call+1]; i == 0 && call < 20 &&
				(want != "" && seen != want || want == "" && strings.HasPrefix(seen, "APIGW")) {
				t.Errorf("call %d of p1 gives %s, want %q", call+1, seen, want)
			}
		}
	}
	if failed := faulty["APIGW.0613"] + faulty["APIGW.0610"] + faulty["APIGW.0601"]; failed < 150 || failed > 250 || len(faulty) != 5 {
		t.Errorf("of 2,000 calls %d failed: %v", failed, faulty)
	}
}

func TestOutageIsA503(t *testing.T) {
	for _, f := range load(t, "outage-window").Faults {
		if f.Reply.Status != 503 {
			t.Errorf("fault %s answers %d, want 503", f.Name, f.Reply.Status)
		}
		if got := f.Until.Sub(f.From); got != time.Minute {
			t.Errorf("fault %s lasts %s, want a minute", f.Name, got)
		}
		if !slices.Contains(f.Reply.Headers, scenario.Param{Name: "Retry-After", Value: "10"}) {
			t.Errorf("fault %s has no Retry-After of 10 s: %v", f.Name, f.Reply.Headers)
		}
	}
}

func TestDocumentedFailureIsThePage(t *testing.T) {
	var want struct{ ErrorMessage, ErrorCode string }
	readFixture(t, "list-jobs-failure.json", &want)
	for _, f := range load(t, "documented-failure").Faults {
		if r := f.Reply; r.Code != want.ErrorCode || r.Message != want.ErrorMessage || r.Status != 400 {
			t.Errorf("fault %s answers %+v, want %+v with 400", f.Name, r, want)
		}
	}
}
