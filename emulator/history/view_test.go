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

// everyFilter yields each status with and without a graph, and with each day of the random
// jobs and some beyond them.
func everyFilter(yield func(history.Filter) bool) {
	first := clock.DefaultStart().Day() - 4
	days := []*clock.Day{nil}
	for _, back := range []clock.Day{-100_000, 0, 1, 3, 4, 5, 8, 2_000_000} {
		day := first + back
		days = append(days, &day)
	}
	for _, status := range slices.Concat([]ges.Status{ges.None}, ges.Statuses()) {
		for _, graph := range []string{"", "graph1", "nosuch"} {
			for _, from := range days {
				for _, to := range days {
					if !yield(history.Filter{Status: status, Graph: graph, StartTime: from, EndTime: to}) {
						return
					}
				}
			}
		}
	}
}

func show(f history.Filter) string {
	day := func(d *clock.Day) string {
		if d == nil {
			return "-"
		}
		return d.String()
	}
	return fmt.Sprintf("status=%s graph=%s days %s to %s", f.Status, f.Graph, day(f.StartTime), day(f.EndTime))
}

// Every combination of filters shows at every instant what the contract defines, in both
// orders and with both interpretations of days.
func TestEveryFilter(t *testing.T) {
	for seed := range int64(4) {
		d := newDice(100 + seed)
		s := world(seed, scenario.Project{Jobs: d.jobs(100)})
		s.Compat.Order = []string{scenario.OldestFirst, scenario.NewestFirst}[seed&1]
		s.Compat.DateRange = []string{scenario.BeginEnd, scenario.BeginOnly}[seed>>1]
		plan := compile(t, s)
		board := plan.NewBoard()
		for _, now := range []clock.Instant{clock.Min, d.instant(), d.instant(), clock.Max} {
			board.MoveTo(now)
			for f := range everyFilter {
				want := scan(plan, f, now)
				v := board.View(f)
				if got := page(v, 0, 1000); v.Count() != len(want) || !slices.Equal(got, want) || v.Now() != now {
					t.Fatalf("seed %d at %s, %s: count %d,\ngot  %v\nwant %v", seed, now, show(f), v.Count(), got, want)
				}
			}
		}
	}
}

// Pages of any size at any offset are parts of the same list.
func TestEveryPage(t *testing.T) {
	d := newDice(200)
	for _, order := range []string{scenario.OldestFirst, scenario.NewestFirst} {
		s := world(1, scenario.Project{Jobs: d.jobs(90)})
		s.Compat.Order = order
		plan := compile(t, s)
		board := plan.NewBoard()
		board.MoveTo(d.instant())
		day := clock.DefaultStart().Day()
		for _, f := range []history.Filter{
			{}, {Status: ges.Success}, {Status: ges.Running}, {Graph: "graph2"}, {EndTime: &day}, {StartTime: &day},
			{Status: ges.Failed, Graph: "graph0", EndTime: &day}, {Graph: "nosuch"},
		} {
			v := board.View(f)
			all := scan(plan, f, v.Now())
			for offset := range len(all) + 3 {
				for _, limit := range []int{0, 1, 2, 7, 90, 1 << 62} {
					if got, want := page(v, offset, limit), slice(all, offset, min(limit, 1000)); !slices.Equal(got, want) {
						t.Fatalf("%s, %s, rows from %d, at most %d:\ngot  %v\nwant %v", order, show(f), offset, limit, got, want)
					}
				}
			}
		}
	}
}

// Iteration over a page can stop early, and be repeated.
func TestRowsCanBeLeft(t *testing.T) {
	d := newDice(201)
	board := compile(t, world(1, scenario.Project{Jobs: d.jobs(50)})).NewBoard()
	board.MoveTo(clock.Max)
	v := board.View(history.Filter{})
	rows := v.Rows(10, 20)
	for range 2 {
		var got []string
		for j := range rows {
			if got = append(got, j.ID()); len(got) == 5 {
				break
			}
		}
		if want := page(v, 10, 5); !slices.Equal(got, want) {
			t.Errorf("the first 5 rows are %v, want %v", got, want)
		}
	}
}

