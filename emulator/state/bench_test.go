package state_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
)

// BenchmarkOpen reads logs: of projects that were polled, of jobs that were added one
// by one, and of violations that came again and again.
func BenchmarkOpen(b *testing.B) {
	for name, write := range map[string]func(*state.Store){
		"calls": func(s *state.Store) {
			for i := range 50_000 {
				s.Write(fmt.Sprint("p", i%100), polled(fmt.Sprint("p", i%100), i))
			}
		},
		"acts": func(s *state.Store) {
			for i := range 20_000 {
				s.Write("p1", added(i))
			}
		},
		"violations": func(s *state.Store) {
			s.Write("p1", snapshot.Document{Project: "p1", Violations: violations(0, make([]int, 1000)...)})
			for i := range 50_000 {
				s.WriteEntries("p1", snapshot.Document{Project: "p1", Violations: violations(0, i)}, state.Places{Violations: []int{i % 1000}})
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			s, _, err := state.Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			s.BeginRewrite(source("one"), true)
			for i := range 100 {
				id := fmt.Sprint("p", i)
				s.Write(id, whole(id, "one", 0))
			}
			s.EndRewrite()
			write(s)
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			logs, err := filepath.Glob(filepath.Join(dir, "log-*"))
			if err != nil {
				b.Fatal(err)
			}
			info, err := os.Stat(logs[0])
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(info.Size())
			b.ReportAllocs()
			for b.Loop() {
				s, _, err := state.Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWrite writes what a polled call changes.
func BenchmarkWrite(b *testing.B) {
	s, _, err := state.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.BeginRewrite(source("one"), true)
	s.Write("p1", whole("p1", "one", 0))
	s.EndRewrite()
	document := polled("p1", 7)
	b.ReportAllocs()
	for b.Loop() {
		s.Write("p1", document)
	}
}

// polled is what the n-th call changes.
func polled(id string, n int) snapshot.Document {
	return snapshot.Document{
		Project: id, Calls: &n, Requests: &journal.Numbers{Last: n},
		Clock: &clock.State{Settings: clock.Settings{Mode: clock.Stepped, Step: clock.Step{Next: true}, Rate: 1}, Now: clock.DefaultStart() + clock.Instant(n)},
	}
}

// added is what the n-th job adds.
func added(n int) snapshot.Document {
	reason := strings.Repeat("x", 100)
	job := scenario.Job{
		ID: fmt.Sprintf("%032x", n), Name: "StopGraph", Type: ges.GraphManagement, Graph: "graph", Running: 5, Begin: clock.DefaultStart(),
		Outcome: ges.Failed, FailReason: &reason,
	}
	return snapshot.Document{Project: "p1", Jobs: &scenario.JobChanges{Acts: []scenario.JobAct{{Add: &job, Key: 7}}}}
}
