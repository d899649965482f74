package history_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

func (d *rng) plan(t testing.TB, n int) *history.Plan {
	t.Helper()
	return compile(t, world(1, scenario.Project{Jobs: d.jobs(n)}))
}

func describe(c history.Change) string {
	return fmt.Sprintf("%s %s→%s at %d", c.Job.ID(), c.From, c.To, c.At)
}

// oracle returns the changes of a move forwards, by examining each instant at which a job
// may change.
func oracle(p *history.Plan, from, to clock.Instant) []string {
	var moments []clock.Instant
	for i := range p.Len() {
		j := p.Job(i)
		moments = append(moments, j.Begin(), j.Start(), j.End())
	}
	slices.Sort(moments)
	var changes []string
	for _, at := range slices.Compact(moments) {
		if at <= from || at > to || at == clock.Never {
			continue
		}
		for i := range p.Len() {
			if j := p.Job(i); j.StatusAt(at-1) != j.StatusAt(at) {
				changes = append(changes, describe(history.Change{Job: j, From: j.StatusAt(at - 1), To: j.StatusAt(at), At: at}))
			}
		}
	}
	return changes
}

func changes(p *history.Plan, from, to clock.Instant) []history.Change {
	return slices.Collect(p.Changes(from, to))
}

// A move has the changes of all its instants, in order; the move back undoes them, the
// last first.
func TestChangesForwardsAndBack(t *testing.T) {
	for seed := range int64(60) {
		d := newDice(400 + seed)
		plan := d.plan(t, 1+d.IntN(50))
		from, to := d.instant(), d.instant()
		if d.IntN(2) == 0 { // from one change to another
			at := plan.NewBoard()
			at.MoveTo(from)
			from = min(at.Next(), clock.Max)
			at.MoveTo(to)
			to = min(at.Next(), clock.Max)
		}
		from, to = min(from, to), max(from, to)
		want := oracle(plan, from, to)
		var forwards, undone []string
		for c := range plan.Changes(from, to) {
			forwards = append(forwards, describe(c))
		}
		for c := range plan.Changes(to, from) {
			c.From, c.To = c.To, c.From
			undone = append(undone, describe(c))
		}
		slices.Reverse(undone)
		if !slices.Equal(forwards, want) || !slices.Equal(undone, want) {
			t.Fatalf("seed %d, from %d to %d:\nforwards %v\nundone   %v\nwant     %v", seed, from, to, forwards, undone, want)
		}
	}
}

// Consecutive moves have the changes of the whole move, and an empty move has none.
func TestChangesOfWaysInARow(t *testing.T) {
	d := newDice(500)
	plan := d.plan(t, 60)
	stops := []clock.Instant{clock.Min, clock.Max}
	for range 30 {
		stops = append(stops, d.instant())
	}
	slices.Sort(stops)
	var parts []history.Change
	for i := range len(stops) - 1 {
		parts = append(parts, changes(plan, stops[i], stops[i+1])...)
		if none := changes(plan, stops[i], stops[i]); none != nil {
			t.Errorf("without a way there are changes: %v", none)
		}
	}
	if whole := changes(plan, clock.Min, clock.Max); !slices.Equal(parts, whole) || len(whole) < 60 {
		t.Errorf("ways in a row have %d changes, the one way has %d", len(parts), len(whole))
	}
}

func TestChangesCanBeLeft(t *testing.T) {
	plan := newDice(501).plan(t, 60)
	for _, way := range [][2]clock.Instant{{clock.Min, clock.Max}, {clock.Max, clock.Min}} {
		n := 0
		for range plan.Changes(way[0], way[1]) {
			if n++; n == 3 {
				break
			}
		}
		if n != 3 {
			t.Errorf("%d changes were seen, want 3", n)
		}
	}
}

// A board's next change is the first instant at which the state of any job changes.
func TestNext(t *testing.T) {
	for seed := range int64(30) {
		d := newDice(600 + seed)
		plan := d.plan(t, 1+d.IntN(30))
		board := plan.NewBoard()
		for range 30 {
			now := d.instant()
			board.MoveTo(now)
			want := clock.Never
			for c := range plan.Changes(now, clock.Max) {
				want = c.At
				break
			}
			if got := board.Next(); got != want {
				t.Fatalf("seed %d: after %d the next change is at %d, want %d", seed, now, got, want)
			}
		}
	}
}

// Reaches returns the first instant from now on at which a job has a state.
func TestReaches(t *testing.T) {
	for seed := range int64(30) {
		d := newDice(700 + seed)
		plan := d.plan(t, 30)
		for range 30 {
			j, now := plan.Job(d.IntN(plan.Len())), d.instant()
			for _, status := range ges.Statuses() {
				want, will := now, j.StatusAt(now) == status
				for c := range plan.Changes(now, clock.Max) {
					if !will && c.Job == j && c.To == status {
						want, will = c.At, true
					}
				}
				if got, ok := j.Reaches(status, now); ok != will || ok && got != want {
					t.Fatalf("seed %d: from %d on the job is %s at %d, %t, want %d, %t", seed, now, status, got, ok, want, will)
				}
			}
		}
	}
}

func TestProgress(t *testing.T) {
	half := 0.5
	list := []scenario.Job{oneJob(), oneJob(), oneJob(), oneJob()}
	for i, id := range []string{"plain", "given", "forever", "instant"} {
		list[i].ID, list[i].Waiting, list[i].Running = id, 10*time.Second, 200*time.Second
	}
	list[1].Progress, list[2].Running, list[3].Running = &half, scenario.Forever, 0
	for _, reading := range []string{scenario.ProgressZero, scenario.Elapsed} {
		s := world(1, scenario.Project{Jobs: list})
		s.Compat.Progress = reading
		plan := compile(t, s)
		for _, c := range []struct {
			after time.Duration
			want  map[string]float64
		}{
			{-time.Second, map[string]float64{"plain": 0, "forever": 0, "instant": 0}},
			{9 * time.Second, map[string]float64{"plain": 0, "forever": 0, "instant": 0}},
			{10 * time.Second, map[string]float64{"plain": 0, "forever": 0, "instant": 100}},
			{12 * time.Second, map[string]float64{"plain": 1, "forever": 0, "instant": 100}},
			{14*time.Second - 1, map[string]float64{"plain": 1, "forever": 0, "instant": 100}},
			{110 * time.Second, map[string]float64{"plain": 50, "forever": 0, "instant": 100}},
			{210*time.Second - 1, map[string]float64{"plain": 99, "forever": 0, "instant": 100}},
			{210 * time.Second, map[string]float64{"plain": 100, "forever": 0, "instant": 100}},
			{time.Duration(clock.Max), map[string]float64{"plain": 100, "forever": 0, "instant": 100}},
		} {
			c.want["given"] = half
			for id, want := range c.want {
				if reading == scenario.ProgressZero && id != "given" {
					want = 0
				}
				j, _ := plan.Find(id)
				if got := j.Progress(plan.Start().Add(c.after)); got != want {
					t.Errorf("%s: %s after its begin %s stands at %v, want %v", reading, c.after, id, got, want)
				}
			}
		}
	}
}
