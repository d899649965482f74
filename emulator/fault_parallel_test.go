package emulator_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// parallel makes n calls from many goroutines at once and counts what they get.
func parallel(t *testing.T, n, goroutines int, call func() string) map[string]int {
	t.Helper()
	var (
		mu     sync.Mutex
		counts = map[string]int{}
		start  = make(chan struct{})
		work   = make(chan struct{}, n)
		wg     sync.WaitGroup
	)
	for range n {
		work <- struct{}{}
	}
	close(work)
	for range goroutines {
		wg.Go(func() {
			<-start
			for range work {
				got := call()
				mu.Lock()
				counts[got]++
				mu.Unlock()
			}
		})
	}
	close(start)
	wg.Wait()
	return counts
}

// codeOf calls a handler and tells the status of the answer.
func codeOf(h http.Handler, query string) func() string {
	return func() string {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, listPath+query, nil))
		return fmt.Sprint(rec.Code)
	}
}

func TestOfAThousandParallelCallsOneIsTheThird(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("third-poll-fails"))
	counts := parallel(t, 1000, 1000, codeOf(e, ""))
	if want := map[string]int{"200": 999, "400": 1}; !maps.Equal(counts, want) {
		t.Errorf("got %v, want %v", counts, want)
	}
}

// Ten thousand calls at once meet each fault as often as ten thousand in a row.
func TestParallelCallsMeetFaultsExactly(t *testing.T) {
	option := emulator.WithScenarioYAML("many.yaml", []byte(`
version: 1
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: movies, begin: -1h, running: forever}
faults:
  - {name: some, when: {calls: [1, 5000, 10000]}, reply: {errorCode: GES.9999}}
  - {name: every, when: {calls: "every 7"}, reply: {errorCode: APIGW.0613}}
  - {name: range, when: {calls: "2000-2999"}, reply: {errorCode: GES.7005}, delay: 1ns}
  - {name: chance, when: {chance: 0.1}, reply: {errorCode: GES.8302}}
  - {name: limit, limit: {calls: 9000, per: 1s}}
`))
	const n = 10_000
	sequential, concurrent := newEmulator(t, option), newEmulator(t, option)
	want := map[string]int{}
	for range n {
		want[codeOf(sequential, "")()]++
	}
	got := parallel(t, n, 64, codeOf(concurrent, ""))
	if !maps.Equal(got, want) {
		t.Errorf("at once %v, in a row %v", got, want)
	}
	if want["400"] != 3 || want["503"] != 1428 || want["429"] < 700 || want["500"] < 600 || want["408"] < 800 {
		t.Errorf("in a row %v", want)
	}
}

// Two calls are throttled, one is cut off, and all others go well: so it is
// under eight parallel pollers, every time.
func TestParallelPollersMeetAScriptExactly(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenarioYAML("script.yaml", []byte(recipe(t, "429 twice, then a reset mid-body, then success"))))
	transport := &http.Transport{MaxIdleConnsPerHost: 8}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for round := range 20 {
		url := fmt.Sprintf("%s/v1.0/p%d/graphs/jobs", server.URL, round)
		counts := parallel(t, 40, 8, func() string {
			resp, err := client.Get(url)
			if err != nil {
				return err.Error()
			}
			defer resp.Body.Close()
			if _, err := io.ReadAll(resp.Body); err != nil {
				return err.Error()
			}
			return fmt.Sprint(resp.StatusCode)
		})
		if want := map[string]int{"429": 2, "unexpected EOF": 1, "200": 37}; !maps.Equal(counts, want) {
			t.Fatalf("round %d: got %v, want %v", round, counts, want)
		}
	}
}

// A stale list is the true one as it stood, also to who asks the same again and
// has seen the present one.
func TestStaleListIsTheTrueOneOfEarlier(t *testing.T) {
	jobs := `
version: 1
projects:
  "*":
    generate:
      - {count: 60, relatedGraph: 4, begin: {from: -2m, to: 2m}, waiting: {from: 0s, to: 20s}, running: {from: 1s, to: 40s}, failed: 0.3}
`
	for _, progress := range []string{"zero", "elapsed"} {
		compat := "compat: {progress: " + progress + "}\n"
		truth := newEmulator(t, emulator.WithScenarioYAML("jobs.yaml", []byte(jobs+compat)))
		stale := newEmulator(t, emulator.WithScenarioYAML("jobs.yaml", []byte(jobs+compat+"faults: [{name: lag, when: {calls: every 2}, stale: 30s, delay: 1ns}]\n")))
		differ := 0
		for second := range 150 {
			for _, query := range []string{"", "?status=running", "?limit=3&offset=20"} {
				at := func(seconds int) string {
					p := project(t, truth, "p1")
					p.Reset()
					p.AdvanceTo(utc(t, "2018-12-17T12:55:00").Add(time.Duration(seconds) * time.Second))
					return body(t, truth, query)
				}
				now, before := at(second), at(second-30)
				project(t, stale, "p1").AdvanceTo(utc(t, "2018-12-17T12:55:00").Add(time.Duration(second) * time.Second))
				for i, want := range []string{now, before, now, before} {
					if got := body(t, stale, query); got != want {
						t.Fatalf("%s, second %d, call %d: got %s\nwant %s", query, second, i+1, got, want)
					}
				}
				if now != before {
					differ++
				}
			}
		}
		if differ < 300 {
			t.Errorf("only %d lists differ from those of 30 s before", differ)
		}
	}
}
