package control_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkJobsInRange lists the jobs of two hours among 300,000, with the graphs of
// these hours.
func BenchmarkJobsInRange(b *testing.B) {
	w := newBench(b, "*")
	w.call(`PUT /projects/p1/scenario {"version":1,"projects":{"*":{"generate":[{"count":300000,"begin":{"from":"-500d","to":"+50d"}}]}}}`)
	b.ReportAllocs()
	for b.Loop() {
		rec := httptest.NewRecorder()
		w.api.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/_emulator/projects/p1/jobs?view=timeline&from=-1h&to=%2B1h", nil))
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Body)
		}
	}
}
