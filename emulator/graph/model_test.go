package graph_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// draws are random numbers, the same in each run.
type draws struct {
	key fake.Key
	n   int
}

// Int64N returns the next number, from 0 to n-1.
func (d *draws) Int64N(n int64) int64 {
	d.n++
	return fake.New().Between(d.key.Nth(d.n), 0, n-1)
}

// IntN is Int64N of another type.
func (d *draws) IntN(n int) int { return int(d.Int64N(int64(n))) }

// world is a history and its graphs, changed step by step.
type world struct {
	t       *testing.T
	random  *draws
	start   clock.Instant
	now     clock.Instant
	history *history.History
	graphs  *graph.Set
}

func (w *world) follow(h *history.History, act scenario.JobAct, err error) bool {
	if err != nil {
		return false
	}
	w.graphs = w.graphs.Follow(h, act)
	w.history = h
	return true
}

func (w *world) act(a scenario.GraphAct) { w.graphs = w.graphs.Act(a) }

var names = []string{"aaaa", "bbbb", "cccc", "dddd"}

func (w *world) seconds(n int64) time.Duration {
	return time.Duration(w.random.Int64N(n)) * time.Second
}

// addJob adds a job as the control API does.
func (w *world) addJob() {
	kind := ges.JobNames()[w.random.IntN(len(ges.JobNames()))].Name
	j := scenario.Job{
		Name: kind, Graph: names[w.random.IntN(len(names))], Begin: w.start.Add(w.seconds(400) - 100*time.Second), Type: ges.GraphManagement,
		Waiting: w.seconds(3), Running: w.seconds(60), Outcome: ges.Success,
	}
	if w.random.IntN(3) == 0 {
		j.Outcome = ges.Failed
	}
	h, act, err := w.history.With(j)
	w.follow(h, act, err)
}

// anyJob returns a job; false if there is none.
func (w *world) anyJob() (history.Job, bool) {
	if w.history.Len() == 0 {
		return history.Job{}, false
	}
	for j := range w.history.Jobs(w.random.IntN(w.history.Len())) {
		return j, true
	}
	return history.Job{}, false
}

func (w *world) removeJob() {
	if j, ok := w.anyJob(); ok {
		h, act, err := w.history.Without(j.ID())
		w.follow(h, act, err)
	}
}

func (w *world) patchJob() {
	if j, ok := w.anyJob(); ok {
		outcome := ges.Success
		if w.random.IntN(2) == 0 {
			outcome = ges.Failed
		}
		end := w.now.Add(w.seconds(50))
		h, act, err := w.history.Patched(j.ID(), scenario.JobPatch{Outcome: &outcome, EndAt: &end}, w.now)
		w.follow(h, act, err)
	}
}

// submit submits a job to a graph.
func (w *world) submit(id, name, jobName string, number int, value string, create *scenario.Graph) {
	rule := scenario.SubmitRule{
		Running: &scenario.Range[time.Duration]{From: time.Second, To: 40 * time.Second}, Outcome: ges.Success,
	}
	if w.random.IntN(4) == 0 {
		rule.Outcome = ges.Failed
	}
	act := w.history.DecideSubmission(history.Submission{
		JobName: jobName, GraphID: id, GraphName: name, Number: number, Begin: w.now, Rule: &rule,
	})
	h, err := w.history.Apply(act)
	if !w.follow(h, act, err) {
		w.t.Fatal(err)
	}
	kind := scenario.SubmitAct
	if create != nil {
		kind = scenario.CreateAct
	}
	w.act(scenario.GraphAct{
		Kind: kind, At: w.now, Graph: id, Name: name, Job: act.Add.ID, JobName: jobName, Value: value, Keep: w.random.IntN(2) == 0, Create: create,
	})
}

func (w *world) create() {
	name := names[w.random.IntN(len(names))]
	if _, taken := w.graphs.Named(name, w.now); !taken {
		w.submit(w.graphs.FreeID(name), name, "CreateGraph", 0, "", &scenario.Graph{Name: name, Status: ges.GraphRunning})
	}
}

// addGraph adds a graph as the control API does.
func (w *world) addGraph() {
	name := names[w.random.IntN(len(names))]
	if _, taken := w.graphs.Named(name, w.now); !taken && w.random.IntN(2) == 0 {
		w.act(scenario.GraphAct{Kind: scenario.CreateAct, At: w.now, Graph: w.graphs.FreeID(name), Name: name, Create: &scenario.Graph{
			Name: name, Status: ges.GraphStopped, Backups: []scenario.Backup{{Name: "b", Created: w.now.Add(w.seconds(9)), Method: scenario.ManualBackup}},
		}})
	}
}

// onGraph does something to a graph that is there.
func (w *world) onGraph() {
	all := slices.Collect(w.graphs.At(w.now))
	if len(all) == 0 {
		return
	}
	g := all[w.random.IntN(len(all))]
	a := scenario.GraphAct{At: w.now, Graph: g.ID(), Name: g.Name()}
	switch w.random.IntN(8) {
	case 0:
		a.Kind, a.Value = scenario.AttachEipAct, "eip"
	case 1:
		a.Kind = scenario.DetachEipAct
	case 2:
		a.Kind, a.Value = scenario.StatusAct, strconv.Itoa(int(ges.GraphFrozen))
	case 3:
		if w.random.IntN(4) > 0 {
			return
		}
		a.Kind = scenario.RemoveAct
	case 4:
		backups := slices.Collect(g.Backups(w.now))
		if len(backups) == 0 {
			return
		}
		a.Kind, a.Value = scenario.DeleteBackupAct, backups[w.random.IntN(len(backups))].ID()
	default:
		kinds := []string{"ImportGraph", "StopGraph", "CreateBackup", "UpgradeGraph", "ClearGraph", "DeleteGraph", "CreateBackup"}
		kind := kinds[w.random.IntN(len(kinds))]
		w.submit(g.ID(), g.Name(), kind, g.Submitted(kind), "3.0", nil)
		return
	}
	w.act(a)
}

