package history_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// pinned returns a random job with an explicit id.
func pinned(rng fake.Key, id string) scenario.Job {
	in := fake.New()
	names := []string{"StopGraph", "ImportGraph", "ExportGraph"}
	j := scenario.Job{
		ID:      id,
		Name:    names[in.Index(rng.For("name"), len(names))],
		Graph:   fmt.Sprintf("g%d", in.Index(rng.For("graph"), 3)),
		Begin:   clock.DefaultStart().Add(time.Duration(in.Between(rng.For("begin"), -50, 50)) * time.Hour),
		Waiting: time.Duration(in.Between(rng.For("waiting"), 0, 3)) * time.Hour,
		Running: time.Duration(in.Between(rng.For("running"), 0, 30)) * time.Hour,
		Outcome: ges.Outcomes()[in.Index(rng.For("outcome"), 2)],
		Type:    ges.GraphManagement,
	}
	if in.Index(rng.For("forever"), 10) == 0 {
		j.Running = scenario.Forever
	}
	return j
}

// compiled returns a plan of jobs.
func compiled(t *testing.T, compat scenario.Compat, list []scenario.Job) *history.Plan {
	t.Helper()
	p, err := history.Compile(&scenario.Scenario{Seed: 1, Clock: clock.Settings{Start: clock.DefaultStart()}, Compat: compat,
		Projects: []scenario.Project{{ID: "*", Jobs: list}}}, "*")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestHistoryIsAPlan makes random changes to a plan's jobs and compares with a plan that
// is compiled from the resulting jobs.
func TestHistoryIsAPlan(t *testing.T) {
	for seed := range 30 {
		rng, in := fake.NewKey(int64(seed)), fake.New()
		compat := scenario.DefaultCompat()
		if seed%3 == 1 {
			compat.Order = scenario.NewestFirst
		}
		var list []scenario.Job
		for i := range 30 {
			list = append(list, pinned(rng.For("job").Nth(i), fmt.Sprintf("job%02d", i)))
		}
		board := compiled(t, compat, list).NewBoard()
		history := board.History()
		for i := range 25 {
			k := rng.For("change").Nth(i)
			history, list = change(t, history, list, k, i)
			board.Follow(history)
			to := clock.DefaultStart().Add(time.Duration(in.Between(k.For("to"), -60, 90)) * time.Hour)
			board.MoveTo(to)
			want := compiled(t, compat, list).NewBoard()
			want.MoveTo(to)
			compareBoards(t, board, want)
		}
		from, to := clock.DefaultStart().Add(-70*time.Hour), clock.DefaultStart().Add(70*time.Hour)
		plan := compiled(t, compat, list)
		compareChanges(t, history.Changes(from, to), plan.Changes(from, to))
		compareChanges(t, history.Changes(to, from), plan.Changes(to, from))
		if end, _ := history.End(); end != plan.End() || history.Len() != plan.Len() {
			t.Fatalf("seed %d: end %s, %d jobs, want %s, %d", seed, end, history.Len(), plan.End(), plan.Len())
		}
		i := 0
		for j := range history.Jobs(0) {
			if want := plan.Job(i); j.ID() != want.ID() {
				t.Fatalf("seed %d: job %d is %s, want %s", seed, i, j.ID(), want.ID())
			}
			if found, ok := history.Find(j.ID()); !ok || found.Begin() != j.Begin() {
				t.Fatalf("seed %d: %s is not found", seed, j.ID())
			}
			i++
		}
	}
}

// change adds, removes or replaces one job in both.
func change(t *testing.T, s *history.History, list []scenario.Job, rng fake.Key, i int) (*history.History, []scenario.Job) {
	t.Helper()
	in := fake.New()
	at := in.Index(rng.For("which"), len(list))
	kind := in.Index(rng.For("kind"), 3)
	id := fmt.Sprintf("new%02d", i)
	if kind > 0 {
		id = list[at].ID
		var err error
		if s, _, err = s.Without(id); err != nil {
			t.Fatal(err)
		}
		list = slices.Delete(slices.Clone(list), at, at+1)
	}
	if kind < 2 {
		j := pinned(rng.For("job"), id)
		var err error
		if s, _, err = s.With(j); err != nil {
			t.Fatal(err)
		}
		list = append(slices.Clone(list), j)
	}
	return s, list
}

func compareBoards(t *testing.T, got, want *history.Board) {
	t.Helper()
	if got.Next() != want.Next() {
		t.Fatalf("the next change is at %s, want %s", got.Next(), want.Next())
	}
	day := func(i int) *clock.Day {
		d := clock.DefaultStart().Day() + clock.Day(i)
		return &d
	}
	for _, status := range append(ges.Statuses(), ges.None) {
		for _, graph := range []string{"", "g1", "gone"} {
			for _, days := range [][2]*clock.Day{{}, {day(-1)}, {nil, day(0)}, {day(-1), day(1)}} {
				f := history.Filter{Status: status, Graph: graph, StartTime: days[0], EndTime: days[1]}
				a, b := got.View(f), want.View(f)
				if a.Count() != b.Count() {
					t.Fatalf("%+v: %d jobs, want %d", f, a.Count(), b.Count())
				}
				for _, page := range [][2]int{{0, 100}, {1, 3}, {b.Count() / 2, 5}, {b.Count(), 1}} {
					if x, y := idsOf(a, page), idsOf(b, page); !slices.Equal(x, y) {
						t.Fatalf("%+v, page %v: %v, want %v", f, page, x, y)
					}
				}
			}
		}
	}
}

func idsOf(v history.View, page [2]int) []string {
	var ids []string
	for j := range v.Rows(page[0], page[1]) {
		ids = append(ids, j.ID()+" "+j.StatusAt(v.Now()).String())
	}
	return ids
}

func compareChanges(t *testing.T, got, want func(func(history.Change) bool)) {
	t.Helper()
	read := func(changes func(func(history.Change) bool)) []string {
		var list []string
		for c := range changes {
			list = append(list, fmt.Sprint(c.At, c.Job.ID(), c.From, c.To))
		}
		return list
	}
	// Changes at one instant are in the order of the two parts.
	a, b := read(got), read(want)
	slices.Sort(a)
	slices.Sort(b)
	if !slices.Equal(a, b) {
		t.Fatalf("the changes are\n%v\nwant\n%v", a, b)
	}
	var last clock.Instant
	first, forwards := true, true
	for c := range got {
		if !first && c.At != last {
			forwards = c.At > last
			break
		}
		first, last = false, c.At
	}
	first = true
	for c := range got {
		if !first && (forwards && c.At < last || !forwards && c.At > last) {
			t.Fatalf("a change at %s comes after one at %s", c.At, last)
		}
		first, last = false, c.At
	}
}

// TestHistoryLeavesThePlanAlone verifies that a history is a value.
func TestHistoryLeavesThePlanAlone(t *testing.T) {
	plan := compiled(t, scenario.DefaultCompat(), []scenario.Job{pinned(fake.NewKey(1), "a"), pinned(fake.NewKey(2), "b")})
	s := plan.History()
	fewer, _, err := s.Without("a")
	if err != nil || s.Len() != 2 || fewer.Len() != 1 || !fewer.HasChanges() || s.HasChanges() {
		t.Errorf("%v, %d and %d jobs", err, s.Len(), fewer.Len())
	}
	if _, _, err := fewer.Without("a"); !errors.Is(err, history.ErrUnknown) {
		t.Errorf("a job that is gone was taken away again: %v", err)
	}
	if _, _, err := s.With(pinned(fake.NewKey(3), "b")); !errors.Is(err, history.ErrTaken) {
		t.Errorf("an id was given twice: %v", err)
	}
}

// TestInventedIDsOfAddedJobsDiffer adds the same job again and again.
func TestInventedIDsOfAddedJobsDiffer(t *testing.T) {
	j := pinned(fake.NewKey(1), "")
	s := compiled(t, scenario.DefaultCompat(), []scenario.Job{j}).History()
	seen := map[string]bool{}
	for range 50 {
		var added scenario.JobAct
		var err error
		if s, added, err = s.With(j); err != nil {
			t.Fatal(err)
		}
		if seen[added.ID()] {
			t.Fatalf("%s is there twice", added.ID())
		}
		seen[added.ID()] = true
	}
	if s.Len() != 51 {
		t.Errorf("%d jobs", s.Len())
	}
}

// TestSourceOfAJobIsTheJob removes each job and adds it again.
func TestSourceOfAJobIsTheJob(t *testing.T) {
	plan, err := history.Compile(&scenario.Scenario{Seed: 7, Clock: clock.Settings{Start: clock.DefaultStart()}, Compat: scenario.DefaultCompat(),
		Projects: []scenario.Project{{ID: "*", Generate: []scenario.Generate{{Count: 50, GraphCount: 3, Failed: 0.3,
			Names: []scenario.Weighted{{Name: "ImportGraph", Weight: 1}, {Name: "StopGraph", Weight: 1}},
			Begin: scenario.Range[clock.Instant]{From: clock.DefaultStart(), To: clock.DefaultStart().Add(time.Hour)}}}}}}, "*")
	if err != nil {
		t.Fatal(err)
	}
	for i := range plan.Len() {
		j := plan.Job(i)
		s, _, err := plan.History().Without(j.ID())
		if err != nil {
			t.Fatal(err)
		}
		s, act, err := s.With(j.Source())
		if err != nil {
			t.Fatal(err)
		}
		back, _ := s.Find(act.ID())
		if back.ID() != j.ID() || back.Name() != j.Name() || back.Graph() != j.Graph() || back.Type() != j.Type() ||
			back.Begin() != j.Begin() || back.Start() != j.Start() || back.End() != j.End() || back.Outcome() != j.Outcome() {
			t.Errorf("%+v became %+v", j, back)
		}
	}
}

// TestReplacedTellsWhatDiffers compares with an examination of all jobs of both
// histories, in both directions.
func TestReplacedTellsWhatDiffers(t *testing.T) {
	for seed := range int64(30) {
		rng := fake.NewKey(seed)
		var list []scenario.Job
		for i := range 20 {
			list = append(list, pinned(rng.For("first").Nth(i), fmt.Sprintf("job%02d", i)))
		}
		was := compiled(t, scenario.DefaultCompat(), list).History()
		is, after := was, list
		for i := range 8 {
			is, after = change(t, is, after, rng.Nth(i), i)
			if i == 3 {
				was, list = is, after
			}
		}
		at := list[fake.New().Index(rng.For("at"), len(list))].Begin
		wantReplaced(t, was, is, at)
		wantReplaced(t, is, was, at)
		wantReplaced(t, is, is, at)
	}
}

func wantReplaced(t *testing.T, was, is *history.History, at clock.Instant) {
	t.Helper()
	states := func(s *history.History) map[string]ges.Status {
		of := map[string]ges.Status{}
		for j := range s.Jobs(0) {
			of[j.ID()] = j.StatusAt(at)
		}
		return of
	}
	from, to := states(was), states(is)
	var want, got []string
	for id := range from {
		if from[id] != to[id] {
			want = append(want, fmt.Sprint(id, from[id], to[id], at))
		}
	}
	for id := range to {
		if _, known := from[id]; !known && to[id] != ges.None {
			want = append(want, fmt.Sprint(id, ges.None, to[id], at))
		}
	}
	for c := range was.Diff(is, at) {
		got = append(got, fmt.Sprint(c.Job.ID(), c.From, c.To, c.At))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("at %s\n got %q\nwant %q", at, got, want)
	}
}
