package history_test

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// life returns a job with the given begin, waiting and running time.
func life(begin clock.Instant, waiting, running time.Duration) scenario.Job {
	j := oneJob()
	j.Begin, j.Waiting, j.Running = begin, waiting, running
	return j
}

// checkTour visits every critical instant of a plan, forwards and back, and compares with
// a scan.
func checkTour(t *testing.T, plan *history.Plan) {
	t.Helper()
	stops := []clock.Instant{clock.Min, clock.Min + 1, plan.Start(), plan.End(), clock.Max - 1, clock.Max}
	for i := range plan.Len() {
		for _, at := range []clock.Instant{plan.Job(i).Begin(), plan.Job(i).Start(), plan.Job(i).End()} {
			if at != clock.Never {
				stops = append(stops, max(at-1, clock.Min), at, min(at+1, clock.Max))
			}
		}
	}
	slices.Sort(stops)
	back := slices.Clone(stops)
	slices.Reverse(back)
	board := plan.NewBoard()
	for _, at := range slices.Concat(stops, back, stops) {
		board.MoveTo(at)
		for _, f := range []history.Filter{{}, {Status: ges.Waiting}, {Status: ges.Running}, {Status: ges.Success}, {Graph: "movies"}} {
			if got, want := page(board.View(f), 0, 1000), scan(plan, f, at); !slices.Equal(got, want) {
				t.Fatalf("at %d, %s: got %v, want %v", at, show(f), got, want)
			}
		}
		if board.Next() <= at {
			t.Fatalf("at %d the next change is at %d", at, board.Next())
		}
	}
}

func TestEdges(t *testing.T) {
	start := clock.DefaultStart()
	const long = time.Duration(math.MaxInt64)
	for name, c := range map[string]struct {
		jobs []scenario.Job
		end  clock.Instant
	}{
		"no jobs":               {nil, start},
		"none ends":             {[]scenario.Job{life(start, 0, scenario.Forever), life(start.Add(1), 5, scenario.Forever)}, start},
		"none ever runs":        {[]scenario.Job{life(start, 0, 0), life(start, 0, 0), life(start, 7, 0)}, start + 7},
		"from the first":        {[]scenario.Job{life(clock.Min, 0, 0), life(clock.Min, 1, 1), life(clock.Min, 0, scenario.Forever)}, 2},
		"at the last":           {[]scenario.Job{life(clock.Max, 0, 0), life(clock.Max, 0, 5), life(clock.Max, 5, 5), life(clock.Max, 0, scenario.Forever)}, clock.Max},
		"over the last":         {[]scenario.Job{life(start, long, long), life(start, 0, long), life(clock.Max-1, 1, 1)}, clock.Max},
		"through all time":      {[]scenario.Job{life(clock.Min, 0, long), life(clock.Min, long, 0)}, clock.Max},
		"over before it starts": {[]scenario.Job{life(start.Add(-time.Hour), 0, time.Minute)}, start.Add(-59 * time.Minute)},
		"one after the other":   {[]scenario.Job{life(start, 0, 5), life(start+5, 0, 5), life(start+10, 5, 5)}, start + 20},
	} {
		t.Run(name, func(t *testing.T) {
			plan := compile(t, world(1, scenario.Project{Jobs: c.jobs}))
			if plan.Len() != len(c.jobs) || plan.End() != c.end {
				t.Errorf("%d jobs, the last ends at %d, want %d at %d", plan.Len(), plan.End(), len(c.jobs), c.end)
			}
			checkIDs(t, plan)
			checkTour(t, plan)
			forwards, back := len(changes(plan, clock.Min, clock.Max)), len(changes(plan, clock.Max, clock.Min))
			if want := len(oracle(plan, clock.Min, clock.Max)); forwards != want || back != want {
				t.Errorf("through all time there are %d changes, back %d, want %d", forwards, back, want)
			}
		})
	}
}

// A scenario can start at the first or the last instant of virtual time.
func TestStartAtTheBounds(t *testing.T) {
	for _, start := range []clock.Instant{clock.Min, clock.Max} {
		s := world(1, scenario.Project{Jobs: []scenario.Job{
			life(clock.Min, 0, time.Second), life(clock.DefaultStart(), 0, time.Second), life(clock.Max, 0, time.Second),
		}})
		s.Clock.Start = start
		plan := compile(t, s)
		if got, want := page(plan.NewBoard().View(history.Filter{}), 0, 9), scan(plan, history.Filter{}, start); !slices.Equal(got, want) {
			t.Errorf("a project that starts at %s begins with %v, want %v", start, got, want)
		}
		checkIDs(t, plan)
		checkTour(t, plan)
	}
}

// Days are those shown by the API: 23:59:59.5 is on the next day.
func TestDaysAreThoseShown(t *testing.T) {
	at := func(s string) clock.Instant {
		i, err := clock.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	list := []scenario.Job{
		life(at("2018-12-17T23:59:59.499"), 0, 0),
		life(at("2018-12-17T23:59:59.5"), 0, 0),
		life(at("2018-12-17T12:00:00"), 0, 12*time.Hour-500*time.Millisecond),
		life(at("2018-12-17T12:00:00"), 0, 12*time.Hour-501*time.Millisecond),
		life(at("2018-12-17T12:00:00"), 0, scenario.Forever),
	}
	for i, id := range []string{"begins17", "begins18", "ends18", "ends17", "forever"} {
		list[i].ID = id
	}
	board := compile(t, world(1, scenario.Project{Jobs: list})).NewBoard()
	board.MoveTo(clock.Max)
	the17, _ := clock.ParseDay("2018-12-17")
	the18 := the17 + 1
	for _, c := range []struct {
		f    history.Filter
		want []string
	}{
		{history.Filter{EndTime: &the17}, []string{"ends17", "forever", "begins17"}},
		{history.Filter{StartTime: &the18}, []string{"begins18"}},
		{history.Filter{StartTime: &the17, EndTime: &the18}, []string{"ends17", "ends18", "forever", "begins17", "begins18"}},
		{history.Filter{StartTime: &the18, EndTime: &the17}, nil},
	} {
		if got := page(board.View(c.f), 0, 9); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", show(c.f), got, c.want)
		}
	}
}

// Many projects use one plan concurrently, and views are written out while their boards
// move.
func TestBoardsShareAPlan(t *testing.T) {
	plan := newDice(800).plan(t, 120)
	var wg sync.WaitGroup
	for seed := range int64(8) {
		wg.Go(func() {
			d, board := newDice(900+seed), plan.NewBoard()
			var saved sync.WaitGroup
			defer saved.Wait()
			for range 150 {
				now, f := d.instant(), d.filter()
				if d.IntN(10) == 0 {
					board = board.Fork()
				}
				board.MoveTo(now)
				v := board.View(f)
				saved.Go(func() {
					if got, want := page(v, 0, 200), scan(plan, f, now); !slices.Equal(got, want) {
						t.Errorf("seed %d at %s, %s:\ngot  %v\nwant %v", seed, now, show(f), got, want)
					}
				})
			}
		})
	}
	wg.Wait()
}
