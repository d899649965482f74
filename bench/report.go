package main

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is all results.
type report struct {
	options
	cores  int
	pinned bool

	results [][]*result // of each build, of each run
	micro   string
}

// metric is one figure of a run, and what the design promises of it.
type metric struct {
	what    string
	bound   string // ≥ or ≤; "": none is promised, the figure is there to be known
	target  float64
	format  func(float64) string
	measure func(*result) float64
}

// reached says whether a figure meets the target.
func (m *metric) reached(figure float64) bool {
	if m.bound == "≥" {
		return figure >= m.target
	}
	return figure <= m.target
}

// metrics is what is measured end to end.
func (r *report) metrics() []metric {
	perJob := func(resident, idle int64) float64 { return float64(resident-idle) / float64(r.many) }
	half := r.many / 2
	small, large := number(few), number(r.many)
	return []metric{
		{"list, default page, " + small + " jobs, no headers: share of the bare handler", "≥", 0.90, ratio,
			func(r *result) float64 { return r.page.share() }},
		{"the same: p99, times the bare handler's", "≤", 1.3, ratio, func(r *result) float64 { return r.page.slow() }},
		{"the same as an SDK calls, with another signature in each call", "≥", 0.90, ratio, func(r *result) float64 { return r.sdk.share() }},
		{"the same with a line of log for each call, as by default, to a file", "≥", 0.80, ratio, func(r *result) float64 { return r.logged.share() }},
		{"list, " + large + " jobs, the slowest query: of the share at " + small + " jobs", "≥", 0.9, ratio,
			func(r *result) float64 { return slowest(r.many).share() / r.page.share() }},
		{"the same with half of all jobs under way", "≥", 0.9, ratio,
			func(r *result) float64 { return slowest(r.underWay).share() / r.page.share() }},
		{"the same with half of all jobs added at run time", "≥", 0.9, ratio,
			func(r *result) float64 {
				if len(r.added) == 0 {
					return math.NaN()
				}
				return slowest(r.added).share() / r.page.share()
			}},
		{"adding a job at run time, of " + number(half) + " by " + number(r.conns) + " clients", "", 0, span,
			func(r *result) float64 {
				if r.adding == 0 {
					return math.NaN() // this build was not measured
				}
				return float64(r.adding) / float64(half)
			}},
		{"start, default scenario, process start to first answer", "≤", float64(20 * time.Millisecond), span,
			func(r *result) float64 { return float64(r.started) }},
		{"the same of the bare handler", "", 0, span, func(r *result) float64 { return float64(r.bareStarted) }},
		{"load: " + large + " generated jobs, process start to first answer", "≤", float64(2 * time.Second), span,
			func(r *result) float64 { return float64(r.manyLoad) }},
		{"the same: resident memory a job, after loading", "", 0, size, func(r *result) float64 { return perJob(r.manyLoaded, r.idle) }},
		{"the same: resident memory a job, after the rounds", "≤", 600, size, func(r *result) float64 { return perJob(r.manyResident, r.idle) }},
		{"load: " + number(writtenOut) + " jobs written out in YAML, to first answer", "≤", float64(4 * time.Second), span,
			func(r *result) float64 { return float64(r.writtenLoad) }},
		{"resident memory, default scenario", "≤", 24 << 20, size, func(r *result) float64 { return float64(r.idle) }},
		{"static binary", "≤", 24 << 20, size, func(r *result) float64 { return float64(r.binary) }},
	}
}

// markdown is the report as a text to read.
func (r *report) markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Speed and size\n\nWritten by `go run ./bench`; %s, %s/%s, %d cores, %s.\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, r.cores, r.placement())
	fmt.Fprintf(&s, "%d rounds of %s a turn over %d kept connections; the figure of a run is the median of its rounds.\n", r.rounds, r.duration, r.conns)
	if r.runs > 1 {
		fmt.Fprintf(&s, "%d runs; what counts is the median of the runs, beside it the least and the greatest.\n", r.runs)
	}
	s.WriteString("The log level is warn except where it says otherwise.\n\n")
	columns := []string{"what", "target", "result", "met"}
	if r.vs != "" {
		columns = append(columns, "before")
	}
	s.WriteString(tableHead(columns))
	for _, m := range r.metrics() {
		r.row(&s, &m)
	}
	r.queries(&s)
	if r.micro != "" {
		fmt.Fprintf(&s, "\n## The packages\n\n`go test -bench . -benchmem -benchtime %s ./emulator/...`; x/target is the share of its target that a figure takes.\n\n```\n%s```\n", r.benchtime, condense(r.micro))
	}
	return s.String()
}

