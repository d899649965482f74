package main

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const metricsScenario = `
version: 1
projects:
  "*":
    jobs:
      - {jobName: ExportGraph, relatedGraph: g, begin: 0s, waiting: 1m}
      - {jobName: ImportGraph, relatedGraph: g, begin: -2h}
      - {jobName: ImportGraph, relatedGraph: g, begin: 1h}
faults:
  - {name: second, when: {calls: [2]}, reply: {errorCode: GES.9999}}
  - {name: cut, when: {calls: [3]}, connection: close}
`

func measured(t *testing.T) (*emulator.Emulator, *metrics) {
	t.Helper()
	m := newMetrics()
	e, err := emulator.New(emulator.WithScenarioYAML("metrics.yaml", []byte(metricsScenario)), emulator.WithObserver(m.observe),
		emulator.WithMetrics(m.handler(slog.New(slog.DiscardHandler))))
	if err != nil {
		t.Fatal(err)
	}
	m.collectStats(e)
	return e, m
}

func get(e *emulator.Emulator, target string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	defer func() { _ = recover() }() // a recorder has no connection to cut: the call is aborted
	e.ServeHTTP(rec, httptest.NewRequest("GET", target, nil))
	return rec
}

func TestMetricsCountCalls(t *testing.T) {
	e, m := measured(t)
	for range 4 {
		get(e, "/v1.0/p1/graphs/jobs")
	}
	get(e, "/v1.0/p2/graphs/jobs?limit=x")
	get(e, "/nothing")
	get(e, "/_emulator/projects") // not counted
	want := `
# HELP ges_emulator_calls_total Answered calls of the emulated API. status is 0 where the connection broke before any answer; fault is the one that applied.
# TYPE ges_emulator_calls_total counter
ges_emulator_calls_total{fault="",operation="ListJobs",status="200"} 2
ges_emulator_calls_total{fault="",operation="ListJobs",status="400"} 1
ges_emulator_calls_total{fault="",operation="none",status="404"} 1
ges_emulator_calls_total{fault="cut",operation="ListJobs",status="0"} 1
ges_emulator_calls_total{fault="second",operation="ListJobs",status="400"} 1
# HELP ges_emulator_forks_total Projects that were made from "*".
# TYPE ges_emulator_forks_total counter
ges_emulator_forks_total 2
# HELP ges_emulator_jobs Jobs that have begun, in all projects, by their status now.
# TYPE ges_emulator_jobs gauge
ges_emulator_jobs{status="failed"} 0
ges_emulator_jobs{status="partiallyFailed"} 0
ges_emulator_jobs{status="running"} 0
ges_emulator_jobs{status="success"} 2
ges_emulator_jobs{status="waiting"} 2
# HELP ges_emulator_projects Projects with a call or a change so far.
# TYPE ges_emulator_projects gauge
ges_emulator_projects 2
`
	if err := testutil.GatherAndCompare(m.registry, strings.NewReader(want),
		"ges_emulator_calls_total", "ges_emulator_forks_total", "ges_emulator_jobs", "ges_emulator_projects"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(m.registry); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}

// TestMetricsPage reads the page as Prometheus does.
func TestMetricsPage(t *testing.T) {
	e, _ := measured(t)
	get(e, "/v1.0/p1/graphs/jobs")
	rec := get(e, "/metrics")
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(rec.Body)
	if err != nil || rec.Code != 200 {
		t.Fatalf("%d %v", rec.Code, err)
	}
	h := families["ges_emulator_call_duration_seconds"]
	if h.GetType() != dto.MetricType_HISTOGRAM || len(h.GetMetric()) != 1 {
		t.Fatalf("the durations are %v", h)
	}
	one := h.GetMetric()[0]
	if got := one.GetHistogram(); got.GetSampleCount() != 1 || got.GetSampleSum() <= 0 || one.GetLabel()[0].GetValue() != "ListJobs" {
		t.Errorf("the durations are %v", one)
	}
	for _, name := range []string{"ges_emulator_calls_total", "ges_emulator_projects", "ges_emulator_jobs", "ges_emulator_forks_total", "go_goroutines"} {
		if families[name] == nil {
			t.Errorf("no %s", name)
		}
	}
}

// TestMetricsAreBounded has faults with ever new names, which the control API
// can make.
func TestMetricsAreBounded(t *testing.T) {
	m := newMetrics()
	for i := range maxSeries + 5 {
		m.observe(emulator.CallInfo{Operation: "ListJobs", Status: 200, Fault: fmt.Sprint("fault", i)})
	}
	m.observe(emulator.CallInfo{Operation: "ListJobs", Status: 200})
	if n := testutil.CollectAndCount(m.calls); n != maxSeries+2 {
		t.Errorf("%d series", n)
	}
	if got := testutil.ToFloat64(m.calls.WithLabelValues("ListJobs", "200", otherFault)); got != 5 {
		t.Errorf("%v calls beyond the limit, want 5", got)
	}
}

func BenchmarkObserve(b *testing.B) {
	m := newMetrics()
	b.ReportAllocs()
	for b.Loop() {
		m.observe(emulator.CallInfo{Operation: "ListJobs", Status: 200, Duration: 20_000})
	}
}
