package history_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// added returns a history with additional jobs.
func added(t testing.TB, h *history.History, list ...scenario.Job) *history.History {
	t.Helper()
	for _, j := range list {
		var err error
		if h, _, err = h.With(j); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// Jobs that are added at run time are identical to the same jobs in the scenario, in any
// order.
func TestAddedJobsAreThoseOfTheScenario(t *testing.T) {
	for seed := range int64(10) {
		d := newDice(1200 + seed)
		list := d.legal(100)
		for i := range list {
			if i%7 == 0 {
				list[i] = list[max(0, i-3)] // identical jobs
				list[i].ID = ""
			}
		}
		in := compile(t, world(seed, scenario.Project{Jobs: list}))
		want := everything(t, in.History(), in.Start())
		some := d.IntN(100)
		for what, h := range map[string]*history.History{
			"all added":     added(t, compile(t, world(seed, scenario.Project{})).History(), list...),
			"in any order":  added(t, compile(t, world(seed, scenario.Project{})).History(), shuffle(d, list)...),
			"some of them":  added(t, compile(t, world(seed, scenario.Project{Jobs: list[:some]})).History(), list[some:]...),
			"the first few": added(t, compile(t, world(seed, scenario.Project{Jobs: list[some:]})).History(), shuffle(d, list[:some])...),
		} {
			if got := everything(t, h, in.Start()); !slices.Equal(got, want) {
				t.Fatalf("seed %d, %s:\n%s\nwant\n%s", seed, what, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// Identical jobs are numbered, wherever they are; removed ones count too, also in a
// restored history.
func TestJobsAlikeAreNumbered(t *testing.T) {
	j := oneJob()
	j.Running = scenario.Typical
	all := compile(t, world(1, scenario.Project{Jobs: []scenario.Job{j, j, j, j, j}}))
	want := rendered(t, all)
	plan := compile(t, world(1, scenario.Project{Jobs: []scenario.Job{j, j}}))
	h := plan.History()
	got := rendered(t, plan)
	for n := range 3 {
		after, act, err := h.With(j)
		if err != nil {
			t.Fatal(err)
		}
		more, _ := after.Find(act.ID())
		got[more.ID()+" "+render(t, more, plan.Start())]++
		if h = after; n < 2 {
			if h, _, err = h.Without(act.ID()); err != nil {
				t.Fatal(err)
			}
			h = restored(t, plan, h)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("the jobs are\n%v\nwant\n%v", got, want)
	}
}

// nextIDs returns the ids of the next jobs.
func nextIDs(t *testing.T, h *history.History, list []scenario.Job) []string {
	t.Helper()
	var ids []string
	for _, j := range list {
		after, act, err := h.With(j)
		if err != nil {
			t.Fatal(err)
		}
		h, ids = after, append(ids, act.ID())
	}
	return ids
}

// A restored history gives the next jobs the same ids as the original, also if most ids
// of a millisecond are used, some are free again, and some are given.
func TestRestoredHistoriesGoOn(t *testing.T) {
	start := clock.DefaultStart()
	plan := compile(t, world(1, scenario.Project{Generate: []scenario.Generate{at(start, 65_300)}}))
	j := oneJob()
	given := j
	given.Begin, given.ID = start.Add(time.Hour), "ff808081"+plan.Job(0).ID()[8:28]+"0007"
	h := plan.History()
	if _, taken := h.Find(given.ID); !taken {
		h = added(t, h, given)
	}
	for i := range 200 {
		after, act, err := h.With(j)
		if err != nil {
			t.Fatal(err)
		}
		h = after
		if i%3 == 0 {
			h, _, _ = h.Without(act.ID())
		}
		if i%7 == 0 {
			h, _, _ = h.Without(plan.Job(i).ID()) // of the plan: its id remains in use
		}
	}
	next := slices.Repeat([]scenario.Job{j}, 300)
	want := nextIDs(t, h, next)
	if got := nextIDs(t, restored(t, plan, h), next); !slices.Equal(got, want) {
		t.Errorf("the next ids are\n%v\nwant\n%v", got, want)
	}
	if last := want[len(want)-1]; last[8:16] == want[0][8:16] {
		t.Errorf("the last id is %s, want one of the next process", last)
	}
	for i := range plan.Len() {
		if slices.Contains(want, plan.Job(i).ID()) {
			t.Fatalf("%s is given twice", plan.Job(i).ID())
		}
	}
}

// 100,000 jobs that begin at one instant can be added, and their ids are unique.
func TestManyAddedAtOnce(t *testing.T) {
	plan := compile(t, world(1, scenario.Project{Generate: []scenario.Generate{at(clock.DefaultStart(), 10)}}))
	h, ids := plan.History(), map[string]bool{}
	j := oneJob()
	for range 100_000 {
		after, act, err := h.With(j)
		if err != nil || ids[act.ID()] {
			t.Fatalf("%s: %v", act.ID(), err)
		}
		h, ids[act.ID()] = after, true
	}
	if h.Len() != 100_010 {
		t.Errorf("%d jobs", h.Len())
	}
	last := ""
	for j := range h.Jobs(0) {
		if id := j.ID(); id <= last {
			t.Fatalf("%s is listed after %s", id, last)
		} else {
			last = id
		}
	}
}

// An explicit id must be free; that of a removed job is.
func TestGivenIDs(t *testing.T) {
	j := oneJob()
	j.ID = "mine"
	plan := compile(t, world(1, scenario.Project{Jobs: []scenario.Job{j}}))
	if _, _, err := plan.History().With(j); !errors.Is(err, history.ErrTaken) {
		t.Errorf("an id was given twice: %v", err)
	}
	h, _, err := plan.History().Without("mine")
	if err != nil {
		t.Fatal(err)
	}
	j.Graph = "another"
	h = restored(t, plan, added(t, h, j))
	if found, ok := h.Find("mine"); !ok || found.Graph() != "another" || h.Len() != 1 {
		t.Errorf("%d jobs, found: %t", h.Len(), ok)
	}
	if h, _, err = h.Without("mine"); err != nil || restored(t, plan, h).Len() != 0 {
		t.Errorf("%d jobs, %v", h.Len(), err)
	}
}

// A job that would end after the end of virtual time is rejected, even if only its begin
// in another project is too late.
func TestJobsEndInTime(t *testing.T) {
	h := compile(t, world(1, scenario.Project{})).History()
	j := life(clock.Max.Add(-time.Hour), 0, 2*time.Hour)
	if _, _, err := h.With(j); err == nil || !strings.Contains(err.Error(), "where virtual time ends") {
		t.Errorf("%v", err)
	}
	act, err := h.Decide(life(clock.DefaultStart(), 0, 2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Apply(act.BeginningAt(clock.Max)); err == nil {
		t.Error("it ends behind all time")
	}
}

// ExampleHistory_Decide adds a job to two histories: it has the same id in both, the
// first that is free in both.
func ExampleHistory_Decide() {
	compile := func(graph string) *history.Plan {
		p, _ := history.Compile(&scenario.Scenario{Seed: 1, Clock: clock.Settings{Start: clock.DefaultStart()}, Projects: []scenario.Project{
			{ID: "*", Jobs: []scenario.Job{{Name: "StopGraph", Graph: graph, Begin: clock.DefaultStart(), Outcome: ges.Success}}},
		}}, "*")
		return p
	}
	one, other := compile("movies").History(), compile("roads").History()
	job := scenario.Job{Name: "StopGraph", Graph: "movies", Begin: clock.DefaultStart().Add(time.Minute), Running: scenario.Typical, Outcome: ges.Success}

	// The other history has an identical job, with the first id.
	other, taken, _ := other.With(job)

	act, _ := one.Decide(job, other)
	one, _ = one.Apply(act)
	other, _ = other.Apply(act.BeginningAt(clock.DefaultStart().Add(time.Hour))) // with another now

	here, _ := one.Find(act.ID())
	there, _ := other.Find(act.ID())
	fmt.Println(here.Begin(), there.Begin(), here.End().Sub(here.Begin()) == there.End().Sub(there.Begin()))
	fmt.Println(act.ID() == taken.ID(), one.Len(), other.Len())
	// Output:
	// 2018-12-17T12:56:00 2018-12-17T13:55:00 true
	// false 2 3
}
