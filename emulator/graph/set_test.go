package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

func compile(t testing.TB, text string) (*graph.Plan, *history.Plan, *scenario.Scenario) {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte("version: 1\n"+text), clock.Wall())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := history.Compile(s, "*")
	if err != nil {
		t.Fatal(err)
	}
	return graph.NewPlan(fake.NewKey(s.Seed), plan, s.Project("*")), plan, s
}

func shown(s *graph.Set, now clock.Instant) (names []string) {
	for g := range s.At(now) {
		names = append(names, fmt.Sprintf("%s=%d", g.Name(), g.StatusAt(now)))
	}
	if len(names) != s.Count(now) {
		panic("counts differ")
	}
	return names
}

func TestStates(t *testing.T) {
	p, jobs, s := compile(t, `
projects:
  "*":
    graphs:
      - {name: movies, status: stopped}
    jobs:
      - {jobName: ImportGraph, relatedGraph: a, begin: 0s, waiting: 1s, running: 9s}
      - {jobName: StopGraph, relatedGraph: a, begin: 5s, running: 10s}
      - {jobName: DeleteGraph, relatedGraph: a, begin: 20s, running: 10s}
      - {jobName: CreateGraph, relatedGraph: b, begin: 40s, running: 10s, outcome: failed}
      - {jobName: StopGraph, relatedGraph: b, begin: 30s, running: 1m}
      - {jobName: StartGraph, relatedGraph: movies, begin: 10s, waiting: 5s, running: 5s}
`)
	set := p.Set(jobs.History(), nil)
	for at, want := range map[string][]string{
		"-1s": {"a=200", "movies=900"}, "2s": {"a=202", "movies=900"}, "5s": {"a=901", "movies=900"}, "12s": {"a=901", "movies=100"},
		"15s": {"a=900", "movies=920"}, "25s": {"a=900", "movies=200"}, "30s": {"movies=200"}, "45s": {"movies=200", "b=100"}, "60s": {"movies=200", "b=303"},
	} {
		now := moment(t, at, s.Clock.Start)
		got := shown(set, now)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("at %s: %v, want %v", at, got, want)
		}
	}
}

func moment(t *testing.T, text string, start clock.Instant) clock.Instant {
	t.Helper()
	at, err := format.ParseMoment(text, start)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
