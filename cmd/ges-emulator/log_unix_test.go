//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// logged is a server whose log goes to a pipe that a test reads, or does not.
type logged struct {
	command *exec.Cmd
	url     string
	log     *os.File
}

func startLogged(t *testing.T, args ...string) *logged {
	t.Helper()
	program, err := exec.LookPath("ges-emulator")
	if err != nil {
		t.Fatal(err)
	}
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	command := exec.CommandContext(t.Context(), program, append([]string{"empty", "--addr", "127.0.0.1:0"}, args...)...)
	command.Stderr = out
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = out.Close() // the process has its own
	first, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &logged{command, strings.TrimSpace(strings.TrimPrefix(first, "listening on ")), in}
}

// calls makes calls of which each takes 50 KB in the log.
func (l *logged) calls(t *testing.T, n int) {
	t.Helper()
	for range n {
		answer, err := http.Get(l.url + "/v1.0/p1/graphs/jobs?graphName=" + strings.Repeat("x", 50_000))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatal(answer.Status)
		}
	}
}

// end stops the server and gives its exit code.
func (l *logged) end(t *testing.T) int {
	t.Helper()
	if err := l.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = l.command.Wait() // the state tells
	return l.command.ProcessState.ExitCode()
}

// A log that nobody reads stops neither calls nor the server.
func TestServeWithALogThatNobodyReads(t *testing.T) {
	t.Parallel()
	l := startLogged(t, "--fail-on-violation")
	l.calls(t, 60)
	answer, err := http.Get(l.url + "/v1.0/p1/graphs/jobs?limt=1")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if code := l.end(t); code != exitViolation {
		t.Errorf("exit code %d, want %d", code, exitViolation)
	}
}

// Of a log that is read late, all lines are whole and in order, and those that
// are missing are counted.
func TestServeWithALogThatIsReadLate(t *testing.T) {
	t.Parallel()
	l := startLogged(t)
	const calls = 60
	l.calls(t, calls)
	reader := bufio.NewReader(l.log)
	for n := 1; ; n++ {
		line, err := reader.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if _, count, ok := strings.Cut(line, "which nobody read in time\" lines="); ok {
			if dropped := fmt.Sprintln(calls - n + 1); count != dropped {
				t.Errorf("%s lines are dropped, want %s", strings.TrimSpace(count), dropped)
			}
			break
		}
		if !strings.HasPrefix(line, "time=") || !strings.Contains(line, fmt.Sprintf(" call=%d ", n)) {
			t.Fatalf("line %d is %.80s …", n, line)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }() // until it ends
	if code := l.end(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// A log that is closed stops neither calls nor the server.
func TestServeWithALogThatIsClosed(t *testing.T) {
	t.Parallel()
	l := startLogged(t)
	_ = l.log.Close()
	l.calls(t, 3)
	if code := l.end(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
