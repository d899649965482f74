package state_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
)

// counted is faults a, b, ... with counts.
func counted(first int, fits ...int) *[]fault.State {
	list := []fault.State{}
	for i, n := range fits {
		list = append(list, fault.State{Name: fmt.Sprintf("%c", 'a'+first+i), Fits: n})
	}
	return &list
}

func tokens(count int, values ...string) *auth.IssuedTokens {
	t := &auth.IssuedTokens{Count: count}
	for _, v := range values {
		t.Issued = append(t.Issued, auth.IssuedToken{Value: v})
	}
	return t
}

func violations(dropped int, counts ...int) *journal.LedgerState {
	l := &journal.LedgerState{Dropped: dropped}
	for i, n := range counts {
		l.Entries = append(l.Entries, journal.Violation{Rule: journal.EmptyValue, Value: fmt.Sprint("]}\"", i), Count: n})
	}
	return l
}

// lists is the lists of project a.
func lists(saved state.Saved) string {
	p, ok := saved.Projects["a"]
	if !ok {
		return "none"
	}
	var parts []string
	if p.Faults != nil {
		for _, f := range *p.Faults {
			parts = append(parts, fmt.Sprint(f.Name, f.Fits))
		}
	}
	if p.Tokens != nil {
		parts = append(parts, fmt.Sprint("tokens ", p.Tokens.Count))
		for _, t := range p.Tokens.Issued {
			parts = append(parts, t.Value)
		}
	}
	if p.Violations != nil {
		parts = append(parts, fmt.Sprint("dropped ", p.Violations.Dropped))
		for _, v := range p.Violations.Entries {
			parts = append(parts, fmt.Sprint(v.Value, "x", v.Count))
		}
	}
	return strings.Join(parts, " ")
}

// Of the lists of a project single entries are written, and the lists are read as they
// have become.
func TestEntriesAreChanged(t *testing.T) {
	type document = snapshot.Document
	dir := t.TempDir()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.EndRewrite()
	for i, step := range []struct {
		changed document
		at      state.Places
		want    string
	}{
		{document{Faults: counted(0, 1, 2, 3)}, state.Places{}, "a1 b2 c3"},
		{document{Faults: counted(1, 7)}, state.Places{Faults: []int{1}}, "a1 b7 c3"},
		{document{Faults: counted(0, 8, 9)}, state.Places{Faults: []int{0, 1}}, "a8 b9 c3"},
		{document{Faults: counted(2, 4)}, state.Places{Faults: []int{2}}, "a8 b9 c4"},
		{document{Faults: counted(1, 5)}, state.Places{}, "b5"}, // all of them again
		{document{Tokens: tokens(1, "t1")}, state.Places{Tokens: []int{0}}, "b5 tokens 1 t1"},
		{document{Tokens: tokens(3, "t2", "t3")}, state.Places{Tokens: []int{1, 2}}, "b5 tokens 3 t1 t2 t3"},
		{document{Faults: counted(1, 6), Tokens: tokens(4, "t4")}, state.Places{Faults: []int{0}, Tokens: []int{3}}, "b6 tokens 4 t1 t2 t3 t4"},
		{document{Tokens: tokens(1, "new"), Faults: counted(0)}, state.Places{}, "tokens 1 new"},
		{document{Violations: violations(0, 1, 1)}, state.Places{Violations: []int{0, 1}}, `tokens 1 new dropped 0 ]}"0x1 ]}"1x1`},
		{document{Violations: violations(2, 5)}, state.Places{Violations: []int{0}}, `tokens 1 new dropped 2 ]}"0x5 ]}"1x1`},
		{document{Violations: violations(3)}, state.Places{Violations: []int{}}, `tokens 1 new dropped 3 ]}"0x5 ]}"1x1`},
		{document{Violations: violations(4)}, state.Places{}, `tokens 1 new dropped 4`},
	} {
		step.changed.Project = "a"
		s.WriteEntries("a", step.changed, step.at)
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		if got := lists(read(t, dir)); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	s.Write("a", whole("a", "one", 2))
	if got := lists(read(t, dir)); got != "" {
		t.Errorf("begun anew, it has %q", got)
	}
}

// While the log is rewritten, entries that change before their project is written again
// change what the file before says; they do not stand for it when that file is gone.
func TestEntriesAmidARewrite(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	of := whole("a", "one", 1)
	of.Faults = counted(0, 1, 2)
	s.BeginRewrite(source("one"), false)
	s.Write("a", of)
	s.EndRewrite()
	first := lastLog(t, dir)

	change := func(n int) {
		s.WriteEntries("a", snapshot.Document{Project: "a", Faults: counted(1, n)}, state.Places{Faults: []int{1}})
	}
	s.BeginRewrite(source("one"), false)
	change(3)
	if got := lists(read(t, dir)); got != "a1 b3" {
		t.Errorf("amid the rewrite: %s", got)
	}
	ended := t.TempDir() // killed here; then the first file is lost
	if err := os.CopyFS(ended, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	of.Faults = counted(0, 1, 3)
	s.Write("a", of)
	change(4)
	s.EndRewrite()
	if got := lists(read(t, dir)); got != "a1 b4" {
		t.Errorf("after the rewrite: %s", got)
	}

	remove(t, strings.Replace(first.path, dir, ended, 1))
	if got := checked(t, ended); got != "damaged" {
		t.Errorf("without the first file: %s", got)
	}
	done, err := state.Repair(ended)
	if err != nil || fmt.Sprint(done.Projects) != "[a]" {
		t.Errorf("repaired: %+v, %v", done, err)
	}
	if got := lists(read(t, ended)); got != "none" {
		t.Errorf("repaired, it has %q", got)
	}
}

// A line whose places do not fit what is before it is no line that was written so.
func TestEntriesAtNoPlace(t *testing.T) {
	for _, line := range []string{
		`{"id":"a","at":{"faults":[3]},"state":{"faults":[{"name":"c"}]}`,
		`{"id":"a","at":{"faults":[0,1]},"state":{"faults":[{"name":"a"}]}`,
		`{"id":"a","at":{"faults":[-1]},"state":{"faults":[{"name":"a"}]}`,
		`{"id":"a","at":{"faults":[0,]},"state":{"faults":[{"name":"a"}]}`,
		`{"id":"a","at":{"faults":0},"state":{"faults":[{"name":"a"}]}`,
		`{"id":"a","at":[0],"state":{"faults":[{"name":"a"}]}`,
		`{"id":"a","at":{"faults":[0]},"state":{"faults":{"name":"a"}}`,
		`{"id":"a","at":{"tokens":[1]},"state":{"tokens":{"count":1,"issued":[{"value":"t"}]}}`,
		`{"id":"a","at":{"violations":[0]},"state":{"violations":{"noted":{}}}`,
		`{"id":"a","at":{"violations":[0]},"state":{"violations":[]}`,
		`{"id":"a","at":{"calls":[0]},"state":{"calls":2}`,
	} {
		dir := t.TempDir()
		s, _ := open(t, dir)
		of := whole("a", "one", 1)
		of.Faults = counted(0, 1, 2)
		s.BeginRewrite(source("one"), false)
		s.Write("a", of)
		s.EndRewrite()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		log, last := lastLog(t, dir), lastOf(t, dir)
		writeFile(t, log.path, append(log.data, state.Seal(line, last+1)...))
		writeFile(t, endOf(dir), state.EndText(last+1))
		if got := checked(t, dir); got != "damaged" {
			t.Errorf("%s: %s", line, got)
		}
	}
}
