package history_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// render returns everything observable about a job, with instants relative to start.
func render(t testing.TB, j history.Job, start clock.Instant) string {
	t.Helper()
	detail, err := json.Marshal(j.Detail())
	if err != nil {
		t.Fatal(err)
	}
	end := "never"
	if j.End() != clock.Never {
		end = j.End().Sub(start).String()
	}
	return fmt.Sprintf("%s %s %s begin %s start %s end %s %s %q progress %v %s", j.Type(), j.Name(), j.Graph(),
		j.Begin().Sub(start), j.Start().Sub(start), end, j.Outcome(), j.FailReason(), j.Progress(start), detail)
}

// rendered returns the number of occurrences of each job in a plan, with its id.
func rendered(t testing.TB, p *history.Plan) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for i := range p.Len() {
		counts[p.Job(i).ID()+" "+render(t, p.Job(i), p.Start())]++
	}
	return counts
}

// wantAll asserts that a plan has the jobs of another, and n more.
func wantAll(t testing.TB, what string, of, in *history.Plan, n int) {
	t.Helper()
	if in.Len() != of.Len()+n {
		t.Fatalf("%s: %d jobs, want %d", what, in.Len(), of.Len()+n)
	}
	has := rendered(t, in)
	for job, count := range rendered(t, of) {
		if has[job] < count {
			t.Fatalf("%s: this job is not as it was: %s", what, job)
		}
	}
}

// block returns a random generate block.
func (d *rng) block() scenario.Generate {
	at := func() time.Duration { return time.Duration(d.IntN(100_000)) * time.Second }
	from, running := at(), time.Duration(d.IntN(300))*time.Second
	g := scenario.Generate{
		Count: 1 + d.IntN(60),
		Names: []scenario.Weighted{{Name: ges.ImportGraph, Weight: 3}, {Name: "ExportGraph", Weight: d.IntN(3)}},
		Begin: scenario.Range[clock.Instant]{
			From: clock.DefaultStart().Add(from - 12*time.Hour),
			To:   clock.DefaultStart().Add(from - 12*time.Hour + at()),
		},
		Waiting:         scenario.Range[time.Duration]{To: time.Duration(d.IntN(9)) * time.Second},
		Failed:          float64(d.IntN(3)) / 10,
		PartiallyFailed: float64(d.IntN(3)) / 10,
		Files:           scenario.Range[int]{From: d.IntN(2), To: 1 + d.IntN(3)},
	}
	if d.IntN(2) == 0 {
		g.Running = &scenario.Range[time.Duration]{From: running, To: running * 2}
	}
	if d.IntN(2) == 0 {
		g.Every = time.Duration(d.IntN(1000)) * time.Second
	}
	if d.IntN(2) == 0 {
		g.Graphs = []string{"a", "b", "c"}
	} else {
		g.GraphCount = 1 + d.IntN(9)
	}
	return g
}

func (d *rng) blocks(n int) []scenario.Generate {
	list := make([]scenario.Generate, n)
	for i := range list {
		list[i] = d.block()
	}
	return list
}

// insert inserts a value at a random index.
func insert[T any](d *rng, list []T, v T) []T {
	return slices.Insert(slices.Clone(list), d.IntN(len(list)+1), v)
}

