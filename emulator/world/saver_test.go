package world_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/state"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// withFaults is a scenario with faults of calls for a graph each, which no other call
// matches.
func withFaults(t testing.TB, n int) *scenario.Scenario {
	t.Helper()
	text := []byte("{version: 1, clock: {mode: stepped}, projects: {'*': {}}, faults: [\n")
	for i := range n {
		text = fmt.Appendf(text, "{name: of-graph-%d, when: {query: {graphName: graph-%d}}, reply: {errorCode: GES.9999}},\n", i, i)
	}
	s, err := scenario.Parse("faults.yaml", append(text, "]}"...), start.Time())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ofThe is a call for the jobs of a graph.
func ofThe(graph int) world.Request {
	r := listing()
	r.Query = func(string) string { return fmt.Sprint("graph-", graph) }
	return r
}

// violating is a call with a violation, which is another for another number.
func violating(n int) world.Request {
	r := listing()
	r.Violations = []journal.Violation{{Rule: journal.BadValue, Parameter: "limit", Value: fmt.Sprint(n), Allowed: "an integer of 1 or more"}}
	return r
}

func issue(tx *world.Tx, n int) {
	for range n {
		tx.IssueToken(start.Add(time.Hour), auth.Holder{})
	}
}

// savedIn is a world that saves its state in a folder.
func savedIn(t testing.TB, dir string, s *scenario.Scenario) *world.World {
	t.Helper()
	store, saved, err := state.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s, newWall())
	if err := w.SaveIn(store, saved.Projects); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// written is how many bytes a folder's log has.
func written(t *testing.T, dir string) (size int64) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(dir, "log-*"))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	info, err := os.Stat(logs[0])
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// snapshotOf is the text of a project's snapshot.
func snapshotOf(p project) (text string) {
	p.must(func(tx *world.Tx) {
		d := tx.Snapshot()
		text = string(d.AppendTo(nil))
	})
	return text
}

// Of many faults, violations and tokens a change writes those that it changes, and what
// is written is the state.
func TestChangedEntriesAreSaved(t *testing.T) {
	const many, entry = 1000, 1500 // bytes
	s := withFaults(t, many)
	dir := t.TempDir()
	w := savedIn(t, dir, s)
	p := in(w, "p1")
	p.Call(ofThe(0)) // writes all faults
	for i := range many {
		p.Call(violating(i))
	}
	p.must(func(tx *world.Tx) { issue(tx, many) })

	before := written(t, dir)
	changes := 0
	change := func(r world.Request) { p.Call(r); changes++ }
	for i := range 20 {
		change(ofThe(i % 5 * 200))
		change(violating(i * 7 % many))
		change(violating(many + i)) // beyond those that are told apart
		p.must(func(tx *world.Tx) { issue(tx, 1) })
		changes++
	}
	if size := (written(t, dir) - before) / int64(changes); size > entry {
		t.Errorf("a change writes %d bytes, want at most %d", size, entry)
	}
	want := snapshotOf(p)
	for range 2 {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w = savedIn(t, dir, s)
		if got := snapshotOf(in(w, "p1")); got != want {
			t.Errorf("it is read as\n%.2000s\nwant\n%.2000s", got, want)
		}
	}
	if got := in(w, "p1").Call(ofThe(800)).Hit.Call; got != 5 {
		t.Errorf("it is call %d of its fault, want 5", got)
	}
}

// Faults that come and go are saved with all others.
func TestOtherFaultsAreSaved(t *testing.T) {
	s := withFaults(t, 3)
	dir := t.TempDir()
	w := savedIn(t, dir, s)
	p := in(w, "p1")
	for i, change := range []func(tx *world.Tx){
		func(tx *world.Tx) {
			tx.AddFault(&scenario.Fault{Name: "added", From: clock.Min, Until: clock.Never, Stale: time.Second})
		},
		func(*world.Tx) {},
		func(tx *world.Tx) { tx.RemoveFault("of-graph-1") },
		func(*world.Tx) {},
		func(tx *world.Tx) { tx.Reset() },
		func(*world.Tx) {},
	} {
		p.must(change)
		want := snapshotOf(p)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w = savedIn(t, dir, s)
		p = in(w, "p1")
		if got := snapshotOf(p); got != want {
			t.Errorf("after change %d it is read as\n%s\nwant\n%s", i, got, want)
		}
		p.Call(ofThe(i % 3))
	}
}