// large returns a plan whose sets have all kinds of containers: in a range of 70,000 jobs,
// almost all, almost none or half are in one state at the same time, for long.
func large(t testing.TB, order string) *history.Plan {
	t.Helper()
	start := clock.DefaultStart()
	block := func(n int, from, to, shortest, longest time.Duration) scenario.Generate {
		return scenario.Generate{
			Count: n, Names: []scenario.Weighted{{Name: "ExportGraph", Weight: 1}}, Graphs: []string{"a", "b", "b", "b"},
			Begin:   scenario.Range[clock.Instant]{From: start.Add(from), To: start.Add(to)},
			Waiting: scenario.Range[time.Duration]{To: time.Minute},
			Running: &scenario.Range[time.Duration]{From: shortest, To: longest},
			Failed:  0.1,
		}
	}
	const day = 24 * time.Hour
	s := world(1, scenario.Project{Generate: []scenario.Generate{
		block(20_000, 0, 10*day, time.Minute, time.Hour),
		block(30_000, 3*day, 5*day, 20*day, 30*day), // 30,000 in a row that outlive the rest
		block(20_000, 5*day, 10*day, time.Minute, 9*day),
	}})
	s.Compat.Order = order
	return compile(t, s)
}

// Long lists in which long ranges are excluded show the same as a scan, on their first,
// middle and last pages.
func TestLongLists(t *testing.T) {
	for order, moments := range map[string][]time.Duration{
		scenario.OldestFirst: {9 * 24 * time.Hour, 5 * 24 * time.Hour},
		scenario.NewestFirst: {8 * 24 * time.Hour, 26 * 24 * time.Hour},
	} {
		plan := large(t, order)
		board := plan.NewBoard()
		first := clock.DefaultStart().Day()
		for _, after := range moments {
			now := plan.Start().Add(after)
			board.MoveTo(now)
			for _, status := range []ges.Status{ges.None, ges.Running, ges.Success} {
				for _, graph := range []string{"", "a"} {
					for _, last := range []clock.Day{0, first + 4, first + 7, first + 24} {
						f := history.Filter{Status: status, Graph: graph}
						if last > 0 {
							f.EndTime = &last
						}
						checkLong(t, plan, board, f, now)
					}
				}
			}
		}
	}
}

func checkLong(t *testing.T, plan *history.Plan, board *history.Board, f history.Filter, now clock.Instant) {
	t.Helper()
	want := scan(plan, f, now)
	v := board.View(f)
	if v.Count() != len(want) {
		t.Fatalf("at %s, %s: count %d, want %d", now, show(f), v.Count(), len(want))
	}
	for _, offset := range []int{0, 1, len(want) / 3, len(want) / 2, max(0, len(want)-700), max(0, len(want)-3), len(want)} {
		if got, want := page(v, offset, 600), slice(want, offset, 600); !slices.Equal(got, want) {
			t.Fatalf("at %s, %s: the 600 rows from %d on differ from a scan's", now, show(f), offset)
		}
	}
}

// A fork starts at the state of its board, and both are independent from then on.
func TestForkGoesItsOwnWay(t *testing.T) {
	for seed := range int64(20) {
		d := newDice(300 + seed)
		plan := compile(t, world(1, scenario.Project{Jobs: d.jobs(80)}))
		boards := []*history.Board{plan.NewBoard()}
		at := []clock.Instant{plan.Start()}
		for range 60 {
			i := d.IntN(len(boards))
			if d.IntN(4) == 0 && len(boards) < 6 {
				boards, at = append(boards, boards[i].Fork()), append(at, at[i])
			} else {
				at[i] = d.instant()
				boards[i].MoveTo(at[i])
			}
			for i, b := range boards {
				f := d.filter()
				if got, want := page(b.View(f), 0, 100), scan(plan, f, at[i]); !slices.Equal(got, want) {
					t.Fatalf("seed %d, board %d at %s, %s:\ngot  %v\nwant %v", seed, i, at[i], show(f), got, want)
				}
			}
		}
	}
}

// The counts of a board are those of its list, by state.
func TestCounts(t *testing.T) {
	d := newDice(202)
	plan := compile(t, world(1, scenario.Project{Jobs: d.jobs(100)}))
	board := plan.NewBoard()
	for range 50 {
		now := d.instant()
		board.MoveTo(now)
		count := func(s ges.Status) int { return len(scan(plan, history.Filter{Status: s}, now)) }
		want := history.Counts{
			Waiting: count(ges.Waiting), Running: count(ges.Running), Success: count(ges.Success),
			Failed: count(ges.Failed), PartiallyFailed: count(ges.PartiallyFailed),
		}
		if got := board.Counts(); got != want {
			t.Errorf("at %s the counts are %+v, want %+v", now, got, want)
		}
	}
}
