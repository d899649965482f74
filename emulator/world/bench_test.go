package world_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/state"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// The targets of the speed table for the fork of a project. A benchmark reports
// its share of each as x/target: below 1 the target is met.
const (
	targetFork      = 50 * time.Microsecond
	targetForkBytes = 16 << 10
)

// busy is a world of 100,000 generated jobs within 60 days.
func busy() *scenario.Scenario {
	s := world1()
	s.Projects = []scenario.Project{{ID: scenario.AnyProject, Generate: []scenario.Generate{{
		Count: 100_000, Names: []scenario.Weighted{{Name: "ImportGraph", Weight: 1}}, GraphCount: 12,
		Begin:   scenario.Range[clock.Instant]{From: start.Add(-30 * 24 * time.Hour), To: start.Add(30 * 24 * time.Hour)},
		Running: &scenario.Range[time.Duration]{From: 20 * time.Second, To: 5 * time.Minute},
		Files:   scenario.Range[int]{From: 1, To: 4},
	}}}}
	return s
}

// BenchmarkFork makes projects of "*" and asks each for its first page: where
// "*" stands at the start, and where it has come to the end.
func BenchmarkFork(b *testing.B) {
	for name, target := range map[string]world.Target{"start": world.By(0), "end": world.ToEnd()} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b, busy(), newWall())
			w.SetMaxProjects(1 << 30)
			if _, err := in(w, scenario.AnyProject).Advance(target); err != nil {
				b.Fatal(err)
			}
			ids := make([]string, 0, 1<<17)
			for i := range cap(ids) {
				ids = append(ids, fmt.Sprintf("project-%06d", i))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			n := 0
			for b.Loop() {
				call := world.Call{Request: listing()}
				_ = w.Do(ids[n%len(ids)], &call, func(tx *world.Tx) error { tx.View(history.Filter{}); return nil })
				if n++; n%len(ids) == 0 { // so that each is a fork
					b.StopTimer()
					for _, id := range ids {
						w.Forget(id)
					}
					b.StartTimer()
				}
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(b.Elapsed())/float64(n)/float64(targetFork), "x/target")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(n)/targetForkBytes, "x/target-B")
		})
	}
}

// BenchmarkCall takes calls, one after the other and from all sides; subscribed, with
// a subscriber who reads them.
func BenchmarkCall(b *testing.B) {
	w := newWorld(b, busy(), newWall())
	b.Run("one", func(b *testing.B) {
		p := in(w, "p1")
		b.ReportAllocs()
		for b.Loop() {
			p.Call(listing())
		}
	})
	b.Run("subscribed", func(b *testing.B) {
		p := in(w, "subscribed")
		feed := p.Subscribe(events.FromNow)
		b.ReportAllocs()
		for b.Loop() {
			p.Call(listing())
			if e, ok := feed.Next(b.Context(), 0); !ok || e.Kind != events.Call {
				b.Fatal(e)
			}
		}
	})
	b.Run("parallel", func(b *testing.B) {
		p := in(w, "p1")
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				p.Call(listing())
			}
		})
	})
}

// BenchmarkCallSaved is a polled call of a world whose state is saved, with a fault
// that counts it: a line is written for each. It costs the same beside many faults that
// do not count it, many violations, and many tokens.
func BenchmarkCallSaved(b *testing.B) {
	one, many := world1(third()), withFaults(b, 1600)
	many.Faults = append(many.Faults, third())
	for _, c := range []struct {
		name   string
		saved  bool
		of     *scenario.Scenario
		before func(p project)
		call   func(p project, n int)
	}{
		{name: "not saved", of: one},
		{name: "saved", saved: true, of: one},
		{name: "not saved 1601 faults", of: many},
		{name: "saved 1601 faults", saved: true, of: many},
		{
			name: "saved 1000 violations", saved: true, of: one,
			before: func(p project) {
				for i := range 1000 {
					p.Call(violating(i))
				}
			},
			call: func(p project, n int) { p.Call(violating(n % 1000)) },
		},
		{
			name: "saved 1000 tokens", saved: true, of: one,
			before: func(p project) { p.must(func(tx *world.Tx) { issue(tx, 1000) }) },
			call:   func(p project, _ int) { p.must(func(tx *world.Tx) { issue(tx, 1) }) },
		},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b, c.of, newWall())
			if c.saved {
				w = savedIn(b, b.TempDir(), c.of)
			}
			p := in(w, "p1")
			if c.before != nil {
				c.before(p)
			}
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				if n++; c.call != nil {
					c.call(p, n)
				} else {
					p.Call(listing())
				}
			}
		})
	}
}

// BenchmarkGoOn reads the state of 10,000 projects.
func BenchmarkGoOn(b *testing.B) {
	dir := b.TempDir()
	w := newWorld(b, world1(third()), newWall())
	w.SetMaxProjects(20_000)
	store, _, err := state.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	if err := w.SaveIn(store, nil); err != nil {
		b.Fatal(err)
	}
	for i := range 10_000 {
		in(w, fmt.Sprint("p", i)).Call(listing())
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		store, _, err := state.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := store.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
