package main

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// Every query of the generated projects is answered, and half of all jobs are
// under way where that is said.
func TestQueriesAreAnswered(t *testing.T) {
	const jobs = 2000
	count := func(e *emulator.Emulator, path string) int {
		t.Helper()
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		var answer struct{ JobCount int }
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || rec.Code != 200 {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
		return answer.JobCount
	}
	for _, c := range []struct {
		blocks   []block
		queries  []query
		underWay func(int) bool
	}{
		{[]block{ended(jobs)}, queries(jobs), func(n int) bool { return n < jobs/100 }},
		{[]block{ended(jobs / 2), running(jobs / 2)}, queriesUnderWay(jobs), func(n int) bool { return n >= jobs/2-jobs/100 && n <= jobs/2+jobs/100 }},
	} {
		path, err := generated(t.TempDir(), c.blocks...)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		e, err := emulator.New(emulator.WithScenarioYAML(path, text))
		if err != nil {
			t.Fatal(err)
		}
		if all := count(e, list); all != jobs {
			t.Errorf("%d jobs, want %d", all, jobs)
		}
		if n := count(e, list+"?status=running"); !c.underWay(n) {
			t.Errorf("%d of %d jobs are under way", n, jobs)
		}
		for _, q := range c.queries {
			count(e, q.path)
		}
	}
}
