package main

import (
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// metrics counts calls, for Prometheus to fetch. Project ids are no label: a
// test suite uses a fresh one for every test.
type metrics struct {
	registry  *prometheus.Registry
	calls     *prometheus.CounterVec
	durations *prometheus.HistogramVec

	last atomic.Pointer[series] // the series of the last call: usually also that of the next

	mu       sync.Mutex
	byLabels map[callLabels]*series
}

// callLabels are the labels of a call.
type callLabels struct {
	operation string
	status    int
	fault     string
}

// series is the counters of calls with the same labels.
type series struct {
	labels    callLabels // as they are counted
	calls     prometheus.Counter
	durations prometheus.Observer
}

// maxSeries limits the number of different labels. Faults can be added at run time
// with any name: beyond the limit they are counted as otherFault.
const (
	maxSeries  = 10_000
	otherFault = "(other)"
)

// noOperation is the label of requests that are none of the emulated calls.
const noOperation = "none"

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ges_emulator_calls_total",
			Help: "Answered calls of the emulated API. status is 0 where the connection broke before any answer; fault is the one that applied.",
		}, []string{"operation", "status", "fault"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "ges_emulator_call_duration_seconds",
			Help:    "How long calls took in real time, until the last byte of the answer, including the delays of faults.",
			Buckets: []float64{.00002, .00005, .0001, .0002, .0005, .001, .005, .02, .1, .5, 1, 2, 5, 10, 30, 60},
		}, []string{"operation"}),
		byLabels: map[callLabels]*series{},
	}
	m.registry.MustRegister(m.calls, m.durations, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts a call.
func (m *metrics) observe(c emulator.CallInfo) {
	labels := callLabels{string(c.Operation), c.Status, c.Fault}
	s := m.last.Load()
	if s == nil || s.labels != labels {
		s = m.series(labels)
		m.last.Store(s)
	}
	s.calls.Inc()
	s.durations.Observe(c.Duration.Seconds())
}

// series returns the series of labels, a new one if needed.
func (m *metrics) series(labels callLabels) *series {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.byLabels[labels]
	if s == nil && len(m.byLabels) >= maxSeries && labels.fault != "" {
		labels.fault = otherFault
		s = m.byLabels[labels]
	}
	if s != nil {
		return s
	}
	operation := labels.operation
	if operation == "" {
		operation = noOperation
	}
	s = &series{
		labels,
		m.calls.WithLabelValues(operation, strconv.Itoa(labels.status), labels.fault),
		m.durations.WithLabelValues(operation),
	}
	m.byLabels[labels] = s
	return s
}

// handler is the page that Prometheus fetches.
func (m *metrics) handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)})
}

// collectStats adds the counts of an emulator, as they are when the metrics are
// fetched.
func (m *metrics) collectStats(e *emulator.Emulator) {
	m.registry.MustRegister(&statsCollector{
		stats:    e.Stats,
		projects: prometheus.NewDesc("ges_emulator_projects", "Projects with a call or a change so far.", nil, nil),
		jobs:     prometheus.NewDesc("ges_emulator_jobs", "Jobs that have begun, in all projects, by their status now.", []string{"status"}, nil),
		forks:    prometheus.NewDesc("ges_emulator_forks_total", `Projects that were made from "*".`, nil, nil),
	})
}

// statsCollector is a collector of [emulator.Stats].
type statsCollector struct {
	stats                 func() emulator.Stats
	projects, jobs, forks *prometheus.Desc
}

// Describe lists what there is to collect.
func (h *statsCollector) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- h.projects
	descriptions <- h.jobs
	descriptions <- h.forks
}

// Collect counts.
func (h *statsCollector) Collect(values chan<- prometheus.Metric) {
	s := h.stats()
	values <- prometheus.MustNewConstMetric(h.projects, prometheus.GaugeValue, float64(s.Projects))
	for status, n := range s.Jobs {
		values <- prometheus.MustNewConstMetric(h.jobs, prometheus.GaugeValue, float64(n), status)
	}
	values <- prometheus.MustNewConstMetric(h.forks, prometheus.CounterValue, float64(s.Forks))
}
