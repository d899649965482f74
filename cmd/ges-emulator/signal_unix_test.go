//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The end of its standard input stops a server as a signal does, and what comes before
// does not; who started it may be gone without a word.
func TestServeEndsWithItsInput(t *testing.T) {
	program, err := exec.LookPath("ges-emulator")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "empty", "--addr", "127.0.0.1:0", "--exit-on-stdin-eof", "--fail-on-violation")
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, strings.Repeat("more\n", 100_000)); err != nil { // it is read, and means nothing
		t.Fatal(err)
	}
	url := strings.TrimSpace(strings.TrimPrefix(first, "listening on ")) + "/v1.0/p1/graphs/jobs?limt=1"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(resp.Body.Close(), in.Close()); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); command.ProcessState.ExitCode() != exitViolation {
		t.Errorf("it ended with %v, want exit code %d: an orderly stop with a violation", err, exitViolation)
	}
}

// A call that never ends delays the stop; a second signal does not wait for it.
func TestServeDiesOfASecondSignal(t *testing.T) {
	program, err := exec.LookPath("ges-emulator")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "empty", "--addr", "127.0.0.1:0")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	open := openCall(t, strings.TrimSpace(strings.TrimPrefix(first, "listening on http://")))
	defer open.Close()

	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	err = signalUntil(t, command.Process, ended)
	if e := new(exec.ExitError); !errors.As(err, &e) || e.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("the server ended with %v, want SIGTERM", err)
	}
}

// A call that never ends changes neither the exit code nor what is listed.
func TestServeEndsInSpiteOfAnOpenCall(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("ges-emulator")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "empty", "--addr", "127.0.0.1:0", "--fail-on-violation")
	url := begin(t, command)
	answer, err := http.Get(url + "/v1.0/p1/graphs/jobs?limt=1")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	open := openCall(t, strings.TrimPrefix(url, "http://"))
	defer open.Close()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // the state tells
	said := command.Stderr.(*strings.Builder).String()
	if code := command.ProcessState.ExitCode(); code != exitViolation || !strings.Contains(said, "unknown-parameter: limt") {
		t.Errorf("exit code %d, want %d:\n%s", code, exitViolation, said)
	}
	if !strings.Contains(said, "method=POST path=/_emulator/projects/p1/clock/advance project=p1\n") {
		t.Errorf("the log does not name the open call:\n%s", said)
	}
}

// Under nohup the server outlives its terminal.
func TestServeIgnoresSIGHUPUnderNohup(t *testing.T) {
	program, err := exec.LookPath("ges-emulator")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "sh", "-c", `trap "" HUP; exec "$0" empty --addr 127.0.0.1:0 --log-level error`, program)
	url := begin(t, command)
	if err := command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(url + "/v1.0/p1/graphs/jobs")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// openCall begins a call, waits until the server asks for its body, and leaves
// it at that.
func openCall(t *testing.T, address string) io.Closer {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	const call = "POST /_emulator/projects/p1/clock/advance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
	if _, err := io.WriteString(conn, call); err != nil {
		t.Fatal(err)
	}
	if answer, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(answer, " 100 ") {
		t.Fatalf("the server answers %q, %v", answer, err)
	}
	return conn
}

// signalUntil sends SIGTERM, again and again, until the process ends.
func signalUntil(t *testing.T, p *os.Process, ended <-chan error) error {
	t.Helper()
	for {
		if err := p.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		select {
		case err := <-ended:
			cancel()
			return err
		case <-ctx.Done():
		}
		cancel()
	}
}