func (r *report) placement() string {
	if r.pinned {
		return "the server pinned to one, the load to another"
	}
	return "server and load with one thread of Go each, not pinned"
}

// tableHead is the head of a table.
func tableHead(columns []string) string {
	return "| " + strings.Join(columns, " | ") + " |\n" + strings.Repeat("|---", len(columns)) + "|\n"
}

// row writes a metric's line of the first table.
func (r *report) row(w *strings.Builder, m *metric) {
	target, verdict := "none", "–"
	median, text := m.over(r.results[0])
	if m.bound != "" {
		target, verdict = m.bound+" "+m.format(m.target), "**no**"
		if m.reached(median) {
			verdict = "yes"
		}
	}
	fmt.Fprintf(w, "| %s | %s | %s | %s |", m.what, target, text, verdict)
	for _, other := range r.results[1:] {
		_, text := m.over(other)
		fmt.Fprintf(w, " %s |", text)
	}
	w.WriteString("\n")
}

// over is the median of a metric over runs, and how it reads.
func (m *metric) over(runs []*result) (middle float64, text string) {
	figures := make([]float64, len(runs))
	for i, run := range runs {
		figures[i] = m.measure(run)
	}
	middle = median(figures)
	text = m.format(middle)
	if len(runs) > 1 {
		text += " (" + m.format(slices.Min(figures)) + " to " + m.format(slices.Max(figures)) + ")"
	}
	return middle, text
}

// queries writes the second table.
func (r *report) queries(w *strings.Builder) {
	w.WriteString("\n## The list call, query by query\n\n«Bare» is a `net/http` handler that gets the same requests and writes the same bytes. Calls are per second, times in µs, over all runs.\n")
	w.WriteString("The share is of calls per second of the server's CPU time, which is what its one core allows; beside it, by the wall clock.\n\n")
	columns := []string{"jobs", "query", "bytes", "calls", "bare", "share", "by clock", "p50", "bare", "p99", "bare"}
	if r.vs != "" {
		columns = append(columns, "share before")
	}
	w.WriteString(tableHead(columns))
	before := map[string]float64{} // share by jobs and query: an older build may lack some
	if r.vs != "" {
		for _, s := range pooled(r.results[1]) {
			before[fmt.Sprint(s.jobs, s.query.name)] = s.share()
		}
	}
	for _, s := range pooled(r.results[0]) {
		s.row(w)
		if share, known := before[fmt.Sprint(s.jobs, s.query.name)]; known {
			fmt.Fprintf(w, " %.2f |", share)
		} else if r.vs != "" {
			w.WriteString(" – |")
		}
		w.WriteString("\n")
	}
}

// row writes the subject's line of the second table, without its end.
func (s *subject) row(w *strings.Builder) {
	p50 := func(t turn) time.Duration { return t.P50 }
	p99 := func(t turn) time.Duration { return t.P99 }
	fmt.Fprintf(w, "| %s | %s | %d | %.0f | %.0f | %.2f | %.2f | %.0f | %.0f | %.0f | %.0f |",
		number(s.jobs), s.query.name, s.turns[0].BodyBytes, middle(s.turns, turn.rate), middle(s.bare, turn.rate), s.share(), s.clockShare(),
		us(middle(s.turns, p50)), us(middle(s.bare, p50)), us(middle(s.turns, p99)), us(middle(s.bare, p99)))
}

// number writes n with a comma between thousands.
func number(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", number(n/1000), n%1000)
}

func ratio(f float64) string {
	if math.IsNaN(f) {
		return "–"
	}
	return fmt.Sprintf("%.2f", f)
}

// span writes nanoseconds.
func span(ns float64) string {
	if math.IsNaN(ns) {
		return "–"
	}
	if ns >= float64(time.Second) {
		return fmt.Sprintf("%.2f s", ns/float64(time.Second))
	}
	if ns > 0 && ns < float64(time.Millisecond) {
		return fmt.Sprintf("%.1f µs", ns/float64(time.Microsecond))
	}
	return fmt.Sprintf("%.1f ms", ns/float64(time.Millisecond))
}

// size writes bytes.
func size(n float64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%.1f MiB", n/(1<<20))
	}
	return fmt.Sprintf("%.0f bytes", n)
}

func us(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
