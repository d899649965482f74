package history_test

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// at returns n generated jobs that all begin at one instant.
func at(begin clock.Instant, n int) scenario.Generate {
	return scenario.Generate{
		Count:      n,
		Names:      []scenario.Weighted{{Name: "ExportGraph", Weight: 1}},
		GraphCount: 3,
		Begin:      scenario.Range[clock.Instant]{From: begin, To: begin},
	}
}

// oneJob returns an import that begins with the scenario and runs for a minute.
func oneJob() scenario.Job {
	return scenario.Job{
		Name: ges.ImportGraph, Graph: "movies", Begin: clock.DefaultStart(), Running: time.Minute,
		Outcome: ges.Success, Type: ges.GraphManagement,
	}
}

// checkIDs asserts that the ids of a plan are unique and that jobs are found by id: all
// jobs, or a sample of at least 30 of a large plan.
func checkIDs(t *testing.T, p *history.Plan) {
	t.Helper()
	seen := make(map[string]bool, p.Len())
	stride := 1 + p.Len()/1000*16
	for i := range p.Len() {
		j := p.Job(i)
		id := j.ID()
		if seen[id] {
			t.Fatalf("two jobs have the id %s", id)
		}
		seen[id] = true
		if i%stride > 0 {
			continue
		}
		if found, ok := p.Find(id); !ok || found != j {
			t.Fatalf("Find(%q) = %+v, %t, want job %d", id, found, ok, i)
		}
	}
}

// An invented id is in the vendor's format: host, the scenario's start, the job's begin,
// a serial number.
func TestInventedIDDecodes(t *testing.T) {
	for _, start := range []string{"2018-12-17T12:55:00", "1970-01-01T00:00:00", "2199-12-31T00:00:00", "2024-02-29T12:00:00.256"} {
		d := newDice(1)
		s := world(1, scenario.Project{Jobs: d.jobs(60)})
		s.Clock.Start, _ = clock.Parse(start)
		plan := compile(t, s)
		checkIDs(t, plan)
		for i := range plan.Len() {
			j := plan.Job(i)
			id := j.ID()
			if strings.HasPrefix(id, "job-") {
				continue
			}
			begin, err := strconv.ParseInt(id[16:28], 16, 64)
			if len(id) != 32 || id != strings.ToLower(id) || id[:8] != "ff808081" || err != nil || begin != j.Begin().UnixMilli() {
				t.Errorf("the id %s of a job that begins at %s holds %d ms, %v", id, j.Begin(), begin, err)
			}
			if started, want := id[8:16], fmt.Sprintf("%08x", uint32(s.Clock.Start.UnixMilli()>>8)); started != want {
				t.Errorf("the id %s of a world that starts at %s has %s for it, want %s", id, start, started, want)
			}
		}
	}
}

// The vendor's own ids decode to their beginTime.
func TestVendorsIDIsFoundByItsBegin(t *testing.T) {
	j := oneJob()
	j.Begin, _ = clock.Parse("2018-12-17T12:55:39.611")
	j.ID = "ff80808167bb90340167bc3c7b5b026a"
	checkIDs(t, compile(t, world(1, scenario.Project{Jobs: []scenario.Job{j}, Generate: []scenario.Generate{at(j.Begin, 500)}})))
}

// The ids of jobs that begin in one millisecond are unique, up to the number of different
// serial numbers.
func TestIDsOfOneMillisecondDiffer(t *testing.T) {
	start := clock.DefaultStart()
	for name, blocks := range map[string][]scenario.Generate{
		"2,000":              {at(start, 2000)},
		"at two nanoseconds": {at(start, 900), at(start+1, 900), at(start+999_999, 900)},
		"at the bounds":      {at(clock.Min, 300), at(clock.Max, 300)},
		"all there are":      {at(start, 1<<16)},
	} {
		t.Run(name, func(t *testing.T) { checkIDs(t, compile(t, world(1, scenario.Project{Generate: blocks}))) })
	}
}

// When the serial numbers of a millisecond are used up, ids continue with the next process
// start.
func TestMoreThanOneProcess(t *testing.T) {
	start := clock.DefaultStart()
	own := fmt.Sprintf("%08x", uint32(start.UnixMilli()>>8))
	next := fmt.Sprintf("%08x", uint32(start.UnixMilli()>>8)+1)
	for name, c := range map[string]struct {
		blocks []scenario.Generate
		want   map[string]int // by process
	}{
		"one instant":   {[]scenario.Generate{at(start, 100_000)}, map[string]int{own: 1 << 16, next: 100_000 - 1<<16}},
		"two instants":  {[]scenario.Generate{at(start, 1<<15), at(start+1, 1<<15+1)}, map[string]int{own: 1 << 16, next: 1}},
		"and some else": {[]scenario.Generate{at(start+2e6, 5), at(start, 1<<16+1)}, map[string]int{own: 1<<16 + 5, next: 1}},
	} {
		plan := compile(t, world(1, scenario.Project{Generate: c.blocks}))
		checkIDs(t, plan)
		got := map[string]int{}
		for i := range plan.Len() {
			got[plan.Job(i).ID()[8:16]]++
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: the processes of the ids are %v, want %v", name, got, c.want)
		}
	}
}