// render is all that a set shows at an instant.
func render(s *graph.Set, now clock.Instant) (lines []string) {
	n := 0
	for g := range s.At(now) {
		n++
		lines = append(lines, fmt.Sprint(g.Name(), g.FieldsAt(now), g.Submitted("ImportGraph")))
		for j := range g.UnderWay(now) {
			lines = append(lines, "under way: "+j.ID())
		}
		for b := range g.Backups(now) {
			lines = append(lines, "its backup: "+b.ID())
		}
		if found, ok := s.Find(g.ID(), now); !ok || found.ID() != g.ID() {
			lines = append(lines, "not found: "+g.ID())
		}
	}
	if n != s.Count(now) {
		lines = append(lines, fmt.Sprintf("counted %d graphs, listed %d", s.Count(now), n))
	}
	n = 0
	for b := range s.Backups(now) {
		n++
		lines = append(lines, fmt.Sprint("backup: ", s.BackupFieldsAt(b, now)))
	}
	if n != s.CountBackups(now) {
		lines = append(lines, fmt.Sprintf("counted %d backups, listed %d", s.CountBackups(now), n))
	}
	return lines
}

// After any changes, a set that followed them shows what one computed from scratch shows.
func TestFollowedIsCompiled(t *testing.T) {
	for seed := range 100 {
		p, jobs, s := compile(t, `
projects:
  "*":
    graphs:
      - {name: bbbb, status: stopped, backups: [{name: b1, created: -3d}, {name: b2, created: -2d, backupMethod: auto}]}
    jobs:
      - {jobName: ImportGraph, relatedGraph: aaaa, begin: 10s, waiting: 1s, running: 9s}
      - {jobName: DeleteGraph, relatedGraph: aaaa, begin: 60s, running: 10s}
      - {jobName: CreateGraph, relatedGraph: cccc, begin: 40s, running: 10s}
      - {jobName: CreateBackup, relatedGraph: cccc, begin: 80s, running: 10s}
`)
		w := &world{t, &draws{key: fake.NewKey(int64(seed)).For("walk")}, s.Clock.Start, s.Clock.Start, jobs.History(), nil}
		w.graphs = p.Set(w.history, nil)
		for step := range 60 {
			w.now = w.start.Add(w.seconds(360) - time.Minute) // before the start too
			switch w.random.IntN(6) {
			case 0:
				w.addJob()
			case 1:
				w.removeJob()
			case 2:
				w.patchJob()
			case 3:
				w.create()
				w.addGraph()
			default:
				w.onGraph()
			}
			scratch := p.Set(w.history, w.graphs.Acts())
			for range 3 {
				at := w.start.Add(w.seconds(400) - 50*time.Second)
				if problem := checkChanges(w.graphs, at, w.start.Add(w.seconds(400)-50*time.Second)); problem != "" {
					t.Fatalf("seed %d, step %d: %s", seed, step, problem)
				}
				got, want := render(w.graphs, at), render(scratch, at)
				for i := range max(len(got), len(want)) {
					if i >= len(got) || i >= len(want) || got[i] != want[i] {
						t.Fatalf("seed %d, step %d, at %s, line %d:\n%q\nwant\n%q", seed, step, at, i, got[i:], want[i:])
					}
				}
			}
		}
	}
}

// statuses is the statuses of the graphs that are there, by id.
func statuses(s *graph.Set, now clock.Instant) map[string]ges.GraphStatus {
	of := map[string]ges.GraphStatus{}
	for g := range s.At(now) {
		of[g.ID()] = g.StatusAt(now)
	}
	return of
}

// checkChanges applies the changes of graphs between two instants one by one: each follows
// from the one before, and shows what the set shows then. It returns what is wrong.
func checkChanges(s *graph.Set, from, to clock.Instant) string {
	state, at := statuses(s, from), from
	compare := func(at clock.Instant) string {
		if want := statuses(s, at); !maps.Equal(state, want) {
			return fmt.Sprintf("%s → %s: at %s the changes lead to %v, want %v", from, to, at, state, want)
		}
		return ""
	}
	var jobs, expected []string
	for c := range s.Changes(from, to) {
		now := c.At
		if c.Graph == nil {
			now = c.Job.At
			jobs = append(jobs, fmt.Sprint(c.Job))
		}
		if from <= to && now < at || from > to && now > at {
			return fmt.Sprintf("%s → %s: %s after %s", from, to, now, at)
		}
		before := now // on the way back nothing else happens from now on
		if from <= to {
			before--
		}
		if now != at {
			if problem := compare(before); problem != "" {
				return problem
			}
		}
		at = now
		if c.Graph == nil {
			continue
		}
		if c.From == c.To || state[c.Graph.ID()] != c.From {
			return fmt.Sprintf("%s → %s: at %s %s is %d, not %d, before it is %d", from, to, at, c.Graph.ID(), state[c.Graph.ID()], c.From, c.To)
		}
		if state[c.Graph.ID()] = c.To; c.To == 0 {
			delete(state, c.Graph.ID())
		}
	}
	for c := range s.JobChanges(from, to) {
		expected = append(expected, fmt.Sprint(c))
	}
	if !slices.Equal(jobs, expected) {
		return fmt.Sprintf("%s → %s: changes of jobs %v, want %v", from, to, jobs, expected)
	}
	return compare(to)
}
