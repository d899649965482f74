//go:build unix

package state_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/state"
)

// If a file is removed or changed by somebody else, the next change is not
// acknowledged.
func TestRemovedWhileItRuns(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(dir, log string) error
		want string
	}{
		"the folder": {func(dir, _ string) error { return os.RemoveAll(dir) }, "log-000001.jsonl: it was removed"},
		"the log":    {func(_, log string) error { return os.Remove(log) }, "log-000001.jsonl: it was removed"},
		"the lock":   {func(dir, _ string) error { return os.Remove(filepath.Join(dir, "lock")) }, "lock: it was removed"},
		"the end":    {func(dir, _ string) error { return os.Remove(endOf(dir)) }, "end: it was removed"},
		"replaced": {func(_, log string) error {
			if err := os.WriteFile(log+".new", nil, 0o600); err != nil {
				return err
			}
			return os.Rename(log+".new", log)
		}, "log-000001.jsonl: it was removed"},
		"emptied": {func(_, log string) error { return os.Truncate(log, 0) }, "something else changed it"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, _ := open(t, dir)
			s.BeginRewrite(source("one"), false)
			s.EndRewrite()
			s.Write("a", whole("a", "one", 1))
			if err := s.Err(); err != nil {
				t.Fatal(err)
			}
			if err := c.do(dir, lastLog(t, dir).path); err != nil {
				t.Fatal(err)
			}
			s.Write("a", calls("a", 2))
			select {
			case <-s.Failed():
			default:
				t.Error("it has not failed")
			}
			if err := s.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("it says %v, want %s", err, c.want)
			}
		})
	}
}

// As long as the process has no free file handles, the log is continued in its
// file, also where it should be rewritten.
func TestRewriteWithoutFileHandles(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	s.BeginRewrite(source("one"), false)
	s.Write("a", whole("a", "one", 1))
	s.Write("b", whole("b", "one", 1))
	s.EndRewrite()
	release := exhaust(t)
	s.BeginRewrite(source("one"), false)
	s.WriteHead("a", whole("a", "one", 2))
	s.Write("a", acted(600))
	s.WriteActs("a", amid(600, func() {}))
	s.Write("b", whole("b", "one", 2))
	s.EndRewrite()
	s.BeginRewrite(source("two"), true)
	s.Write("c", whole("c", "two", 1))
	s.EndRewrite()
	s.Write("b", whole("b", "three", 1))
	release()
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	if got := list(read(t, dir)); got != "b three 1, c two 1" {
		t.Errorf("it has %q", got)
	}
	s.BeginRewrite(source("two"), false)
	s.Write("c", whole("c", "two", 3))
	s.EndRewrite()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "log-*"))
	if err != nil || len(logs) != 1 || filepath.Base(logs[0]) != "log-000002.jsonl" {
		t.Errorf("the files are %v, %v", logs, err)
	}
	s, found := open(t, dir)
	if got := list(found); got != "c two 3" {
		t.Errorf("then it has %q", got)
	}
	_ = s.Close()
}

// exhaust leaves the process without free file handles until release is called.
func exhaust(t *testing.T) (release func()) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	none := before
	none.Cur = 1
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	done := false
	release = func() {
		if !done {
			done = true
			if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(release)
	if f, err := os.Open(os.DevNull); err == nil {
		_ = f.Close()
		t.Fatal("there are file handles left")
	}
	return release
}

// A process without free file handles cannot start with a folder.
func TestOpenWithoutFileHandles(t *testing.T) {
	dir := saved(t)
	release := exhaust(t)
	_, _, err := state.Open(dir)
	release()
	if err == nil {
		t.Error("it is opened")
	}
	if got := checked(t, dir); got != "a one 2, b one 1" {
		t.Errorf("then it has %s", got)
	}
}