// The ids used in one millisecond do not affect the next.
func TestMillisecondsAreNumberedApart(t *testing.T) {
	start := clock.DefaultStart()
	few := []scenario.Generate{at(start.Add(time.Millisecond), 3000), at(start.Add(time.Second), 3000)}
	was := compile(t, world(1, scenario.Project{Generate: few}))
	wantAll(t, "many in another millisecond", was, compile(t, world(1, scenario.Project{Generate: append(few, at(start, 30_000))})), 30_000)

	// An explicit id of the previous millisecond, with one of their serial numbers.
	j, last := oneJob(), was.Job(7).ID()[28:]
	before := compile(t, world(1, scenario.Project{Generate: []scenario.Generate{at(start, 1)}})).Job(0).ID()
	j.ID = before[:28] + last
	wantAll(t, "a given id", was, compile(t, world(1, scenario.Project{Jobs: []scenario.Job{j}, Generate: few})), 1)
}

// Jobs with explicit ids are not numbered: any number of them can begin at one instant.
func TestGivenIDsTakeNoSerialNumber(t *testing.T) {
	list := make([]scenario.Job, 1<<16+5)
	for i := range list {
		list[i] = oneJob()
		list[i].Name, list[i].ID = "ExportGraph", fmt.Sprintf("mine-%d", i)
	}
	project := scenario.Project{Jobs: list, Generate: []scenario.Generate{at(clock.DefaultStart(), 100)}}
	with := compile(t, world(1, project))
	checkIDs(t, with)
	project.Jobs = nil
	without := compile(t, world(1, project))
	checkIDs(t, without)
	for i := range without.Len() {
		if _, ok := with.Find(without.Job(i).ID()); !ok {
			t.Errorf("the id %s is another beside jobs with ids of their own", without.Job(i).ID())
		}
	}
}

// If the scenario sets an id that would be invented for another job, that job gets a
// different one, and no other job is affected.
func TestInventedIDGivesWayToGivenOne(t *testing.T) {
	for n := range 20 {
		project := scenario.Project{Generate: []scenario.Generate{at(clock.DefaultStart(), 1+n)}}
		was := compile(t, world(1, project))
		taken := was.Job(n).ID()
		j := oneJob()
		j.Begin = clock.DefaultStart().Add(time.Hour) // at another time than in its id
		j.ID = taken
		project.Jobs = []scenario.Job{j}
		is := compile(t, world(1, project))
		checkIDs(t, is)
		if found, _ := is.Find(taken); found.Begin() != j.Begin {
			t.Errorf("the id %s is that of a job that begins at %s", taken, found.Begin())
		}
		had := map[string]bool{}
		for i := range was.Len() {
			had[was.Job(i).ID()] = true
		}
		another := 0
		for i := range is.Len() {
			if !had[is.Job(i).ID()] {
				another++
			}
		}
		if another != 1 {
			t.Errorf("of %d invented ids %d changed, want 1", n+1, another)
		}
	}
}

// Explicit ids in another format, of another scenario or in another case can be used
// together with invented ones.
func TestFindTellsIDsApart(t *testing.T) {
	project := scenario.Project{Generate: []scenario.Generate{at(clock.DefaultStart(), 3)}}
	id := compile(t, world(1, project)).Job(1).ID()
	others := []string{
		strings.ToUpper(id), "ff808081" + "00000000" + id[16:], id + "0", id[:31], id[1:],
		"b4f2e9a0-0439-4edd-a3ad-199bb523b613", "zz" + id[2:], id[:16] + "ffffffffffff" + id[28:], "ジョブ",
	}
	plan := compile(t, world(1, project))
	for _, other := range append(others, "", id[:28]+"zzzz") {
		if j, ok := plan.Find(other); ok {
			t.Errorf("Find(%q) gives the job %s", other, j.ID())
		}
	}
	for i, other := range others {
		j := oneJob()
		j.Begin, j.ID = j.Begin.Add(time.Duration(i)), other
		project.Jobs = append(project.Jobs, j)
	}
	checkIDs(t, compile(t, world(1, project)))
}

// Jobs that begin at one instant are listed by id.
func TestEqualBeginsAreListedByID(t *testing.T) {
	d := newDice(8)
	list := d.jobs(200)
	plan := compile(t, world(1, scenario.Project{Jobs: list, Generate: []scenario.Generate{at(list[0].Begin, 100)}}))
	found := 0
	for i := range plan.Len() - 1 {
		a, b := plan.Job(i), plan.Job(i+1)
		if a.Begin() > b.Begin() || a.Begin() == b.Begin() && a.ID() >= b.ID() {
			t.Errorf("job %s of %s is listed before %s of %s", a.ID(), a.Begin(), b.ID(), b.Begin())
		}
		if a.Begin() == b.Begin() {
			found++
		}
	}
	if found < 100 {
		t.Errorf("only %d pairs begin together", found)
	}
}
