package state_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
)

func source(text string) scenario.Source {
	return scenario.Source{File: "s.yaml", Text: text, Loaded: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
}

// whole is a snapshot of a project that follows a scenario.
func whole(id, text string, calls int) snapshot.Document {
	of := source(text)
	return snapshot.Document{
		Project: id, Calls: &calls,
		Scenario: &snapshot.Origin{Source: of, Project: "*", Hash: of.Hash()},
	}
}

func calls(id string, n int) snapshot.Document { return snapshot.Document{Project: id, Calls: &n} }

func open(t *testing.T, dir string) (*state.Store, state.Saved) {
	t.Helper()
	s, saved, err := state.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, saved
}

// list is what a folder has, a line a project.
func list(saved state.Saved) string {
	var lines []string
	for _, id := range []string{"a", "b", "c"} {
		if p, ok := saved.Projects[id]; ok {
			line := id
			if p.Scenario != nil {
				line += " " + p.Scenario.Text
			}
			if p.Calls != nil {
				line += fmt.Sprint(" ", *p.Calls)
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, ", ")
}

// read is what a folder has, looked at from outside: a copy of it is opened.
func read(t *testing.T, dir string) state.Saved {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	s, saved := open(t, to)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return saved
}

func TestKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	s, saved := open(t, dir)
	if saved.Scenario != nil || len(saved.Projects) > 0 {
		t.Errorf("a new folder has %+v", saved)
	}
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.Write("b", whole("b", "other", 1))
	s.EndRewrite()
	for i, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, "a one 1, b other 1"},
		{func() { s.Write("a", calls("a", 2)) }, "a one 2, b other 1"},
		{func() { s.Write("c", snapshot.Document{Project: "c", Tokens: &auth.IssuedTokens{Count: 1}}) }, "a one 2, b other 1, c"},
		{func() { s.Forget("b") }, "a one 2, c"},
		{func() { s.BeginRewrite(source("one"), false) }, "a one 2, c"},
		{func() { s.Write("a", calls("a", 3)) }, "a one 3, c"}, // before all of it is written again
		{func() { s.Write("a", whole("a", "one", 3)) }, "a one 3, c"},
		{func() { s.EndRewrite() }, "a one 3"}, // nobody wrote c again
		{func() { s.Write("a", calls("a", 4)) }, "a one 4"},
		{func() { s.BeginRewrite(source("two"), true) }, ""},
		{func() { s.Write("b", whole("b", "two", 1)) }, "b two 1"},
		{func() { s.EndRewrite() }, "b two 1"},
		{func() { _ = s.Close(); s.Write("b", calls("b", 9)); s.EndRewrite() }, "b two 1"},
	} {
		step.do()
		if got := list(read(t, dir)); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	if s.Err() == nil {
		t.Error("a closed store takes more")
	}
	saved = read(t, dir)
	if saved.Scenario == nil || *saved.Scenario != source("two") {
		t.Errorf("the scenario is %+v", saved.Scenario)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 { // the lock, the end, the log
		t.Errorf("files: %v %v", files, err)
	}
}

// The process may be killed at any byte of a write: of all of what was written
// before nothing is lost.
func TestKilledAtAnyByte(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.EndRewrite()
	before, endBefore := lastLog(t, dir), readFile(t, endOf(dir))
	s.Write("a", calls("a", 2))
	after, endAfter := lastLog(t, dir), readFile(t, endOf(dir))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for n := len(before.data); n <= len(after.data); n++ {
		writeFile(t, after.path, after.data[:n])
		writeFile(t, endOf(dir), endBefore)
		want := "a one 1"
		if n == len(after.data) {
			want = "a one 2"
		}
		if got := list(read(t, dir)); got != want {
			t.Errorf("cut at byte %d of %d: %q, want %q", n, len(after.data), got, want)
		}
	}
	writeFile(t, endOf(dir), endAfter)
	if got := list(read(t, dir)); got != "a one 2" {
		t.Errorf("acknowledged: %q", got)
	}
}

// Killed between two files of the log.
func TestKilledWhileItBeginsAnew(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.Write("b", whole("b", "one", 1))
	s.EndRewrite()
	s.BeginRewrite(source("one"), false)
	s.Write("b", calls("b", 2))
	s.Write("a", whole("a", "one", 1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, saved := open(t, dir)
	if got := list(saved); got != "a one 1, b one 2" {
		t.Errorf("%q", got)
	}
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.Write("b", whole("b", "one", 2))
	s.EndRewrite()
	if got := list(read(t, dir)); got != "a one 1, b one 2" {
		t.Errorf("%q", got)
	}
}

type file struct {
	path string
	data []byte
}

func lastLog(t *testing.T, dir string) file {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "log-*.jsonl"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	data, err := os.ReadFile(paths[len(paths)-1])
	if err != nil {
		t.Fatal(err)
	}
	return file{paths[len(paths)-1], data}
}

func TestOneAtATime(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	if _, _, err := state.Open(dir); !errors.Is(err, state.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("opened twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	open(t, dir)
}

// Lines that are whole and say what cannot be are reported with file and line, and
// stay as they are.
func TestSenselessLines(t *testing.T) {
	world := fmt.Sprintf(`{"world":%q`, source("one").Hash())
	for name, c := range map[string]struct{ second, third, want string }{
		"no JSON":         {world, `{"id":"a","sta`, "log-000002.jsonl:2: it is damaged: it is not JSON"},
		"an unknown key":  {world, `{"who":"a"`, `log-000002.jsonl:2: another version of the emulator wrote it: this version does not know the key "who"`},
		"nothing":         {world, `{"reset":false`, "log-000002.jsonl:2: it is damaged: it names neither a scenario nor a project"},
		"a state":         {world, `{"id":"a","state":[]`, "log-000002.jsonl:2: it is damaged: its state is not a document"},
		"an act":          {world, `{"id":"a","state":{"jobs":{"acts":{}}}`, "log-000002.jsonl:2: it is damaged: its state is not a document"},
		"a snapshot":      {world, `{"id":"a","state":{"version":1,"project":"a","calls":-1}`, `state of project a:1:12: version: 1 is not a version of the format`},
		"a scenario":      {fmt.Sprintf(`{"world":%q`, source("nowhere").Hash()), `{"id":"a"`, "log-000002.jsonl:1: it is damaged: the scenario that it names is not in the log"},
		"another version": {`{"version":7`, `{"id":"a"`, `log-000002.jsonl:1: another version of the emulator wrote it: this version does not know the key "version"`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := saved(t)
			second := filepath.Join(dir, "log-000002.jsonl")
			text := state.Seal(c.second, lastOf(t, dir)+1) + state.Seal(c.third, lastOf(t, dir)+2)
			writeFile(t, second, []byte(text))
			for range 2 { // the first try does not hold the lock
				_, _, err := state.Open(dir)
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %s", err, c.want)
				}
			}
			if data := readFile(t, second); string(data) != text {
				t.Errorf("it is %q now", data)
			}
		})
	}
}

// Where nothing can be written any more, it is told once and for all.
func TestFailed(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	if err := os.Mkdir(filepath.Join(dir, "log-000001.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.BeginRewrite(source("one"), false)
	select {
	case <-s.Failed():
	default:
		t.Error("it has not failed")
	}
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "the state can no longer be saved: ") {
		t.Errorf("it says %v", err)
	}
	s.Write("a", whole("a", "one", 1))
	s.Forget("a")
	s.EndRewrite()
	if s.NeedsRewrite() {
		t.Error("it is long")
	}
}

// FuzzRead: whatever the lines of a log say, there is an error or what they say.
func FuzzRead(f *testing.F) {
	one := source("one")
	head := fmt.Sprintf(`{"world":%q,"reset":true`, one.Hash()) + "\n"
	f.Add([]byte(head + `{"id":"a","state":{"version":2,"project":"a","calls":1}` + "\n" + `{"id":"a","state":{"calls":2}` + "\n" + `{"id":"b"` + "\n"))
	f.Add([]byte(head + `{"id":"a","state":{"version":2,"project":"a","scenario":{"file":"s.yaml","project":"*","loaded":"2026-03-01T09:00:00Z","hash":"` + one.Hash() + `"},"jobs":{"acts":[{"remove":"\"]"},{"remove":"b"}]}}`))
	f.Add([]byte(head + `{"id":"a","acts":"follow","state":{"version":2,"project":"a"}` + "\n" + `{"id":"a","acts":"last","state":{"jobs":{"acts":[]}}`))
	f.Add([]byte(head + `{"id":"a","state":{"version":2,"project":"a","faults":[],"tokens":{"count":1,"issued":[{"value":"t","expires":"0s"}]}}` + "\n" +
		`{"id":"a","at":{"faults":[0],"tokens":[1,0]},"state":{"faults":[{"name":"f"}],"tokens":{"issued":[{"value":"u","expires":"0s"},{"value":"v","expires":"0s"}]}}`))
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		text := state.Seal(`{"source":{"File":"s.yaml","Text":"one","Loaded":"2026-03-01T09:00:00Z"}`, 1)
		for i, line := range strings.Split(string(data), "\n") {
			text += state.Seal(line, 2+i)
		}
		writeFile(t, filepath.Join(dir, "log-000001.jsonl"), []byte(text))
		writeFile(t, endOf(dir), state.EndText(2+strings.Count(string(data), "\n")))
		saved, err := state.Check(dir)
		if err != nil {
			return
		}
		for id, p := range saved.Projects {
			if p.Scenario != nil && p.Scenario.Text != "one" {
				t.Errorf("%s is %+v", id, p)
			}
		}
	})
}

func TestForeignFiles(t *testing.T) {
	for files, want := range map[string]string{
		"":                         "[]",
		"lost+found .gitkeep":      "[]",
		"go.mod z.txt a.txt .hide": "[a.txt go.mod z.txt]",
		"a.txt lock":               "[]",
		"a.txt log-000001.jsonl":   "[]",
		"end z":                    "[]",
	} {
		dir := t.TempDir()
		for file := range strings.FieldsSeq(files) {
			if err := os.WriteFile(filepath.Join(dir, file), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(state.ForeignFiles(dir)); got != want {
			t.Errorf("%q: %s, want %s", files, got, want)
		}
	}
	if got := state.ForeignFiles(filepath.Join(t.TempDir(), "none")); got != nil {
		t.Errorf("of no folder: %v", got)
	}
}
