package history_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// grown returns a history of a plan of seeded jobs with more added jobs, spread over the
// same 60 days.
func grown(b *testing.B, seeded, more int, running scenario.Range[time.Duration]) *history.History {
	b.Helper()
	h := compile(b, busy(seeded, running)).History()
	d := newDice(1)
	for range more {
		h = added(b, h, d.spread(running))
	}
	return h
}

// spread returns a job like those of busy.
func (d *rng) spread(running scenario.Range[time.Duration]) scenario.Job {
	return scenario.Job{
		Name:    ges.JobNames()[d.IntN(len(ges.JobNames()))].Name,
		Graph:   fmt.Sprintf("graph%d", d.IntN(12)),
		Begin:   clock.DefaultStart().Add(time.Duration(d.IntN(60*24*3600*1000))*time.Millisecond - 30*24*time.Hour),
		Waiting: time.Duration(d.IntN(5000)) * time.Millisecond,
		Running: running.From + time.Duration(d.IntN(int(running.To-running.From))),
		Outcome: []ges.Status{ges.Success, ges.Failed}[d.IntN(12)/11],
		Type:    ges.GraphManagement,
	}
}

// BenchmarkAdd adds a job to a history with added jobs, and lets a board follow. It
// reports the mean, which includes the rare merges of large segments.
func BenchmarkAdd(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 500_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := grown(b, 1000, n, minutes)
			board, d := h.NewBoard(), newDice(2)
			b.ReportAllocs()
			for b.Loop() {
				h = added(b, h, d.spread(minutes))
				board.Follow(h)
			}
		})
	}
}

// BenchmarkAddAtOnce adds jobs that all begin at one instant.
func BenchmarkAddAtOnce(b *testing.B) {
	for _, n := range []int{1_000, 60_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			j := oneJob()
			h := compile(b, busy(1000, minutes)).History()
			for range n {
				h = added(b, h, j)
			}
			b.ReportAllocs()
			for b.Loop() {
				h = added(b, h, j)
			}
		})
	}
}

// BenchmarkFirstChange forks a board and makes a first change to its jobs: one
// job more, one patched, one removed.
func BenchmarkFirstChange(b *testing.B) {
	h := grown(b, forkedJobs, forkedJobs, minutes)
	board, d := h.NewBoard(), newDice(2)
	board.MoveTo(clock.DefaultStart())
	j := d.spread(minutes)
	id := h.Plan().Job(forkedJobs - 1).ID()
	progress := 1.0
	for name, change := range map[string]func() (*history.History, scenario.JobAct, error){
		"add":    func() (*history.History, scenario.JobAct, error) { return h.With(j) },
		"remove": func() (*history.History, scenario.JobAct, error) { return h.Without(id) },
		"patch": func() (*history.History, scenario.JobAct, error) {
			return h.Patched(id, scenario.JobPatch{Progress: &progress}, clock.DefaultStart())
		},
	} {
		b.Run(name, func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for b.Loop() {
				fork := board.Fork()
				changed, _, err := change()
				if err != nil {
					b.Fatal(err)
				}
				fork.Follow(changed)
			}
			runtime.ReadMemStats(&after)
			b.ReportAllocs()
			perOp(b, targetFork)
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/targetForkBytes, "x/target-B")
		})
	}
}

// BenchmarkQueryHistory reads a page of ten of 500,000 seeded and 500,000 added jobs,
// through every combination of filters.
func BenchmarkQueryHistory(b *testing.B) {
	for name, running := range map[string]scenario.Range[time.Duration]{"minutes": minutes, "weeks": weeks} {
		h := grown(b, manyJobs/2, manyJobs/2, running)
		board := h.NewBoard()
		board.MoveTo(clock.DefaultStart())
		for filter, f := range combinations(h.Plan()) {
			if f.Graph != "" {
				f.Graph = "graph1"
			}
			middle := board.View(f).Count() / 2
			for _, offset := range []int{0, middle} {
				b.Run(fmt.Sprintf("%s/%s/offset=%d", name, filter, offset), func(b *testing.B) { benchmarkQuery(b, board, f, offset) })
			}
		}
	}
}
