package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// followed is a set that follows submissions from a scenario on.
type followed struct {
	t     *testing.T
	jobs  *history.History
	set   *graph.Set
	start clock.Instant
}

func follow(t *testing.T, text string) *followed {
	t.Helper()
	p, jobs, s := compile(t, text)
	return &followed{t, jobs.History(), p.Set(jobs.History(), nil), s.Clock.Start}
}

// submit submits a job that runs for so long to the graph movies.
func (f *followed) submit(at, jobName, running string, keepBackup bool) {
	const name = "movies"
	f.t.Helper()
	now := moment(f.t, at, f.start)
	g, ok := f.set.Named(name, now)
	if !ok {
		f.t.Fatalf("no graph %s at %s", name, at)
	}
	length := moment(f.t, "+"+running, f.start).Sub(f.start)
	rule := scenario.SubmitRule{Running: &scenario.Range[time.Duration]{From: length, To: length}, Outcome: ges.Success}
	act := f.jobs.DecideSubmission(history.Submission{
		JobName: jobName, GraphID: g.ID(), GraphName: name, Number: g.Submitted(jobName), Begin: now, Rule: &rule,
	})
	h, err := f.jobs.Apply(act)
	if err != nil {
		f.t.Fatal(err)
	}
	f.jobs = h
	f.set = f.set.Follow(h, act).Act(scenario.GraphAct{
		Kind: scenario.SubmitAct, At: now, Graph: g.ID(), Name: name, Job: act.Add.ID, JobName: jobName, Keep: keepBackup,
	})
}

// backups returns the names of the backups at an instant.
func (f *followed) backups(at string) string {
	var names []string
	now := moment(f.t, at, f.start)
	for b := range f.set.Backups(now) {
		names = append(names, strings.Trim(f.set.BackupFieldsAt(b, now)[1], `"`))
	}
	if len(names) != f.set.CountBackups(now) {
		f.t.Errorf("at %s: %d backups of %d", at, len(names), f.set.CountBackups(now))
	}
	return strings.Join(names, " ")
}

const manyBackups = `
projects:
  "*":
    graphs:
      - name: movies
        backups:
          - {name: m1, created: -9d}
          - {name: m2, created: -8d}
          - {name: m3, created: -7d}
          - {name: failed, created: -6d, status: failed}
          - {name: a1, created: -5d, backupMethod: auto}
          - {name: a2, created: -4d, backupMethod: auto}
          - {name: i1, created: -3d, backupMethod: import}
          - {name: late, created: 25s, running: 60s}
`

// With a graph its backups go; with keepBackup the newest automatic and the two newest
// manual ones that succeeded stay.
func TestKeptBackups(t *testing.T) {
	const all = "m1 m2 m3 failed a1 a2 i1 late"
	for keepBackup, want := range map[bool]string{true: "m2 m3 a2", false: ""} {
		f := follow(t, manyBackups)
		f.submit("10s", "DeleteGraph", "30s", keepBackup)
		if got := f.backups("39s"); got != all {
			t.Errorf("before: %s", got)
		}
		if got := f.backups("40s"); got != want {
			t.Errorf("keepBackup %t: %q, want %q", keepBackup, got, want)
		}
	}
}

// What lies before a deletion that lies ahead decides what is kept, in whatever order it
// was done.
func TestKeptBackupsAfterGoingBack(t *testing.T) {
	f := follow(t, manyBackups)
	g, _ := f.set.Named("movies", f.start)
	f.submit("10s", "DeleteGraph", "30s", true)
	var m3 string
	for b := range g.Backups(f.start) {
		if f.set.BackupFieldsAt(b, f.start)[1] == `"m3"` {
			m3 = b.ID()
		}
	}
	f.set = f.set.Act(scenario.GraphAct{Kind: scenario.DeleteBackupAct, At: moment(t, "5s", f.start), Graph: g.ID(), Name: "movies", Value: m3})
	if got := f.backups("40s"); got != "m1 m2 a2" {
		t.Errorf("a backup deleted before: %s", got)
	}
	f.submit("6s", "CreateBackup", "10s", false)
	if got := f.backups("40s"); !strings.HasPrefix(got, "m2 a2 movies-") {
		t.Errorf("a backup made before: %s", got)
	}
	f.submit("1s", "DeleteGraph", "3s", false) // it is gone before
	if got := f.backups("4s") + f.backups("40s"); got != "" {
		t.Errorf("deleted before, nothing kept: %s", got)
	}
}

