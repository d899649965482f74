package scenarios_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
)

// It looks real at once: a month of history, every name, a few failures.
func TestDefaultLooksReal(t *testing.T) {
	plan := compile(t, "default")
	b := plan.NewBoard()
	c := b.Counts()
	if c.Waiting == 0 || c.Running < 2 || c.Failed < 3 || c.PartiallyFailed < 2 {
		t.Errorf("at the start the jobs are %+v, want some in each state", c)
	}
	started := rows(b, history.Filter{}) // newest first
	if len(started) < 150 || len(started) > 400 {
		t.Errorf("there are %d jobs, want 150 to 400", len(started))
	}
	if bad := c.Failed + c.PartiallyFailed; bad > len(started)/5 {
		t.Errorf("%d of %d jobs failed, want a few", bad, len(started))
	}
	if ended := plan.Start().Sub(started[len(started)-1].Begin()); ended < 25*24*time.Hour || ended > 31*24*time.Hour {
		t.Errorf("the first job began %s before the start, want about a month", ended)
	}
	names := map[string]bool{}
	for _, j := range started {
		names[j.Name()] = true
	}
	for _, n := range ges.JobNames() {
		if !names[n.Name] {
			t.Errorf("no job is a %s", n.Name)
		}
	}
}

// What state a graph must be in for a job, and in which one a success leaves it.
type graphState int

const (
	unknown graphState = iota // nothing was heard of it yet: any job fits
	absent
	up
	stopped
)

func (s graphState) after(name string) (next graphState, ok bool) {
	switch name {
	case "CreateGraph":
		return up, s == unknown || s == absent
	case "StartGraph", "RestoreGraph":
		return up, s == unknown || s == stopped
	case "StopGraph":
		return stopped, s == unknown || s == up
	case "DeleteGraph":
		return absent, s != absent
	case "ImportBackup":
		return s, s != absent
	default:
		return up, s == unknown || s == up
	}
}

// On a graph jobs follow each other, and each fits the state in which the last
// one left the graph: nothing is imported into a stopped or deleted graph.
func TestDefaultGraphsLiveALife(t *testing.T) {
	plan := compile(t, "default")
	byGraph := map[string][]history.Job{}
	for i := range plan.Len() {
		j := plan.Job(i)
		byGraph[j.Graph()] = append(byGraph[j.Graph()], j)
	}
	for graph, life := range byGraph {
		slices.SortFunc(life, func(a, b history.Job) int { return cmp.Compare(a.Start(), b.Start()) })
		state, free := unknown, clock.Min
		for _, j := range life {
			if j.Start() < free {
				t.Errorf("%s: a %s starts at %s, while another job runs until %s", graph, j.Name(), j.Start(), free)
			}
			free = j.End()
			next, ok := state.after(j.Name())
			if !ok {
				t.Errorf("%s: a %s at %s does not fit what was before", graph, j.Name(), j.Start())
			}
			if j.Outcome() == ges.Success {
				state = next
			} else if state == unknown && j.Name() == "CreateGraph" {
				state = absent
			}
		}
	}
}
