package state_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/state"
)

func endOf(dir string) string { return filepath.Join(dir, "end") }

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// lastOf is the number of the last acknowledged change.
func lastOf(t *testing.T, dir string) (number int) {
	t.Helper()
	if _, err := fmt.Sscanf(string(readFile(t, endOf(dir))), `{"end":true,"number":%d`, &number); err != nil {
		t.Fatal(err)
	}
	return number
}

// saved is a folder in which projects a and b were saved, and a has changed since.
// Its lines are the scenario, the world, a, b, the end of the rewrite, a again.
func saved(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.Write("b", whole("b", "one", 1))
	s.EndRewrite()
	s.Write("a", calls("a", 2))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// checked is what a folder has, or that it is damaged.
func checked(t *testing.T, dir string) string {
	t.Helper()
	found, err := state.Check(dir)
	switch {
	case errors.Is(err, state.ErrDamaged):
		return "damaged"
	case err != nil:
		t.Fatal(err)
	}
	return list(found)
}

// Whichever byte of whichever file is another, and wherever a file is cut, the folder
// is refused.
func TestEveryByteIsChecked(t *testing.T) {
	dir := saved(t)
	for _, path := range []string{lastLog(t, dir).path, endOf(dir)} {
		data := readFile(t, path)
		checkEveryByte(t, path, data)
		writeFile(t, path, data)
		if got := checked(t, dir); got != "a one 2, b one 1" {
			t.Fatalf("undamaged, it has %s", got)
		}
	}
}

func checkEveryByte(t *testing.T, path string, data []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range data {
		for _, other := range []byte{data[i] ^ 1, data[i] ^ 0x80, '\n', '"'} {
			overwrite(t, f, i, other)
			if got := checked(t, filepath.Dir(path)); (got == "damaged") == (other == data[i]) {
				t.Fatalf("%s, byte %d is %q: %s", filepath.Base(path), i, other, got)
			}
		}
		overwrite(t, f, i, data[i])
	}
	for i := len(data) - 1; i >= 0; i-- {
		if err := f.Truncate(int64(i)); err != nil {
			t.Fatal(err)
		}
		if got := checked(t, filepath.Dir(path)); got != "damaged" {
			t.Fatalf("%s, cut at byte %d: %s", filepath.Base(path), i, got)
		}
	}
}

func overwrite(t *testing.T, f *os.File, offset int, b byte) {
	t.Helper()
	if _, err := f.WriteAt([]byte{b}, int64(offset)); err != nil {
		t.Fatal(err)
	}
}

// damages are ways in which a log that is written as [saved] does is damaged, with
// what a repair leaves of it and whose changes it drops.
func damages() map[string]struct {
	damage        func(lines [][]byte) [][]byte
	line          int
	left, dropped string
} {
	type lines = [][]byte
	return map[string]struct {
		damage        func(lines [][]byte) [][]byte
		line          int
		left, dropped string
	}{
		"emptied":              {func(lines) lines { return nil }, 0, "", "6 of []"},
		"cut at a line's end":  {func(l lines) lines { return l[:5] }, 6, "a one 1, b one 1", "1 of []"},
		"cut within a line":    {func(l lines) lines { l[5] = l[5][:20]; return l }, 6, "a one 1, b one 1", "1 of []"},
		"the newline is lost":  {func(l lines) lines { l[5] = bytes.TrimSpace(l[5]); return l }, 6, "a one 1, b one 1", "1 of [a]"},
		"two lines are joined": {func(l lines) lines { l[4] = bytes.TrimSpace(l[4]); return l }, 5, "a one 1, b one 1", "2 of []"},
		"a line is missing":    {func(l lines) lines { return slices.Delete(l, 3, 4) }, 4, "a one 1", "3 of [a]"},
		"a line is repeated":   {func(l lines) lines { return append(l, l[5]) }, 7, "a one 2, b one 1", "1 of [a]"},
		"lines are swapped":    {func(l lines) lines { l[2], l[3] = l[3], l[2]; return l }, 3, "", "4 of [a b]"},
		"an empty line":        {func(l lines) lines { return slices.Insert(l, 2, []byte("\n")) }, 3, "", "5 of [a b]"},
		"the first is missing": {func(l lines) lines { return l[1:] }, 1, "", "6 of [a b]"},
		"the world is missing": {func(l lines) lines { return slices.Delete(l, 1, 2) }, 2, "", "5 of [a b]"},
		"the end of a rewrite": {func(l lines) lines { l[4][3] = 'X'; return l }, 5, "a one 1, b one 1", "2 of [a]"},
		"none":                 {func(l lines) lines { return l }, 0, "a one 2, b one 1", "0 of []"},
	}
}

// Whether the file of the log is the first one or a later one, damage is reported
// with file and line, and what is before it can be had.
func TestDamageAndRepair(t *testing.T) {
	for _, rewritten := range []bool{false, true} {
		for name, c := range damages() {
			t.Run(fmt.Sprintf("%s, rewritten %t", name, rewritten), func(t *testing.T) {
				dir := saved(t)
				if rewritten {
					rewrite(t, dir)
				}
				log := lastLog(t, dir)
				lines := bytes.SplitAfter(log.data, []byte("\n"))
				damaged := bytes.Join(c.damage(lines[:len(lines)-1]), nil)
				writeFile(t, log.path, damaged)

				_, err := state.Check(dir)
				if errors.Is(err, state.ErrDamaged) != (name != "none") {
					t.Fatalf("it is opened with %v", err)
				}
				if where := fmt.Sprintf("%s:%d: it is damaged: ", log.path, c.line); c.line > 0 && !strings.HasPrefix(err.Error(), where) {
					t.Errorf("the error is %v, want %s", err, where)
				}
				done, err := state.Repair(dir)
				if err != nil || name == "none" != (done.Damage == nil) {
					t.Fatalf("repaired: %+v, %v", done, err)
				}
				if got := fmt.Sprint(done.Dropped, " of ", done.Projects); got != c.dropped && !rewritten {
					t.Errorf("dropped %s, want %s", got, c.dropped)
				}
				for _, path := range done.Saved {
					if path != log.path+".damaged" || !bytes.Equal(readFile(t, path), damaged) {
						t.Errorf("%s is not the file as it was", path)
					}
				}
				s, left := open(t, dir) // and can be used
				if got := list(left); got != c.left {
					t.Errorf("%q is left, want %q", got, c.left)
				}
				s.BeginRewrite(source("one"), true)
				s.Write("c", whole("c", "one", 5))
				s.EndRewrite()
				if got := list(read(t, dir)); got != "c one 5" {
					t.Errorf("it has %q", got)
				}
			})
		}
	}
}

// rewrite rewrites a folder as [saved] writes it.
func rewrite(t *testing.T, dir string) {
	t.Helper()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.Write("b", whole("b", "one", 1))
	s.EndRewrite()
	s.Write("a", calls("a", 2))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// While the log is rewritten it has two files, and lacks neither.
func TestDamageOfTwoFiles(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(t *testing.T, first, second string)
		left   string
	}{
		"the first is gone":      {func(t *testing.T, first, _ string) { remove(t, first) }, "b one 1"},
		"the second is gone":     {func(t *testing.T, _, second string) { remove(t, second) }, "a one 2, b one 1"},
		"the first is emptied":   {func(t *testing.T, first, _ string) { writeFile(t, first, nil) }, "b one 1"},
		"the second is emptied":  {func(t *testing.T, _, second string) { writeFile(t, second, nil) }, "a one 2, b one 1"},
		"the first is cut":       {cutFirst, "a one 1, b one 1"},
		"both are gone":          {func(t *testing.T, first, second string) { remove(t, first); remove(t, second) }, ""},
		"the end is emptied":     {func(t *testing.T, first, _ string) { writeFile(t, endOf(filepath.Dir(first)), nil) }, "a one 2, b one 1"},
		"the end is gone":        {func(t *testing.T, first, _ string) { remove(t, endOf(filepath.Dir(first))) }, "a one 2, b one 1"},
		"the end is another one": {func(t *testing.T, first, _ string) { writeFile(t, endOf(filepath.Dir(first)), []byte("7\n")) }, "a one 2, b one 1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := saved(t)
			first := lastLog(t, dir).path
			s, _ := open(t, dir)
			s.BeginRewrite(source("one"), false)
			s.Write("b", whole("b", "one", 1))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if got := checked(t, dir); got != "a one 2, b one 1" {
				t.Fatalf("undamaged: %s", got)
			}
			c.damage(t, first, lastLog(t, dir).path)
			if got := checked(t, dir); got != "damaged" {
				t.Errorf("it is opened: %s", got)
			}
			if _, err := state.Repair(dir); err != nil {
				t.Fatal(err)
			}
			if got := checked(t, dir); got != c.left {
				t.Errorf("%q is left, want %q", got, c.left)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func cutFirst(t *testing.T, first, _ string) {
	t.Helper()
	data := readFile(t, first)
	writeFile(t, first, data[:bytes.LastIndexByte(data[:len(data)-1], '\n')+1])
}

// A file that was complete is enough, whatever became of those before it.
func TestDamageOfWhatIsNotNeeded(t *testing.T) {
	dir := saved(t)
	first := lastLog(t, dir)
	rewrite(t, dir)
	writeFile(t, first.path, first.data[:100]) // as if it had not been removed
	if got := checked(t, dir); got != "a one 2, b one 1" {
		t.Errorf("it has %s", got)
	}
	open(t, dir)
}

func TestCheckOfNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := state.Check(dir); !errors.Is(err, state.ErrNoState) {
		t.Errorf("empty: %v", err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("it made %v, %v", files, err)
	}
	if _, err := state.Repair(filepath.Join(dir, "nowhere")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// What another version wrote is not damaged: it is refused, and a repair changes nothing.
func TestLogOfAnotherVersion(t *testing.T) {
	dir := saved(t)
	log, last := lastLog(t, dir), lastOf(t, dir)
	text := slices.Concat(log.data, []byte(state.Seal(`{"id":"a","new":1,"state":{"version":2,"project":"a","calls":3}`, last+1)))
	writeFile(t, log.path, text)
	writeFile(t, endOf(dir), state.EndText(last+1))
	want := log.path + `:7: another version of the emulator wrote it: this version does not know the key "new"`
	for what, open := range map[string]func() error{
		"opened":   func() error { _, _, err := state.Open(dir); return err },
		"checked":  func() error { _, err := state.Check(dir); return err },
		"repaired": func() error { _, err := state.Repair(dir); return err },
	} {
		if err := open(); err == nil || err.Error() != want || errors.Is(err, state.ErrDamaged) {
			t.Errorf("%s: %v, want %s", what, err, want)
		}
	}
	if !bytes.Equal(readFile(t, log.path), text) {
		t.Error("the log was changed")
	}
}