// Of jobs that end or begin at once the later in listing order decides.
func TestTies(t *testing.T) {
	p, jobs, s := compile(t, `
projects:
  "*":
    jobs:
      - {jobName: StopGraph, relatedGraph: ends, jobId: a1, begin: 0s, running: 10s}
      - {jobName: ImportGraph, relatedGraph: ends, jobId: a2, begin: 0s, running: 10s}
      - {jobName: ImportGraph, relatedGraph: other, jobId: b1, begin: 0s, running: 10s}
      - {jobName: StopGraph, relatedGraph: other, jobId: b2, begin: 0s, running: 10s}
      - {jobName: StopGraph, relatedGraph: instant, jobId: c1, begin: 0s, running: 0s}
`)
	set := p.Set(jobs.History(), nil)
	for at, want := range map[string]string{
		"5s": "ends=202 instant=900 other=901", "10s": "ends=200 instant=900 other=900",
	} {
		got := shown(set, moment(t, at, s.Clock.Start))
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("at %s: %v, want %s", at, got, want)
		}
	}
}

// A name without a graph implies one; a seeded CreateGraph makes one unless it is there;
// a job of a name whose graph is not there belongs to none.
func TestImpliedGraphs(t *testing.T) {
	p, jobs, s := compile(t, `
projects:
  "*":
    graphs: [{name: there}]
    jobs:
      - {jobName: ExportGraph, relatedGraph: implied, begin: 60s, running: 10s}
      - {jobName: CreateGraph, relatedGraph: made, begin: 20s, running: 10s}
      - {jobName: ExportGraph, relatedGraph: made, begin: 0s, running: 100s}
      - {jobName: CreateGraph, relatedGraph: there, begin: 20s, running: 10s, outcome: failed}
      - {jobName: DeleteGraph, relatedGraph: there, begin: 40s, running: 10s}
      - {jobName: ExportGraph, relatedGraph: there, begin: 55s, running: 100s}
`)
	set := p.Set(jobs.History(), nil)
	for at, want := range map[string]string{
		"-12h": "implied=200 there=200", "10s": "implied=200 there=200", "25s": "implied=200 made=100 there=100",
		"35s": "implied=200 made=200 there=303", "65s": "implied=204 made=200",
	} {
		got := shown(set, moment(t, at, s.Clock.Start))
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("at %s: %v, want %s", at, got, want)
		}
	}
}

// Ids follow from the seed, the name and the number of graphs of the name alone.
func TestGraphIDs(t *testing.T) {
	const want = "movies 2f623659-fc76-46b7-87c2-67608cc89e9b, next bdf512d6-d5a3-4065-9ff9-9262c00c084e"
	ids := func(text string) string {
		p, jobs, s := compile(t, text)
		set := p.Set(jobs.History(), nil)
		g, ok := set.Named("movies", s.Clock.Start)
		if !ok {
			t.Fatal("no graph")
		}
		return fmt.Sprintf("movies %s, next %s", g.ID(), set.FreeID("movies"))
	}
	seeded := ids("projects: {\"*\": {graphs: [{name: movies}]}}\n")
	for _, text := range []string{
		"projects: {\"*\": {graphs: [{name: other}, {name: movies, status: stopped}]}}\n",
		"projects: {\"*\": {jobs: [{jobName: ImportGraph, relatedGraph: movies, begin: 0s}]}}\n",
		"projects: {\"*\": {graphs: [{name: movies, graphSizeTypeIndex: 3}], jobs: [{jobName: StopGraph, relatedGraph: movies, begin: -1h}]}}\n",
	} {
		if got := ids(text); got != seeded {
			t.Errorf("%s: %s, want %s", text, got, seeded)
		}
	}
	if got := ids("seed: 2\nprojects: {\"*\": {graphs: [{name: movies}]}}\n"); got == seeded {
		t.Error("another seed gives the same ids")
	}
	if seeded != want {
		t.Errorf("the ids are %s, want %s", seeded, want)
	}
}
