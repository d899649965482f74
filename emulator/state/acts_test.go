package state_test

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
)

// removal is an act by its number.
func removal(n int) scenario.JobAct { return scenario.JobAct{Remove: fmt.Sprint(n)} }

// acted is a change of project a by acts.
func acted(numbers ...int) snapshot.Document {
	var acts []scenario.JobAct
	for _, n := range numbers {
		acts = append(acts, removal(n))
	}
	return snapshot.Document{Project: "a", Jobs: &scenario.JobChanges{Acts: acts}}
}

// numbersOf are the numbers of the acts of project a.
func numbersOf(saved state.Saved) (list []string) {
	if p, ok := saved.Projects["a"]; ok && p.Jobs != nil {
		for _, act := range p.Jobs.Acts {
			list = append(list, act.Remove)
		}
	}
	return list
}

func upTo(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(i))
	}
	return list
}

// Acts are written as they come, and are there in this order, whatever file the
// process was killed in: also where a file begins with the acts of the one before
// in several lines, between which others come.
func TestActsSurviveARewrite(t *testing.T) {
	const before, amid = 1200, 3
	dir := t.TempDir()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.EndRewrite()
	for n := range before {
		s.Write("a", acted(n))
	}
	if got := numbersOf(read(t, dir)); !slices.Equal(got, upTo(before)) {
		t.Fatalf("%d acts before the rewrite", len(got))
	}

	s.BeginRewrite(source("one"), false)
	s.WriteHead("a", whole("a", "one", 2))
	s.Write("a", acted(before)) // before any of the acts of before
	s.WriteActs("a", func(yield func(scenario.JobAct) bool) {
		for n := range before {
			if n == 600 { // between two lines of them
				s.Write("a", acted(before+1))
			}
			if !yield(removal(n)) {
				return
			}
		}
	})
	s.Write("a", acted(before+2))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	log := lastLog(t, dir)
	lines := bytes.SplitAfter(log.data, []byte("\n"))
	lines = lines[:len(lines)-1]
	const others = 9 // the scenario, the world, the head, three lines of acts, three acts
	if len(lines) != others {
		t.Fatalf("%d lines", len(lines))
	}
	acts, last := before, lastOf(t, dir)
	for n := range len(lines) + 1 { // killed behind that many lines
		if n > 0 && strings.HasPrefix(string(lines[n-1]), `{"id":"a","state":`) {
			acts++
		}
		writeFile(t, log.path, bytes.Join(lines[:n], nil))
		writeFile(t, endOf(dir), state.EndText(last-others+n))
		if got := numbersOf(read(t, dir)); !slices.Equal(got, upTo(acts)) {
			t.Errorf("killed behind line %d: %d acts, want %d", n, len(got), acts)
		}
	}
	if acts != before+amid {
		t.Errorf("%d acts in all", acts)
	}
}

// A project that begins anew while its acts of before are written has none of
// them, and neither has one that is forgotten.
func TestActsOfBeforeAreGoneWithTheirProject(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *state.Store)
		want   int
	}{
		"begun anew": {func(s *state.Store) { s.Write("a", whole("a", "one", 0)); s.Write("a", acted(0)) }, 1},
		"forgotten":  {func(s *state.Store) { s.Forget("a") }, 0},
	} {
		dir := t.TempDir()
		s, _ := open(t, dir)
		s.BeginRewrite(source("one"), false)
		s.WriteHead("a", whole("a", "one", 1))
		s.WriteActs("a", amid(700, func() { c.change(s) }))
		s.EndRewrite()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := numbersOf(read(t, dir)); !slices.Equal(got, upTo(c.want)) {
			t.Errorf("%s: acts %v, want %d", name, got, c.want)
		}
	}
}

// amid yields acts, with something in the middle.
func amid(n int, do func()) iter.Seq[scenario.JobAct] {
	return func(yield func(scenario.JobAct) bool) {
		for i := range n {
			if i == n-1 {
				do()
			}
			if !yield(removal(i)) {
				return
			}
		}
	}
}