func shuffle[T any](d *rng, list []T) []T {
	list = slices.Clone(list)
	for i := range list {
		j := i + d.IntN(len(list)-i)
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// Adding, removing or reordering jobs and generate blocks, or increasing a count, does not
// change the other jobs.
func TestOtherJobsStayAsTheyAre(t *testing.T) {
	for seed := range int64(12) {
		d := newDice(seed)
		with := func(list []scenario.Job, blocks []scenario.Generate) *history.Plan {
			return compile(t, world(seed, scenario.Project{Jobs: list, Generate: blocks}))
		}
		list, blocks := d.jobs(1+d.IntN(40)), d.blocks(1+d.IntN(3))
		was := with(list, blocks)

		wantAll(t, "a job more", was, with(insert(d, list, d.job()), blocks), 1)
		alike := list[d.IntN(len(list))]
		alike.ID = ""
		wantAll(t, "a job alike", was, with(insert(d, list, alike), blocks), 1)
		wantAll(t, "another order", was, with(shuffle(d, list), shuffle(d, blocks)), 0)
		removed := d.IntN(len(list))
		wantAll(t, "a job less", with(slices.Delete(slices.Clone(list), removed, removed+1), blocks), was, 1)

		more := d.block()
		wantAll(t, "a block more", was, with(list, insert(d, blocks, more)), more.Count)
		larger, i := slices.Clone(blocks), d.IntN(len(blocks))
		larger[i].Count += 25
		wantAll(t, "a larger count", was, with(list, larger), 25)
		twice := blocks[i]
		wantAll(t, "a block twice", was, with(list, insert(d, blocks, twice)), twice.Count)
	}
}

// A scenario with another start has the same jobs, except for their ids.
func TestAnotherStartInventsTheSame(t *testing.T) {
	const shift = 1234*time.Hour + 5678*time.Millisecond
	d := newDice(3)
	s := world(3, scenario.Project{Jobs: d.jobs(50), Generate: d.blocks(2)})
	later := world(3, scenario.Project{Jobs: slices.Clone(s.Projects[0].Jobs), Generate: slices.Clone(s.Projects[0].Generate)})
	later.Clock.Start = s.Clock.Start.Add(shift)
	for i := range later.Projects[0].Jobs {
		later.Projects[0].Jobs[i].Begin += clock.Instant(shift)
	}
	for i := range later.Projects[0].Generate {
		later.Projects[0].Generate[i].Begin.From += clock.Instant(shift)
		later.Projects[0].Generate[i].Begin.To += clock.Instant(shift)
	}
	var got [2][]string
	for i, p := range []*history.Plan{compile(t, s), compile(t, later)} {
		for at := range p.Len() {
			got[i] = append(got[i], render(t, p.Job(at), p.Start()))
		}
		slices.Sort(got[i])
	}
	if !slices.Equal(got[0], got[1]) {
		t.Errorf("the jobs differ:\n%v\n%v", got[0], got[1])
	}
}

// With another seed all invented values differ; with the same seed none do.
func TestSeedDecides(t *testing.T) {
	d := newDice(4)
	project := scenario.Project{Generate: d.blocks(2)}
	one, again, other := compile(t, world(1, project)), compile(t, world(1, project)), compile(t, world(2, project))
	wantAll(t, "the same seed", one, again, 0)
	has := rendered(t, other)
	for job := range rendered(t, one) {
		if has[job] > 0 {
			t.Errorf("seeds 1 and 2 both have %s", job)
		}
	}
}

// A named project does not have the jobs of "*", and vice versa.
func TestCompileServesTheProjectAsked(t *testing.T) {
	d := newDice(5)
	s := world(1, scenario.Project{Jobs: d.jobs(3)})
	s.Projects = append(s.Projects, scenario.Project{ID: "own", Jobs: d.jobs(5)})
	for id, want := range map[string]int{"own": 5, "other": 3, scenario.AnyProject: 3} {
		if p, err := history.Compile(s, id); err != nil || p.Len() != want {
			t.Errorf("project %s: %d jobs, %v, want %d", id, p.Len(), err, want)
		}
	}
	s.Projects = s.Projects[1:]
	if _, err := history.Compile(s, "other"); err == nil || err.Error() != `project "other" is not in scenario test` {
		t.Errorf("a project that is not there: %v", err)
	}
}

// Generated jobs have the ranges, weights and shares of their block.
func TestGeneratedJobsFollowTheirBlock(t *testing.T) {
	start, n := clock.DefaultStart(), 4000
	g := scenario.Generate{
		Count:   n,
		Names:   []scenario.Weighted{{Name: ges.ImportGraph, Weight: 5}, {Name: "ExportGraph", Weight: 0}, {Name: "DeleteGraph", Weight: 3}},
		Graphs:  []string{"a", "b"},
		Begin:   scenario.Range[clock.Instant]{From: start.Add(-time.Hour), To: start.Add(-time.Minute)},
		Waiting: scenario.Range[time.Duration]{From: time.Second, To: 5 * time.Second},
		Running: &scenario.Range[time.Duration]{From: 20 * time.Second, To: 5 * time.Minute},
		Failed:  0.08, PartiallyFailed: 0.2,
		Files: scenario.Range[int]{From: 1, To: 1},
	}
	plan, counts := compile(t, world(1, scenario.Project{Generate: []scenario.Generate{g}})), map[string]int{}
	for i := range plan.Len() {
		j := plan.Job(i)
		waiting, running := j.Start().Sub(j.Begin()), j.End().Sub(j.Start())
		if j.Begin() < g.Begin.From || j.Begin() > g.Begin.To || waiting < g.Waiting.From || waiting > g.Waiting.To ||
			running < g.Running.From || running > g.Running.To {
			t.Fatalf("out of its block's ranges: %s", render(t, j, start))
		}
		counts[j.Name()]++
		counts[j.Graph()]++
		counts[j.Name()+" "+j.Outcome().String()]++
		counts[j.Outcome().String()]++
	}
	if counts["DeleteGraph partiallyFailed"] > 0 {
		t.Errorf("%d jobs that are no imports failed in part", counts["DeleteGraph partiallyFailed"])
	}
	for what, want := range map[string]float64{
		ges.ImportGraph: 5.0 / 8, "DeleteGraph": 3.0 / 8, "ExportGraph": 0, "a": 0.5, "failed": 0.08,
		"ImportGraph partiallyFailed": 5.0 / 8 * 0.2,
	} {
		if got := float64(counts[what]) / float64(n); got < want-0.03 || got > want+0.03 {
			t.Errorf("the share of %s is %.3f, want about %.3f", what, got, want)
		}
	}
}

// With every, each job of a block begins that much later than the one before it, each in
// a range of its own. The same block again goes on where it ended.
func TestGeneratedJobsRecur(t *testing.T) {
	start := clock.DefaultStart()
	nightly := scenario.Generate{
		Count: 30, Names: []scenario.Weighted{{Name: "CreateBackup", Weight: 1}}, Graphs: []string{"a"},
		Begin: scenario.Range[clock.Instant]{From: start.Add(18 * time.Hour), To: start.Add(19 * time.Hour)},
		Every: 24 * time.Hour,
	}
	for _, n := range []int{1, 2} {
		plan := compile(t, world(1, scenario.Project{Generate: slices.Repeat([]scenario.Generate{nightly}, n)}))
		if plan.Len() != n*30 {
			t.Fatalf("%d jobs, want %d", plan.Len(), n*30)
		}
		times := map[time.Duration]bool{}
		for i := range plan.Len() {
			night := nightly.Begin.From.Add(time.Duration(i) * nightly.Every)
			begin := plan.Job(i).Begin()
			if begin < night || begin > night.Add(time.Hour) {
				t.Errorf("job %d begins at %s, want within an hour of %s", i, begin, night)
			}
			times[begin.Sub(night)] = true
		}
		if len(times) < n*25 {
			t.Errorf("the jobs begin at %d times of an hour, want another one each night", len(times))
		}
	}
}

// A block whose repetitions go beyond the end of time stays within it.
func TestGeneratedJobsRecurUntilTheEndOfTime(t *testing.T) {
	g := scenario.Generate{
		Count: 3, Names: []scenario.Weighted{{Name: "StopGraph", Weight: 1}}, Graphs: []string{"a"},
		Begin: scenario.Range[clock.Instant]{From: clock.DefaultStart(), To: clock.DefaultStart()},
		Every: clock.Max.Sub(clock.DefaultStart()) / 2,
	}
	plan := compile(t, world(1, scenario.Project{Generate: slices.Repeat([]scenario.Generate{g}, 3)}))
	if last := plan.Job(plan.Len() - 1); last.Begin() > clock.Max || last.Begin() < clock.Max.Add(-time.Hour) {
		t.Errorf("the last job begins at %s, want at the end of time", last.Begin())
	}
}
