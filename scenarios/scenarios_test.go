package scenarios_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// wall is a wall clock that stands: no scenario's content may depend on it.
func wall() time.Time { return time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC) }

func load(t *testing.T, name string) *scenario.Scenario {
	t.Helper()
	data, ok := scenarios.Read(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	s, err := scenario.Parse(name+".yaml", data, wall())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func compile(t *testing.T, name string) *history.Plan {
	t.Helper()
	plan, err := history.Compile(load(t, name), "any-project")
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// rows is what a board shows through a filter, without paging.
func rows(b *history.Board, f history.Filter) []history.Job {
	v := b.View(f)
	return slices.Collect(v.Rows(0, v.Count()))
}

func TestNames(t *testing.T) {
	want := []string{
		"all-job-names", "broken-connections", "busy-month", "default", "documented-failure", "documented-sample", "empty", "every-status",
		"expired-token", "flaky-gateway", "forbidden", "frozen-graph", "graph-lifecycle", "import-lifecycle", "import-partial-failure",
		"lost-answer", "outage-window", "quota-full", "second-import-fails", "slow-answers", "third-poll-fails", "throttled",
	}
	if got := scenarios.Names(); !slices.Equal(got, want) {
		t.Errorf("built-in scenarios are\n%v, want\n%v", got, want)
	}
}

// Each file is an example for people: it says what it is for, and an editor
// completes it.
func TestEveryFileIntroducesItself(t *testing.T) {
	described := map[string]string{}
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			data, _ := scenarios.Read(name)
			const schema = "# yaml-language-server: $schema=./scenario.schema.json"
			if first, _, _ := bytes.Cut(data, []byte("\n")); string(first) != schema {
				t.Errorf("the first line is %q, want %q", first, schema)
			}
			s := load(t, name)
			if s.Name != name {
				t.Errorf("its name is %q", s.Name)
			}
			if !strings.Contains(s.Description, " learns ") {
				t.Errorf("the description does not say what a client learns: %q", s.Description)
			}
			if other, ok := described[s.Description]; ok {
				t.Errorf("the description is that of %s", other)
			}
			described[s.Description] = name
			if s.Project("any-project") == nil {
				t.Error("not every project id is served")
			}
		})
	}
}

// No scenario starts at the wall clock's now: the same bytes on every day.
func TestNothingFollowsTheWallClock(t *testing.T) {
	for _, name := range scenarios.Names() {
		data, _ := scenarios.Read(name)
		later, err := scenario.Parse(name+".yaml", data, wall().Add(1000*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if s := load(t, name); s.Clock != later.Clock {
			t.Errorf("%s: the clock is %+v, and %+v on a later day", name, s.Clock, later.Clock)
		}
	}
}

// What is there when the first client looks.
func TestAtLoad(t *testing.T) {
	type counts = history.Counts
	for _, c := range []struct {
		scenario string
		total    int // jobs in all, those to come included
		want     counts
	}{
		{"all-job-names", len(ges.JobNames()), counts{Success: len(ges.JobNames())}},
		{"empty", 0, counts{}},
		{"broken-connections", 2, counts{Running: 1, Success: 1}},
		{"every-status", 9, counts{Waiting: 2, Running: 2, Success: 2, Failed: 2, PartiallyFailed: 1}},
		{"expired-token", 1, counts{Running: 1}},
		{"forbidden", 2, counts{Running: 1, Success: 1}},
		{"import-lifecycle", 4, counts{Waiting: 1, Success: 2}},
		{"import-partial-failure", 2, counts{PartiallyFailed: 1}},
		{"outage-window", 2, counts{Success: 1}},
		{"third-poll-fails", 1, counts{Running: 1}},
	} {
		plan := compile(t, c.scenario)
		if plan.Len() != c.total {
			t.Errorf("%s has %d jobs, want %d", c.scenario, plan.Len(), c.total)
		}
		if got := plan.NewBoard().Counts(); got != c.want {
			t.Errorf("%s shows %+v, want %+v", c.scenario, got, c.want)
		}
	}
}

func TestAllJobNamesHasEachOnce(t *testing.T) {
	var got, want []string
	for _, j := range rows(compile(t, "all-job-names").NewBoard(), history.Filter{}) {
		got = append(got, j.Name())
	}
	for _, n := range ges.JobNames() {
		want = append(want, n.Name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("job names are\n%v, want\n%v", got, want)
	}
}

func TestEveryStatusShowsSeveralGraphs(t *testing.T) {
	plan := compile(t, "every-status")
	graphs := map[string]bool{}
	for _, status := range ges.Statuses() {
		shown := rows(plan.NewBoard(), history.Filter{Status: status})
		if len(shown) == 0 {
			t.Errorf("no job is %s", status)
		}
		for _, j := range shown {
			graphs[j.Graph()] = true
		}
	}
	if len(graphs) < 3 {
		t.Errorf("the graphs are %v, want several", graphs)
	}
	b := plan.NewBoard()
	b.MoveTo(clock.Max)
	if n := b.Counts().Running; n != 1 {
		t.Errorf("%d jobs run for ever, want 1", n)
	}
}

func TestBusyMonthHasBegun(t *testing.T) {
	plan := compile(t, "busy-month")
	b := plan.NewBoard()
	shown := rows(b, history.Filter{})
	if len(shown) != 5000 || plan.Len() != 5000 {
		t.Fatalf("%d of %d jobs have begun, want 5000 of 5000", len(shown), plan.Len())
	}
	graphs := map[string]bool{}
	days := map[clock.Day]int{}
	for _, j := range shown {
		graphs[j.Graph()] = true
		days[j.Begin().Day()]++
	}
	if len(graphs) != 40 {
		t.Errorf("the jobs are on %d graphs, want 40", len(graphs))
	}
	first, last := mustDay(t, "2019-03-01"), mustDay(t, "2019-03-30")
	for day := first; day <= last; day++ {
		if days[day] < 100 {
			t.Errorf("%d jobs begin on %s, want at least 100", days[day], day)
		}
	}
	if c := b.Counts(); c.Failed < 150 || c.Failed > 350 || c.PartiallyFailed == 0 {
		t.Errorf("the outcomes are %+v, want about 250 failed and some failed in part", c)
	}
}

func mustDay(t *testing.T, s string) clock.Day {
	t.Helper()
	day, ok := clock.ParseDay(s)
	if !ok {
		t.Fatalf("%q is no day", s)
	}
	return day
}
