package history_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// TestJobsArePatched changes an import that begins at the start, waits for 10 s
// and runs for 50 s.
func TestJobsArePatched(t *testing.T) {
	start := clock.DefaultStart()
	at := func(d time.Duration) *clock.Instant { i := start.Add(d); return &i }
	failed, partially, reason := ges.Failed, ges.PartiallyFailed, "no"
	s := compiled(t, scenario.DefaultCompat(), []scenario.Job{{
		ID: "a", Name: ges.ImportGraph, Graph: "g", Begin: start, Waiting: 10 * time.Second, Running: 50 * time.Second, Outcome: ges.Success,
	}}).History()
	for _, c := range []struct {
		what  string
		patch scenario.JobPatch
		now   time.Duration
		start time.Duration // when it starts to run
		end   time.Duration
		to    ges.Status
	}{
		{"outcome", scenario.JobPatch{Outcome: &partially}, 0, 10 * time.Second, time.Minute, partially},
		{"end now, while it waits", scenario.JobPatch{EndNow: true}, 4 * time.Second, 4 * time.Second, 4 * time.Second, ges.Success},
		{"end now, while it runs", scenario.JobPatch{EndNow: true, Outcome: &failed, FailReason: &reason}, 20 * time.Second, 10 * time.Second, 20 * time.Second, failed},
		{"end later", scenario.JobPatch{EndAt: at(time.Hour)}, 20 * time.Second, 10 * time.Second, time.Hour, ges.Success},
	} {
		patched, _, err := s.Patched("a", c.patch, start.Add(c.now))
		j, ok := patched.Find("a")
		if err != nil || !ok || j.Begin() != start || j.Start() != start.Add(c.start) || j.End() != start.Add(c.end) || j.Outcome() != c.to || patched.Len() != 1 {
			t.Errorf("%s: starts %s, ends %s %s; %v", c.what, j.Start().Exact(), j.Outcome(), j.End().Exact(), err)
		}
		if c.patch.FailReason != nil && j.FailReason() != *c.patch.FailReason {
			t.Errorf("%s: %q", c.what, j.FailReason())
		}
	}
	if _, _, err := s.Patched("b", scenario.JobPatch{EndNow: true}, start); !errors.Is(err, history.ErrUnknown) {
		t.Errorf("another id: %v", err)
	}
	if _, _, err := s.Patched("a", scenario.JobPatch{Outcome: &failed}, start.Add(time.Minute)); !errors.Is(err, history.ErrEnded) {
		t.Errorf("after its end: %v", err)
	}
	if _, _, err := s.Patched("a", scenario.JobPatch{EndNow: true}, start.Add(-time.Second)); err == nil {
		t.Error("it ended before it began")
	}
}

// shownOf returns what a client sees of a job that has ended.
func shownOf(t *testing.T, h *history.History, id string) string {
	t.Helper()
	j, ok := h.Find(id)
	if !ok {
		t.Fatalf("%s is not there", id)
	}
	return render(t, j, clock.DefaultStart())
}

// Values that a patch does not name do not change, whether given or invented, however
// often a job is patched, and whatever its origin.
func TestPatchChangesWhatItNames(t *testing.T) {
	plan := imports(t, 3, 1, 0, scenario.Range[int]{From: 1, To: 4}) // generated: all fail
	start := clock.DefaultStart()
	in := func(d time.Duration) *clock.Instant { i := start.Add(d); return &i }
	failed, success := ges.Failed, ges.Success
	ids := []string{plan.Job(0).ID()}
	h := plan.History()
	for _, outcome := range []ges.Status{ges.Failed, ges.PartiallyFailed} {
		j := life(start.Add(time.Minute), 0, time.Minute)
		j.Outcome = outcome
		after, act, err := h.With(j)
		if err != nil {
			t.Fatal(err)
		}
		h, ids = after, append(ids, act.ID())
	}
	for _, id := range ids {
		was, _ := h.Find(id)
		want := shownOf(t, h, id)
		same := was.Outcome()
		// Setting the current values, or changing them back, has no effect.
		for name, patches := range map[string][]scenario.JobPatch{
			"the present outcome":       {{Outcome: &same}},
			"its end, and back":         {{EndAt: in(100 * time.Hour)}, {EndAt: end(was)}},
			"another outcome, and back": {{Outcome: &success}, {Outcome: &same}},
			"three ends":                {{EndAt: in(98 * time.Hour)}, {EndAt: in(99 * time.Hour)}, {Outcome: &same, EndAt: end(was)}},
		} {
			after := h
			for _, p := range patches {
				var err error
				if after, _, err = after.Patched(id, p, start); err != nil {
					t.Fatal(err)
				}
			}
			if got := shownOf(t, after, id); got != want {
				t.Errorf("%s:\n got %s\nwant %s", name, got, want)
			}
			if got := shownOf(t, restored(t, plan, after), id); got != want {
				t.Errorf("%s, restored:\n got %s\nwant %s", name, got, want)
			}
		}
	}
	reason := map[string]bool{}
	for i := range 3 {
		progress := float64(i)
		var err error
		if h, _, err = h.Patched(ids[0], scenario.JobPatch{Progress: &progress, Outcome: &failed}, start); err != nil {
			t.Fatal(err)
		}
		j, _ := h.Find(ids[0])
		reason[j.FailReason()] = true
	}
	if len(reason) != 1 {
		t.Errorf("patching jobProgress gave the reasons %v", reason)
	}
}

// end returns the instant at which a job ends.
func end(j history.Job) *clock.Instant {
	at := j.End()
	return &at
}

// A new outcome does not change the given values of files; the others are implied again.
func TestAnotherOutcomeKeepsWhatWasGiven(t *testing.T) {
	log, cause, lines := "b/log", "a cause", int64(7)
	j := oneJob()
	j.ID, j.Outcome, j.FailReason = "a", ges.Failed, &cause
	j.Detail = &scenario.Detail{
		Edgeset: []scenario.File{{Path: "b/given", Log: &log, Cause: &cause, Status: ges.FilePartFailed, Total: &lines}, {Path: "b/implied", Log: &log}},
		Schema:  []scenario.File{{Path: "b/schema"}},
	}
	h := compile(t, world(1, scenario.Project{Jobs: []scenario.Job{j}})).History()
	for _, c := range []struct {
		outcome ges.Status
		want    [3]ges.FileStatus
		reason  string
	}{
		{ges.PartiallyFailed, [3]ges.FileStatus{ges.FilePartFailed, ges.FilePartFailed, ges.FileSuccess}, cause},
		{ges.Success, [3]ges.FileStatus{ges.FilePartFailed, ges.FileSuccess, ges.FileSuccess}, ""},
		{ges.PartiallyFailed, [3]ges.FileStatus{ges.FilePartFailed, ges.FilePartFailed, ges.FileSuccess}, "Some files or lines were not imported."},
	} {
		var err error
		if h, _, err = h.Patched("a", scenario.JobPatch{Outcome: &c.outcome}, clock.DefaultStart()); err != nil {
			t.Fatal(err)
		}
		got, _ := h.Find("a")
		given, implied, schema := got.Detail().Edgeset[0], got.Detail().Edgeset[1], got.Detail().Schema[0]
		if [3]ges.FileStatus{given.Status, implied.Status, schema.Status} != c.want || got.FailReason() != c.reason ||
			given.Log != &log || given.Cause != &cause || given.Total != &lines || implied.Log != &log {
			t.Errorf("%s: %+v %+v %+v, %q", c.outcome, given, implied, schema, got.FailReason())
		}
	}
}
