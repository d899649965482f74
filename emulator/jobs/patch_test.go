package jobs_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
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
	}}).Schedule()
	for _, c := range []struct {
		what  string
		patch scenario.JobPatch
		now   time.Duration
		start time.Duration // of its running
		end   time.Duration
		to    ges.Status
	}{
		{"outcome", scenario.JobPatch{Outcome: &partially}, 0, 10 * time.Second, time.Minute, partially},
		{"end now, while it waits", scenario.JobPatch{EndNow: true}, 4 * time.Second, 4 * time.Second, 4 * time.Second, ges.Success},
		{"end now, while it runs", scenario.JobPatch{EndNow: true, Outcome: &failed, FailReason: &reason}, 20 * time.Second, 10 * time.Second, 20 * time.Second, failed},
		{"end later", scenario.JobPatch{EndAt: at(time.Hour)}, 20 * time.Second, 10 * time.Second, time.Hour, ges.Success},
	} {
		patched, err := s.Patched("a", c.patch, start.Add(c.now))
		j, ok := patched.Find("a")
		if err != nil || !ok || j.Begin() != start || j.Start() != start.Add(c.start) || j.End() != start.Add(c.end) || j.Outcome() != c.to || patched.Len() != 1 {
			t.Errorf("%s: starts %s, ends %s %s; %v", c.what, j.Start().Exact(), j.Outcome(), j.End().Exact(), err)
		}
		if c.patch.FailReason != nil && j.FailReason() != *c.patch.FailReason {
			t.Errorf("%s: %q", c.what, j.FailReason())
		}
	}
	if _, err := s.Patched("b", scenario.JobPatch{EndNow: true}, start); !errors.Is(err, jobs.ErrUnknown) {
		t.Errorf("another id: %v", err)
	}
	if _, err := s.Patched("a", scenario.JobPatch{Outcome: &failed}, start.Add(time.Minute)); !errors.Is(err, jobs.ErrEnded) {
		t.Errorf("after its end: %v", err)
	}
	if _, err := s.Patched("a", scenario.JobPatch{EndNow: true}, start.Add(-time.Second)); err == nil {
		t.Error("it ended before it began")
	}
}
