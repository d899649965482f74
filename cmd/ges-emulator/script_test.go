package main

import (
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ges-emulator": main})
}

// TestScripts runs testdata/script. Beside testscript's own commands these know
//
//	exits CODE PROGRAM [ARGUMENT...]    run a program that ends with an exit code
//	serve [ARGUMENT...]                 start a server on a free port; $URL is its first line's
//	halt INT|TERM [CODE]                signal it, and wait for exit code 0 or CODE; its output: serve.out, serve.err
//	get STATUS URL                      GET; the body is stdout
//	post STATUS URL BODY                POST; the body of the answer is stdout
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Deadline:            clock.Wall().Add(time.Minute), // a server that should not have started
		Setup: func(e *testscript.Env) error {
			e.Values["server"] = new(server)
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else each command under -race takes a second more
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"serve": serve,
			"halt":  halt,
			"get": func(ts *testscript.TestScript, _ bool, args []string) {
				call(ts, http.MethodGet, args[0], args[1], "")
			},
			"post": func(ts *testscript.TestScript, _ bool, args []string) {
				call(ts, http.MethodPost, args[0], args[1], args[2])
			},
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if e := new(exec.ExitError); errors.As(err, &e) {
		got = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// server is the emulator that a script started.
type server struct {
	command  *exec.Cmd
	out, err strings.Builder
	copied   chan error // done when all of standard output is in out
}

func serve(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("server").(*server)
	if s.command != nil {
		ts.Fatalf("there is a server already")
	}
	program, err := exec.LookPath("ges-emulator")
	ts.Check(err)
	s.command = exec.Command(program, args...)
	s.command.Dir = ts.MkAbs(".")
	for _, name := range []string{"ADDR", "SCENARIO", "LOG_FORMAT", "LOG_LEVEL", "STRICT", "FAIL_ON_VIOLATION"} {
		if value := ts.Getenv("GES_EMULATOR_" + name); value != "" {
			s.command.Env = append(s.command.Env, "GES_EMULATOR_"+name+"="+value)
		}
	}
	for _, name := range []string{"GORACE", "GOCOVERDIR"} {
		s.command.Env = append(s.command.Env, name+"="+ts.Getenv(name))
	}
	s.command.Stderr = &s.err
	out, err := s.command.StdoutPipe()
	ts.Check(err)
	ts.Check(s.command.Start())
	process := s.command.Process
	ts.Defer(func() { _ = process.Kill() })

	var line strings.Builder
	for one := make([]byte, 1); !strings.HasSuffix(line.String(), "\n"); line.Write(one) {
		if _, err := io.ReadFull(out, one); err != nil {
			_ = s.command.Wait()
			ts.Fatalf("no first line: %v\n%s", err, s.err.String())
		}
	}
	url, ok := strings.CutPrefix(strings.TrimSuffix(line.String(), "\n"), "listening on ")
	if !ok {
		ts.Fatalf("the first line is %q", line.String())
	}
	ts.Setenv("URL", url)
	ts.Setenv("ADDRESS", strings.TrimPrefix(url, "http://"))
	s.out.WriteString(line.String())
	s.copied = make(chan error, 1)
	go func() {
		_, err := io.Copy(&s.out, out)
		s.copied <- err
	}()
}

func halt(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("server").(*server)
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM}
	ts.Check(s.command.Process.Signal(signals[args[0]]))
	ts.Check(<-s.copied)
	want := 0
	if len(args) > 1 {
		var err error
		want, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	err := s.command.Wait()
	if e := new(exec.ExitError); err != nil && !errors.As(err, &e) || s.command.ProcessState.ExitCode() != want {
		ts.Fatalf("the server ended with %v, want exit code %d\n%s", err, want, s.err.String())
	}
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs("."), "serve.out"), []byte(s.out.String()), 0o600))
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs("."), "serve.err"), []byte(s.err.String()), 0o600))
	*s = server{}
}

func call(ts *testscript.TestScript, method, status, url, body string) {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	ts.Check(err)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	ts.Check(err)
	if got := strconv.Itoa(response.StatusCode); got != status {
		ts.Fatalf("%s %s: status %s, want %s\n%s", method, url, got, status, answer)
	}
	_, err = ts.Stdout().Write(answer)
	ts.Check(err)
}
