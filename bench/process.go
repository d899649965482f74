package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// listening begins a server's first line on stdout.
const listening = "listening on "

// The cores, where taskset can give a process one.
const (
	serverCore = "0"
	loadCore   = "1"
)

// command runs on one core: pinned to it if the system can, else with one
// thread of Go.
func command(ctx context.Context, core, name string, args ...string) *exec.Cmd {
	if pinned() {
		name, args = "taskset", append([]string{"-c", core, name}, args...)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}

// pinned says whether processes get a core of their own.
func pinned() bool {
	_, err := exec.LookPath("taskset")
	return err == nil && runtime.NumCPU() > 1
}

// server is a process that listens.
type server struct {
	url     string
	cmd     *exec.Cmd
	started time.Duration // from the process's start to its first answer
}

// start starts a server and waits for its first answer to path. What the server
// logs goes to a file: a pipe would be work for this process, on the load's core.
func start(ctx context.Context, log, path, name string, args ...string) (*server, error) {
	cmd := command(ctx, serverCore, name, args...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	file, err := os.Create(log) //nolint:gosec // in our own folder
	if err != nil {
		return nil, err
	}
	defer file.Close() // the process has its own
	cmd.Stderr = file
	began := clock.Wall()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), listening)
	if err != nil || !ok {
		s.stop()
		output, _ := os.ReadFile(log) //nolint:gosec // as above
		return nil, fmt.Errorf("%s: first line on stdout %q: %s", filepath.Base(name), line, output)
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }() // until the process ends
	s.url = url
	if _, err := s.get(ctx, path); err != nil {
		s.stop()
		return nil, err
	}
	s.started = clock.Since(began)
	return s, nil
}

// stop ends the process.
func (s *server) stop() {
	_ = s.cmd.Process.Kill() // it may have ended by itself
	_ = s.cmd.Wait()
}

// address is host:port.
func (s *server) address() string { return strings.TrimPrefix(s.url, "http://") }

// get gives the body of a call, which must succeed.
func (s *server) get(ctx context.Context, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s: %s", path, answer.Status, body)
	}
	return body, err
}

// resident is the process's resident memory in bytes; 0 where the system does
// not tell.
func (s *server) resident() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, _ := strconv.ParseInt(fields[1], 10, 64) // the kernel's number
			return kib << 10
		}
	}
	return 0
}

// cpu is the CPU time that the process has spent so far; 0 where the system does
// not tell. Linux counts it in hundredths of a second.
func (s *server) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// The name, in brackets, may hold spaces; utime and stime are the 12th and
	// 13th field after it.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, _ := strconv.ParseInt(field, 10, 64) // the kernel's number
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// load has another process put load on the server.
func (s *server) load(ctx context.Context, self string, q query, o options) (turn, error) {
	cmd := command(ctx, loadCore, self, roleLoad,
		"-address", s.address(), "-path", q.path, "-sdk="+strconv.FormatBool(q.sdk),
		"-conns", strconv.Itoa(o.conns), "-duration", o.duration.String())
	before := s.cpu()
	out, err := cmd.Output()
	spent := s.cpu() - before
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return turn{}, fmt.Errorf("load on %s: %w", q.path, err)
	}
	var t turn
	if err := json.Unmarshal(out, &t); err != nil {
		return turn{}, err
	}
	t.CPU = spent
	return t, nil
}

// addJobs adds jobs to the project that is measured, over so many connections,
// and returns how long that takes.
func (s *server) addJobs(ctx context.Context, n, conns int) (time.Duration, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: conns}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	failed := make(chan error, conns)
	began := clock.Wall()
	for range conns {
		go func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					failed <- nil
					return
				}
				if err := s.addJob(ctx, client, addedJob(i)); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	var err error
	for range conns {
		err = cmp.Or(err, <-failed)
	}
	return clock.Since(began), err
}

func (s *server) addJob(ctx context.Context, client *http.Client, job string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/_emulator/projects/bench/jobs", strings.NewReader(job))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("POST …/jobs answers %d", resp.StatusCode)
	}
	return nil
}
