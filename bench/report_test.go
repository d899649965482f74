package main

import (
	"strings"
	"testing"
	"time"
)

// measured is a result in which the emulator answers so many calls where the bare
// handler answers 100.
func measured(calls int) *result {
	ours := turn{Calls: calls, Elapsed: time.Second, Total: calls, CPU: time.Second, P50: time.Millisecond, P99: time.Millisecond}
	bare := ours
	bare.Calls, bare.Total = 100, 100
	s := &subject{query: plain("a query", "/"), jobs: few, turns: []turn{ours}, bare: []turn{bare}}
	return &result{page: s, sdk: s, logged: s, many: []*subject{s}, underWay: []*subject{s}, manyResident: 70 << 20, started: 30 * time.Millisecond}
}

// Of several runs the median counts; another build stands beside it.
func TestReport(t *testing.T) {
	r := &report{
		options: options{runs: 3, rounds: 1, many: 1 << 20, vs: "old"},
		results: [][]*result{{measured(85), measured(89), measured(95)}, {measured(60), measured(70), measured(65)}},
	}
	text := r.markdown()
	for _, want := range []string{
		"| list, default page, 1,000 jobs, no headers: share of the bare handler | ≥ 0.90 | 0.89 (0.85 to 0.95) | **no** | 0.65 (0.60 to 0.70) |\n",
		"| the same with a line of log for each call, as by default, to a file | ≥ 0.80 | 0.89 (0.85 to 0.95) | yes | 0.65 (0.60 to 0.70) |\n",
		"| start, default scenario, process start to first answer | ≤ 20.0 ms | 30.0 ms (30.0 ms to 30.0 ms) | **no** | 30.0 ms (30.0 ms to 30.0 ms) |\n",
		"| the same: resident memory a job, after the rounds | ≤ 600 bytes | 70 bytes (70 bytes to 70 bytes) | yes |",
		"| 1,000 | a query | 0 | 89 | 100 | 0.89 | 0.89 | 1000 | 1000 | 1000 | 1000 | 0.65 |\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report has no line\n%sbut\n%s", want, text)
		}
	}
}

// What only the newer build has is measured alone.
func TestReportOfWhatAnOlderBuildLacks(t *testing.T) {
	ours := measured(85)
	ours.added = []*subject{{query: plain("new", "/"), jobs: few, turns: ours.page.turns, bare: ours.page.bare}}
	r := &report{options: options{runs: 1, rounds: 1, many: 1 << 20, vs: "old"}, results: [][]*result{{ours}, {measured(60)}}}
	text := r.markdown()
	if want := "| 1,000 | new | 0 | 85 | 100 | 0.85 | 0.85 | 1000 | 1000 | 1000 | 1000 | – |\n"; !strings.Contains(text, want) {
		t.Errorf("the report has no line\n%sbut\n%s", want, text)
	}
}
