package emulator_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// addJobs has clients add jobs to one project at once, and returns their ids.
func addJobs(t testing.TB, p *emulator.Project, clients, each int) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	ids := map[string]bool{}
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range each {
				id, err := p.AddJob(emulator.Job{JobName: "StopGraph", RelatedGraph: "m"})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				ids[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return ids
}

// logBytes is how long the log of a state is.
func logBytes(t testing.TB, dir string) (n int64) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "log-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		n += info.Size()
	}
	return n
}

// However many jobs were added to a project, the next ones take as many bytes of
// its state, and each has an id of its own: more than a serial number tells apart,
// all at one instant.
func TestAHundredThousandJobs(t *testing.T) {
	t.Parallel()
	const clients, total, sample = 8, 100_000, 1_000
	dir := t.TempDir()
	e := newEmulator(t, emulator.WithScenario("empty"), emulator.WithState(dir))
	defer e.Close()
	p := project1(t, e)
	all := addJobs(t, p, clients, sample/clients)
	first := logBytes(t, dir)
	for id := range addJobs(t, p, clients, (total-2*sample)/clients) {
		all[id] = true
	}
	before := logBytes(t, dir)
	for id := range addJobs(t, p, clients, sample/clients) {
		all[id] = true
	}
	if last := logBytes(t, dir) - before; last > first+first/10 {
		t.Errorf("the first %d jobs took %d bytes, the last %d", sample, first, last)
	}
	if list := readJobs(t, body(t, e, "?graphName=m&limit=3&offset=50000")); len(all) != total || list.JobCount != total || len(list.JobList) != 3 {
		t.Errorf("%d ids were answered, %d jobs are listed; want %d", len(all), list.JobCount, total)
	}
}

// BenchmarkAddJob adds a job to a project that has some by now, with and without
// a state. The columns should be alike.
func BenchmarkAddJob(b *testing.B) {
	for _, size := range []string{"1000", "100000"} {
		for _, where := range []string{"", "-state"} {
			b.Run(size+where, func(b *testing.B) {
				options := []emulator.Option{emulator.WithScenario("empty")}
				if where != "" {
					options = append(options, emulator.WithState(b.TempDir()))
				}
				e, err := emulator.New(options...)
				if err != nil {
					b.Fatal(err)
				}
				defer e.Close()
				p := project(b, e, "p1")
				addJobs(b, p, 1, map[string]int{"1000": 1000, "100000": 100_000}[size])
				b.ReportAllocs()
				for b.Loop() {
					if _, err := p.AddJob(emulator.Job{JobName: "StopGraph", RelatedGraph: "m"}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
