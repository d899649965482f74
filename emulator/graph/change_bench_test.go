package graph_test

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// BenchmarkChanges measures a day of 100,000 jobs of 100 graphs.
func BenchmarkChanges(b *testing.B) {
	p, jobs, s := compile(b, `
projects: {"*": {generate: [{count: 100000, relatedGraph: 100, begin: {from: 0s, to: 1d}}]}}
`)
	set := p.Set(jobs.History(), nil)
	from, to := s.Clock.Start, clock.Max
	for range set.Changes(from, to) { // sorts the jobs of the graphs
		continue
	}
	changes := 0
	for b.Loop() {
		for range set.Changes(from, to) {
			changes++
		}
	}
	b.ReportMetric(float64(changes)/b.Elapsed().Seconds(), "changes/s")
}
