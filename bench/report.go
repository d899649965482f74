package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Targets: what the design promises.
const (
	targetShare   = 0.85                  // of the bare handler's calls a second, 1,000 jobs
	targetSlow    = 1.3                   // times the bare handler's p99, 1,000 jobs
	targetMany    = 0.9                   // of the share at 1,000 jobs
	targetStart   = 20 * time.Millisecond // process start to first answer
	targetLoad    = 2 * time.Second       // 1,000,000 generated jobs
	targetWritten = 4 * time.Second       // 100,000 jobs written out
	targetPerJob  = 600                   // bytes resident
	targetIdle    = 20 << 20              // bytes resident
	targetBinary  = 20 << 20              // bytes
)

// report is all results of a run.
type report struct {
	options
	cores  int
	pinned bool

	binary               int64
	started, bareStarted time.Duration
	idle                 int64

	writtenLoad  time.Duration
	manyLoad     time.Duration
	manyLoaded   int64 // bytes resident after loading
	manyResident int64 // bytes resident after the rounds

	// The small project's default page, the same with a line of log for each
	// call, then all queries of the large project.
	subjects []*subject
	micro    string
}

// noTarget is the target of a row that is there to be known.
const noTarget = "none"

// row is one target and its result.
type row struct {
	what, target, result string
	met                  bool
}

// markdown is the report as a text to read.
func (r *report) markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# Speed and size\n\nWritten by `go run ./bench`; %s, %s/%s, %d cores, %s.\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, r.cores, r.placement())
	fmt.Fprintf(&s, "%d rounds of %s a turn over %d kept connections; a figure is the median of the rounds.\nThe log level is warn except where it says otherwise.\n\n", r.rounds, r.duration, r.conns)
	s.WriteString("| what | target | result | met |\n|---|---|---|---|\n")
	for _, row := range r.rows() {
		fmt.Fprintf(&s, "| %s | %s | %s | %s |\n", row.what, row.target, row.result, row.verdict())
	}
	s.WriteString("\n## The list call, query by query\n\n«Bare» is a `net/http` handler that writes the same bytes. Calls are per second, times in µs.\n")
	s.WriteString("The share is of calls per second of the server's CPU time, which is what its one core allows; beside it, by the wall clock.\n\n")
	s.WriteString("| jobs | query | bytes | calls | bare | share | by clock | p50 | bare | p99 | bare |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, subject := range r.subjects {
		subject.row(&s)
	}
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

// rows are the targets that are measured end to end.
func (r *report) rows() []row {
	base := r.subjects[0]
	worst := slices.MinFunc(r.subjects[2:], func(a, b *subject) int { return compare(a.share(), b.share()) })
	kept := worst.share() / base.share()
	perJob := (r.manyResident - r.idle) / int64(r.many)
	rows := []row{
		{fmt.Sprintf("list, default page, %s jobs: calls per second", number(few)),
			fmt.Sprintf("≥ %.2f of the bare handler", targetShare), fmt.Sprintf("%.2f (by the wall clock: %.2f)", base.share(), base.clockShare()), base.share() >= targetShare},
		{"the same: p99", fmt.Sprintf("≤ %.1f × the bare handler", targetSlow), fmt.Sprintf("%.2f ×", base.slow()), base.slow() <= targetSlow},
		{"calls per second with a line of log for each call, as by default, to a file", noTarget, fmt.Sprintf("%.2f", r.subjects[1].share()), false},
		{fmt.Sprintf("list, %s jobs, the slowest query (%s): share of the bare handler", number(r.many), worst.query.name),
			fmt.Sprintf("≥ %.1f of the share at %s jobs", targetMany, number(few)), fmt.Sprintf("%.2f", kept), kept >= targetMany},
		{"start, default scenario, process start to first answer", "≤ " + span(targetStart),
			fmt.Sprintf("%s (bare: %s)", span(r.started), span(r.bareStarted)), r.started <= targetStart},
		{fmt.Sprintf("load: %s generated jobs, process start to first answer", number(r.many)), "≤ " + span(targetLoad), span(r.manyLoad), r.manyLoad <= targetLoad},
		{"the same: resident memory a job, after the rounds", fmt.Sprintf("≤ %d bytes", targetPerJob), fmt.Sprintf("%d bytes (after loading: %d)", perJob, (r.manyLoaded-r.idle)/int64(r.many)), perJob <= targetPerJob},
		{fmt.Sprintf("load: %s jobs written out in YAML, to first answer", number(writtenOut)), "≤ " + span(targetWritten), span(r.writtenLoad), r.writtenLoad <= targetWritten},
		{"resident memory, default scenario", "≤ " + mib(targetIdle), mib(r.idle), r.idle <= targetIdle},
		{"static binary", "≤ " + mib(targetBinary), mib(r.binary), r.binary <= targetBinary},
	}
	return rows
}

// row writes the subject's line of the second table.
func (s *subject) row(w *strings.Builder) {
	p50 := func(t turn) time.Duration { return t.P50 }
	p99 := func(t turn) time.Duration { return t.P99 }
	fmt.Fprintf(w, "| %s | %s | %d | %.0f | %.0f | %.2f | %.2f | %.0f | %.0f | %.0f | %.0f |\n",
		number(s.jobs), s.query.name, s.turns[0].BodyBytes, middle(s.turns, turn.rate), middle(s.bare, turn.rate), s.share(), s.clockShare(),
		us(middle(s.turns, p50)), us(middle(s.bare, p50)), us(middle(s.turns, p99)), us(middle(s.bare, p99)))
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// verdict says whether a row's target, if it has one, is met.
func (r row) verdict() string {
	switch {
	case r.target == noTarget:
		return "–"
	case r.met:
		return "yes"
	default:
		return "**no**"
	}
}

// number writes n with a comma between thousands.
func number(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", number(n/1000), n%1000)
}

func span(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

func us(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mib(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
