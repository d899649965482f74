package history_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// The performance targets. A benchmark reports its result relative to its target as
// x/target: below 1 the target is reached.
const (
	targetFork      = 50 * time.Microsecond
	targetForkBytes = 16 << 10
	targetChanges   = 5e6 // a second
	targetStand     = time.Microsecond
	targetQuery     = 50 * time.Microsecond
	targetLoad      = 2 * time.Second // 1,000,000 jobs
	targetLoadBytes = 600             // a job
	manyJobs        = 1_000_000
	forkedJobs      = 100_000
)

// perOp reports the time of one operation relative to a target.
func perOp(b *testing.B, target time.Duration) {
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(target), "x/target")
}

// busy is a project of n generated jobs over the 30 days before and the 30 days
// after the start, with running times in the given range.
func busy(n int, running scenario.Range[time.Duration]) *scenario.Scenario {
	start := clock.DefaultStart()
	weights := make([]scenario.Weighted, 0, len(ges.JobNames()))
	for _, name := range ges.JobNames() {
		weights = append(weights, scenario.Weighted{Name: name.Name, Weight: name.Weight})
	}
	return world(1, scenario.Project{Generate: []scenario.Generate{{
		Count:           n,
		Names:           weights,
		GraphCount:      12,
		Begin:           scenario.Range[clock.Instant]{From: start.Add(-30 * 24 * time.Hour), To: start.Add(30 * 24 * time.Hour)},
		Waiting:         scenario.Range[time.Duration]{To: 5 * time.Second},
		Running:         &running,
		Failed:          0.08,
		PartiallyFailed: 0.02,
		Files:           scenario.Range[int]{From: 1, To: 4},
	}}})
}

// The running times of the benchmarks' jobs: as in the scenario format's example, and so
// long that half of all jobs are running in the middle.
var (
	minutes = scenario.Range[time.Duration]{From: 20 * time.Second, To: 5 * time.Minute}
	weeks   = scenario.Range[time.Duration]{From: time.Minute, To: 45 * 24 * time.Hour}
)

func BenchmarkFork(b *testing.B) {
	plan := compile(b, busy(forkedJobs, minutes))
	var before, after runtime.MemStats
	var board *history.Board
	runtime.ReadMemStats(&before)
	for b.Loop() {
		// The first step is part of it: only there does a fork take sets of
		// its own.
		board = plan.NewBoard()
		board.MoveTo(board.Next())
	}
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(board)
	bytes := float64(after.TotalAlloc-before.TotalAlloc) / float64(b.N)
	b.ReportAllocs()
	perOp(b, targetFork)
	b.ReportMetric(bytes/targetForkBytes, "x/target-B")
}

// BenchmarkMove reports changes/s, back and forth over everything and over a
// day.
func BenchmarkMove(b *testing.B) {
	for _, c := range []struct {
		name    string
		running scenario.Range[time.Duration]
		stride  time.Duration
	}{
		{"minutes/all", minutes, 61 * 24 * time.Hour},
		{"minutes/day", minutes, 24 * time.Hour},
		{"minutes/minute", minutes, time.Minute},
		{"weeks/all", weeks, 61 * 24 * time.Hour},
		{"weeks/day", weeks, 24 * time.Hour},
		{"weeks/minute", weeks, time.Minute},
	} {
		b.Run(c.name, func(b *testing.B) {
			plan := compile(b, busy(manyJobs, c.running))
			board := plan.NewBoard()
			was, crossed, way := board.State(), 0, c.stride
			b.ReportAllocs()
			for b.Loop() {
				board.MoveTo(plan.Start().Add(way))
				is := board.State()
				crossed += distance(was, is)
				was = is
				way = c.stride - way
			}
			rate := float64(crossed) / b.Elapsed().Seconds()
			b.ReportMetric(rate, "changes/s")
			b.ReportMetric(targetChanges/rate, "x/target")
		})
	}
}

// distance is how many changes lie between two states.
func distance(a, b history.State) int {
	abs := func(n int) int { return max(n, -n) }
	return abs(a.Begun-b.Begun) + abs(a.Started-b.Started) + abs(a.Ended-b.Ended)
}

// BenchmarkStand moves a board between instants without changes in between.
func BenchmarkStand(b *testing.B) {
	plan := compile(b, busy(manyJobs, minutes))
	board := plan.NewBoard()
	now := []clock.Instant{plan.Start(), board.Next() - 1}
	i := 0
	for b.Loop() {
		board.MoveTo(now[i&1])
		i++
	}
	perOp(b, targetStand)
}

// BenchmarkQuery reads a page of ten through every combination of filters, at the first
// rows and in the middle of the matching jobs: 500,000 rows on without a filter.
func BenchmarkQuery(b *testing.B) {
	for _, size := range []int{1_000, manyJobs} {
		for _, life := range []struct {
			name    string
			running scenario.Range[time.Duration]
		}{{"minutes", minutes}, {"weeks", weeks}} {
			plan := compile(b, busy(size, life.running))
			board := plan.NewBoard()
			board.MoveTo(plan.Start().Add(30 * 24 * time.Hour))
			for name, f := range combinations(plan) {
				for _, part := range []int{0, 2} {
					offset := 0
					if part > 0 {
						offset = board.View(f).Count() / part
					}
					b.Run(fmt.Sprintf("%d/%s/%s/offset=%d", size, life.name, name, offset), func(b *testing.B) {
						benchmarkQuery(b, board, f, offset)
					})
				}
			}
		}
	}
}

// benchmarkQuery queries a board that has just moved («fresh»), then one with a cached
// view («again»).
func benchmarkQuery(b *testing.B, board *history.Board, f history.Filter, offset int) {
	for _, uncached := range []bool{true, false} {
		b.Run(map[bool]string{true: "fresh", false: "again"}[uncached], func(b *testing.B) {
			var last history.Job
			b.ReportAllocs()
			for b.Loop() {
				filters := board
				if uncached {
					filters = board.Fork()
				}
				for j := range filters.View(f).Rows(offset, 10) {
					last = j
				}
			}
			runtime.KeepAlive(last)
			perOp(b, targetQuery)
		})
	}
}

// combinations yields every combination of filters, with a name for each.
func combinations(plan *history.Plan) func(yield func(string, history.Filter) bool) {
	first, last := (plan.Start().Day() - 20), (plan.Start().Day() + 20)
	return func(yield func(string, history.Filter) bool) {
		for _, status := range slices.Concat([]ges.Status{ges.None}, ges.Statuses()) {
			for bits := range 8 {
				f, name := history.Filter{Status: status}, "status="+status.String()
				if bits&1 != 0 {
					f.Graph, name = plan.Job(0).Graph(), name+"&graph"
				}
				if bits&2 != 0 {
					f.StartTime, name = &first, name+"&start"
				}
				if bits&4 != 0 {
					f.EndTime, name = &last, name+"&end"
				}
				if !yield(name, f) {
					return
				}
			}
		}
	}
}

// BenchmarkCompile loads 1,000,000 generated jobs and reports the retained memory for each.
func BenchmarkCompile(b *testing.B) {
	s := busy(manyJobs, minutes)
	b.ReportAllocs()
	for b.Loop() {
		compile(b, s)
	}
	perOp(b, targetLoad)
	before := heap()
	plan := compile(b, s)
	resident := float64(heap()-before) / manyJobs
	runtime.KeepAlive(plan)
	b.ReportMetric(resident, "resident-B/job")
	b.ReportMetric(resident/targetLoadBytes, "x/target-B")
}

// heap returns the number of bytes in use after a garbage collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
