package history_test

import (
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

// world returns a scenario with one project "*".
func world(seed int64, project scenario.Project) *scenario.Scenario {
	project.ID = scenario.AnyProject
	return &scenario.Scenario{
		Name:     "test",
		Seed:     seed,
		Clock:    clock.Settings{Start: clock.DefaultStart()},
		Compat:   scenario.DefaultCompat(),
		Projects: []scenario.Project{project},
	}
}

func compile(t testing.TB, s *scenario.Scenario) *history.Plan {
	t.Helper()
	plan, err := history.Compile(s, "p1")
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// rng is a seeded source of test data.
type rng struct {
	inventor *fake.Inventor
	key      fake.Key
	thrown   int
}

func newDice(seed int64) *rng { return &rng{inventor: fake.New(), key: fake.NewKey(seed)} }

// IntN returns a number from 0 to n−1.
func (d *rng) IntN(n int) int {
	d.thrown++
	return d.inventor.Index(d.key.Nth(d.thrown), n)
}

// job returns a random job out of few values, so that edge cases are frequent: equal
// begins, equal graphs, no waiting, no running, across midnight, forever.
func (d *rng) job() scenario.Job {
	durations := []time.Duration{0, time.Second, 300 * time.Millisecond, 20 * time.Second, 13 * time.Hour}
	j := scenario.Job{
		Name:    ges.JobNames()[d.IntN(len(ges.JobNames()))].Name,
		Graph:   fmt.Sprintf("graph%d", d.IntN(4)),
		Begin:   clock.DefaultStart().Add(time.Duration(d.IntN(400)-200) * 20 * time.Minute),
		Waiting: durations[d.IntN(len(durations))],
		Running: slices.Concat(durations, []time.Duration{scenario.Forever, scenario.Typical})[d.IntN(7)],
		Outcome: ges.Outcomes()[d.IntN(3)],
		Type:    ges.GraphManagement,
	}
	if d.IntN(3) == 0 {
		j.ID = fmt.Sprintf("job-%x", d.IntN(1<<62))
	}
	return j
}

func (d *rng) jobs(n int) []scenario.Job {
	list := make([]scenario.Job, n)
	for i := range list {
		list[i] = d.job()
	}
	return list
}

func (d *rng) instant() clock.Instant {
	return clock.DefaultStart().Add(time.Duration(d.IntN(int(6*24*time.Hour))) - 3*24*time.Hour)
}

func (d *rng) filter() history.Filter {
	f := history.Filter{Status: ges.Status(d.IntN(6))}
	if d.IntN(2) == 0 {
		f.Graph = fmt.Sprintf("graph%d", d.IntN(5))
	}
	if d.IntN(2) == 0 {
		day := d.instant().Day()
		f.StartTime = &day
	}
	if d.IntN(2) == 0 {
		day := d.instant().Day()
		f.EndTime = &day
	}
	return f
}

// scan returns the jobs that match a filter, by a direct implementation of the contract.
func scan(p *history.Plan, f history.Filter, now clock.Instant) []string {
	var ids []string
	for i := range p.Len() {
		j := p.Job(i)
		status := j.StatusAt(now)
		last := j.Begin().Day()
		if status.Ended() && p.Compat().DateRange == scenario.BeginEnd {
			last = j.End().Day()
		}
		if status == ges.None ||
			f.Status != ges.None && status != f.Status ||
			f.Graph != "" && j.Graph() != f.Graph ||
			f.StartTime != nil && j.Begin().Day() < *f.StartTime ||
			f.EndTime != nil && last > *f.EndTime {
			continue
		}
		ids = append(ids, j.ID())
	}
	if p.Compat().Order == scenario.NewestFirst {
		slices.Reverse(ids)
	}
	return ids
}

func page(v history.View, offset, limit int) []string {
	var ids []string
	for j := range v.Rows(offset, limit) {
		ids = append(ids, j.ID())
	}
	return ids
}

func slice(ids []string, offset, limit int) []string {
	from := min(offset, len(ids))
	return ids[from:min(from+limit, len(ids))]
}

// A board that is moved through time shows, through any filter and page, the same as a
// scan of all jobs, and the same as a new board after a single move.
func TestWalkShowsWhatAJumpAndAScanShow(t *testing.T) {
	for seed := range int64(60) {
		d := newDice(seed)
		s := world(seed, scenario.Project{Jobs: d.jobs(1 + d.IntN(120))})
		s.Compat.Order = []string{scenario.OldestFirst, scenario.NewestFirst}[d.IntN(2)]
		s.Compat.DateRange = []string{scenario.BeginEnd, scenario.BeginOnly}[d.IntN(2)]
		plan := compile(t, s)
		board := plan.NewBoard()
		for range 60 {
			now := d.instant()
			if d.IntN(3) == 0 && board.Next() != clock.Never {
				now = board.Next() - clock.Instant(d.IntN(2)) // at a change, or just before it
			}
			board.MoveTo(now)
			if d.IntN(3) == 0 {
				continue // a move without a query
			}
			f, offset, limit := d.filter(), d.IntN(20), 1+d.IntN(20)
			jump := plan.NewBoard()
			jump.MoveTo(now)
			want := scan(plan, f, now)
			for name, b := range map[string]*history.Board{"walk": board, "jump": jump} {
				v := b.View(f)
				if v.Count() != len(want) {
					t.Fatalf("seed %d, %s to %s, filter %+v: count %d, want %d", seed, name, now, f, v.Count(), len(want))
				}
				if got, want := page(v, offset, limit), slice(want, offset, limit); !slices.Equal(got, want) {
					t.Fatalf("seed %d, %s to %s, filter %+v, offset %d, limit %d:\ngot  %v\nwant %v",
						seed, name, now, f, offset, limit, got, want)
				}
			}
			if board.Next() != jump.Next() || board.State() != jump.State() {
				t.Fatalf("seed %d, at %s: the walk stands at %+v, the jump at %+v", seed, now, board.State(), jump.State())
			}
		}
	}
}

// A view still shows its instant after its board has moved.
func TestViewOutlivesMove(t *testing.T) {
	d := newDice(7)
	plan := compile(t, world(7, scenario.Project{Jobs: d.jobs(100)}))
	board := plan.NewBoard()
	for range 100 {
		now, f := d.instant(), d.filter()
		board.MoveTo(now)
		v := board.View(f)
		board.MoveTo(d.instant())
		if got, want := page(v, 0, 100), scan(plan, f, now); !slices.Equal(got, want) {
			t.Fatalf("view of %s by %+v after a move:\ngot  %v\nwant %v", now, f, got, want)
		}
	}
}

// The changes of a move are those found by examining every instant of it.
func TestChangesAreThoseSeen(t *testing.T) {
	for seed := range int64(40) {
		d := newDice(seed)
		plan := compile(t, world(1, scenario.Project{Jobs: d.jobs(40)}))
		from, to := d.instant(), d.instant()
		seen := map[string]string{}
		for i := range plan.Len() {
			seen[plan.Job(i).ID()] = plan.Job(i).StatusAt(from).String()
		}
		last := from
		for c := range plan.Changes(from, to) {
			id := c.Job.ID()
			if seen[id] != c.From.String() || c.From == c.To {
				t.Fatalf("seed %d: %s changes from %q to %q, but was %q", seed, id, c.From, c.To, seen[id])
			}
			if (from <= to) != (last <= c.At) && last != c.At {
				t.Fatalf("seed %d: a change at %s comes after one at %s", seed, c.At, last)
			}
			seen[id], last = c.To.String(), c.At
		}
		for i := range plan.Len() {
			if j := plan.Job(i); seen[j.ID()] != j.StatusAt(to).String() {
				t.Fatalf("seed %d: %s ends the way %q, but is %q", seed, j.ID(), seen[j.ID()], j.StatusAt(to))
			}
		}
	}
}

// A job that runs 52 s has ended at 52 s, and not a nanosecond before.
func TestChangesAreExact(t *testing.T) {
	begin := clock.DefaultStart().Add(10 * time.Second)
	plan := compile(t, world(1, scenario.Project{Jobs: []scenario.Job{{
		Name: "ImportGraph", Graph: "movies", Begin: begin, Waiting: 5 * time.Second, Running: 52 * time.Second,
		Outcome: ges.Success, Type: ges.GraphManagement,
	}}}))
	job := plan.Job(0)
	for _, c := range []struct {
		after time.Duration
		want  ges.Status
	}{
		{-1, ges.None},
		{0, ges.Waiting},
		{5*time.Second - 1, ges.Waiting},
		{5 * time.Second, ges.Running},
		{57*time.Second - 1, ges.Running},
		{57 * time.Second, ges.Success},
	} {
		if got := job.StatusAt(begin.Add(c.after)); got != c.want {
			t.Errorf("%s after its begin the job is %q, want %q", c.after, got, c.want)
		}
	}
}
