package world_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// wall is a wall clock that stands until it is told to move.
type wall struct{ at time.Time }

func newWall() *wall { return &wall{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (w *wall) now() time.Time { return w.at }

// start is where every world here starts.
var start = clock.DefaultStart()

// importing is an import that begins 10 s after the start, waits 5 s and runs
// for 52 s.
func importing(id string) scenario.Job {
	return scenario.Job{
		ID: id, Name: ges.ImportGraph, Graph: "movies", Begin: start.Add(10 * time.Second), Waiting: 5 * time.Second,
		Running: 52 * time.Second, Outcome: ges.Success, Type: ges.GraphManagement,
	}
}

// forever is an export that begins a minute after the start and never ends.
func forever(id string) scenario.Job {
	return scenario.Job{
		ID: id, Name: "ExportGraph", Graph: "movies", Begin: start.Add(time.Minute), Waiting: 5 * time.Second,
		Running: scenario.Forever, Outcome: ges.Success, Type: ges.GraphManagement,
	}
}

// world1 is a scenario of "*" and a project of its own, on a manual clock.
func world1(faults ...scenario.Fault) *scenario.Scenario {
	return &scenario.Scenario{
		Name:   "test",
		Seed:   1,
		Clock:  clock.Settings{Start: start, Mode: clock.Manual, Step: clock.Step{By: clock.DefaultStep}, Rate: clock.DefaultRate},
		Compat: scenario.DefaultCompat(),
		Auth:   scenario.Auth{Mode: scenario.AuthOff},
		Projects: []scenario.Project{
			{ID: scenario.AnyProject, Jobs: []scenario.Job{importing("import"), forever("export")}},
			{ID: "own", Jobs: []scenario.Job{importing("import")}},
		},
		Faults: faults,
	}
}

func newWorld(t testing.TB, s *scenario.Scenario, w *wall) *world.World {
	t.Helper()
	all, err := world.New(s, w.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// listing is a plain call of ListJobs.
func listing() world.Request {
	return world.Request{Operation: ges.ListJobs, Query: func(string) string { return "" }}
}

// third is a fault that the third call meets.
func third() scenario.Fault {
	return scenario.Fault{Name: "third", Until: clock.Never, Calls: scenario.Calls{Numbers: []int{3}}}
}

func requestID(c *world.Call) string { return string(c.AppendRequestID(nil)) }

// Of any number of parallel calls exactly one is the third, and no two have the
// same number or request id.
func TestParallelCallsAreCountedOnce(t *testing.T) {
	s := world1(third())
	s.Clock.Mode = clock.Stepped
	p := in(newWorld(t, s, newWall()), "p1")
	const n = 1000
	calls := make([]*world.Call, n)
	var wg sync.WaitGroup
	for i := range calls {
		wg.Go(func() { calls[i] = p.Call(listing()) })
	}
	wg.Wait()
	numbers, ids, covered := map[int]bool{}, map[string]bool{}, []int{}
	for _, c := range calls {
		numbers[c.Number], ids[requestID(c)] = true, true
		if c.Hit.Fault != nil {
			covered = append(covered, c.Number)
		}
		if want := start.Add(time.Duration(c.Number-1) * clock.DefaultStep); c.Now != want {
			t.Errorf("call %d sees %s, want %s", c.Number, c.Now, want)
		}
	}
	if len(numbers) != n || !numbers[1] || !numbers[n] || len(ids) != n || !slices.Equal(covered, []int{3}) || p.Calls() != n {
		t.Errorf("%d calls have %d numbers and %d request ids, %v met the fault", p.Calls(), len(numbers), len(ids), covered)
	}
}

// A project comes into being once, however many ask for it first.
func TestParallelFirstCalls(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	const n = 200
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { in(w, fmt.Sprint("p", i%2)).Call(listing()) })
	}
	wg.Wait()
	if w.Len() != 3 || w.Forks() != 2 {
		t.Errorf("%d projects live, %d were made of *; want 3 and 2", w.Len(), w.Forks())
	}
	if a, b := in(w, "p0").Calls(), in(w, "p1").Calls(); a != n/2 || b != n/2 {
		t.Errorf("they took %d and %d calls, want %d each", a, b, n/2)
	}
}

// Request ids are 32 hexadecimal digits that differ by call and project and are
// the same in every run.
func TestRequestIDs(t *testing.T) {
	ids := func(seed int64) (list []string) {
		s := world1()
		s.Seed = seed
		w := newWorld(t, s, newWall())
		for _, id := range []string{"p1", "own", "p2"} {
			for range 5 {
				list = append(list, requestID(in(w, id).Call(listing())))
			}
		}
		return append(list, w.RequestID("GET", "/"), w.RequestID("GET", "/x"), w.RequestID("POST", "/"))
	}
	first, form := ids(1), regexp.MustCompile(`^[0-9a-f]{32}$`)
	if again := ids(1); !slices.Equal(again, first) {
		t.Errorf("in two runs the request ids are %v and %v", first, again)
	}
	seen := map[string]bool{}
	for _, id := range slices.Concat(first, ids(2)) {
		if seen[id] || !form.MatchString(id) {
			t.Errorf("the request id %q is no new one", id)
		}
		seen[id] = true
	}
}

// A project's calls do not depend on those of others.
func TestProjectsAreIndependent(t *testing.T) {
	s := world1(third())
	s.Clock.Mode = clock.Stepped
	trace := func(others int) (list []string) {
		w := newWorld(t, s, newWall())
		for range 4 {
			for i := range others {
				in(w, fmt.Sprint("other", i)).Call(listing())
			}
			c := in(w, "p1").Call(listing())
			list = append(list, fmt.Sprint(requestID(c), c.Number, c.Now, c.Hit.Fault != nil, shown(in(w, "p1"))))
		}
		return list
	}
	if alone, among := trace(0), trace(3); !slices.Equal(alone, among) {
		t.Errorf("alone a project's calls are\n%v\namong others\n%v", alone, among)
	}
}

// A project of "*" begins as "*" stands then; one of its own does not, and what
// lives already stays where it is.
func TestForkBeginsAsAnyProjectStands(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	early, star, late := in(w, "early"), in(w, scenario.AnyProject), in(w, "late")
	early.Call(listing())
	late.Time() // a look begins no life
	star.at(start.Add(20 * time.Second))
	for p, want := range map[project]time.Duration{early: 0, in(w, "own"): 0, late: 20 * time.Second, star: 20 * time.Second} {
		if got := p.Time().Now.Sub(start); got != want {
			t.Errorf("%s stands %s after the start, want %s", p.id, got, want)
		}
	}
	if got, want := shown(late), []string{"import running"}; !slices.Equal(got, want) {
		t.Errorf("it begins with %v, want %v", got, want)
	}
	if _, err := late.Advance(world.ToEnd()); err != nil {
		t.Fatal(err)
	}
	if got, want := shown(star), []string{"import running"}; !slices.Equal(got, want) {
		t.Errorf("what it does shows in *: %v, want %v", got, want)
	}
	late.Reset()
	if got := late.Time().Now; got != start {
		t.Errorf("after a reset it stands at %s, want %s", got, start)
	}
	if c := late.Call(listing()); c.Number != 1 {
		t.Errorf("its first call is number %d", c.Number)
	}
}

func TestUnknownProject(t *testing.T) {
	s := world1()
	s.Projects = s.Projects[1:]
	w := newWorld(t, s, newWall())
	nothing := func(*world.Tx) error { return nil }
	for _, id := range []string{"p1", "", scenario.AnyProject} {
		c := world.Call{Request: listing()}
		if err := w.Do(id, &c, nothing); !errors.Is(err, world.ErrUnknownProject) || c.Number != 0 || w.Serves(id) {
			t.Errorf("project %q: %v, want %v", id, err, world.ErrUnknownProject)
		}
	}
	if err := w.Do("own", nil, nothing); err != nil {
		t.Errorf("the project that the scenario names: %v", err)
	}
}

// Beyond the limit a project goes that has no life, so nobody can tell; where
// each is in use, no more come.
func TestLimit(t *testing.T) {
	w := newWorld(t, world1(), newWall())
	w.SetMaxProjects(3) // "own" is one of them
	in(w, "a").Call(listing())
	in(w, "b").Time()
	if now := in(w, "c").Time().Now; now != start {
		t.Fatalf("no room where one may go: %s", now)
	}
	in(w, "c").at(start.Add(time.Second))
	if err := in(w, "b").do(func(*world.Tx) error { return nil }); !errors.Is(err, world.ErrTooManyProjects) {
		t.Errorf("beyond the limit: %v, want %v", err, world.ErrTooManyProjects)
	}
	if n := in(w, "a").Calls(); n != 1 {
		t.Errorf("a project in use has gone: it took %d calls", n)
	}
	if !w.Forget("a") || w.Forget("a") {
		t.Error("a project is forgotten once")
	}
	in(w, "b").Call(listing())
	var ids []string
	w.ForEach(func(tx *world.Tx) { ids = append(ids, tx.ID()) })
	if want := []string{"b", "c", "own"}; !slices.Equal(ids, want) {
		t.Errorf("the projects are %v, want %v", ids, want)
	}
}
