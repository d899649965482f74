package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/certificate"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ges-emulator": main})
}

// TestScripts runs testdata/script. Beside testscript's own commands these know
//
//	exits CODE PROGRAM [ARGUMENT...]    run a program that ends with an exit code
//	serve [ARGUMENT...]                 start a server on a free port; $URL is its first line's, $CONTROL where the control API is
//	halt INT|TERM|HUP [CODE]            signal it, and wait for exit code 0 or CODE; its output: serve.out, serve.err
//	get STATUS URL [HEADER...]          GET; the body is stdout
//	headers STATUS URL [HEADER...]      GET; the headers of the answer are stdout
//	until URL REGEXP                    GET again and again, until the body matches
//	until-log REGEXP                    wait until a line of the server's log matches
//	post STATUS URL BODY [HEADER...]    POST; the body of the answer is stdout
//	record [FLAG...]                    start ges-emulator record; its URL is in $RECORD
//	end-record                          end it; what it says is stderr
//	certificate NAME HOST...            write NAME.pem, its key NAME-key.pem and its issuer NAME-ca.pem
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Values["server"] = new(server)
			e.Values["proxy"] = new(server)
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else each command under -race takes a second more
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"serve": serve,
			"halt":  halt,
			"get": func(ts *testscript.TestScript, _ bool, args []string) {
				_, body := call(ts, http.MethodGet, args[0], args[1], "", args[2:]...)
				write(ts, body)
			},
			"headers": func(ts *testscript.TestScript, _ bool, args []string) {
				header, _ := call(ts, http.MethodGet, args[0], args[1], "", args[2:]...)
				ts.Check(header.Write(ts.Stdout()))
			},
			"post": func(ts *testscript.TestScript, _ bool, args []string) {
				_, body := call(ts, http.MethodPost, args[0], args[1], args[2], args[3:]...)
				write(ts, body)
			},
			"certificate": makeCertificate,
			"record":      startRecord,
			"end-record":  endRecord,

			"until":     until,
			"until-log": untilLog,
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
	command *exec.Cmd
	out     strings.Builder
	err     output
	copied  chan error // done when all of standard output is in out
}

func serve(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("server").(*server)
	if s.command != nil {
		ts.Fatalf("there is a server already")
	}
	var env []string
	for _, name := range []string{
		"ADDR", "SCENARIO", "LOG_FORMAT", "LOG_LEVEL", "STRICT", "JOURNAL", "FAIL_ON_VIOLATION",
		"CONTROL_TOKEN", "CONTROL_ADDR", "CORS_ORIGIN", "ALLOWED_HOST", "MAX_PROJECTS", "PROJECT_IDLE_TIMEOUT", "WATCH", "STATE",
		"TLS", "TLS_CERT", "TLS_KEY", "REPLICA", "TOKEN_KEY", "TOKEN_KEY_FILE",
	} {
		if value := ts.Getenv("GES_EMULATOR_" + name); value != "" {
			env = append(env, "GES_EMULATOR_"+name+"="+value)
		}
	}
	out := s.start(ts, args, env)
	url := s.nextURL(ts, out, "listening on ")
	ts.Setenv("URL", url)
	ts.Setenv("ADDRESS", withoutScheme(url))
	if slices.Contains(args, "--control-addr") || ts.Getenv("GES_EMULATOR_CONTROL_ADDR") != "" {
		url = s.nextURL(ts, out, "control on ")
	}
	ts.Setenv("CONTROL", url)
	ts.Setenv("CONTROL_ADDRESS", withoutScheme(url))
	s.copyOutput(out)
}

// start starts the program with variables of its own, and returns its standard output.
func (s *server) start(ts *testscript.TestScript, args, env []string) io.Reader {
	program, err := exec.LookPath("ges-emulator")
	ts.Check(err)
	s.command = exec.Command(program, args...)
	s.command.Dir = ts.MkAbs(".")
	for _, name := range []string{"GORACE", "GOCOVERDIR"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	s.command.Env = env
	s.command.Stderr = &s.err
	out, err := s.command.StdoutPipe()
	ts.Check(err)
	ts.Check(s.command.Start())
	process := s.command.Process
	ts.Defer(func() { _ = process.Kill() })
	return out
}

// copyOutput collects what comes on standard output from here on.
func (s *server) copyOutput(out io.Reader) {
	s.copied = make(chan error, 1)
	go func() {
		_, err := io.Copy(&s.out, out)
		s.copied <- err
	}()
}

func withoutScheme(url string) string {
	_, address, _ := strings.Cut(url, "://")
	return address
}

// nextURL reads a line that ends with a URL.
func (s *server) nextURL(ts *testscript.TestScript, out io.Reader, prefix string) string {
	var line strings.Builder
	for one := make([]byte, 1); !strings.HasSuffix(line.String(), "\n"); line.Write(one) {
		if _, err := io.ReadFull(out, one); err != nil {
			_ = s.command.Wait()
			ts.Fatalf("no line «%s»: %v\n%s", prefix, err, s.err.String())
		}
	}
	url, ok := strings.CutPrefix(strings.TrimSuffix(line.String(), "\n"), prefix)
	if !ok {
		ts.Fatalf("the line is %q, not «%s»", line.String(), prefix)
	}
	s.out.WriteString(line.String())
	return url
}

func halt(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("server").(*server)
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}
	name := args[0]
	if name == "HUP" && signal.Ignored(syscall.SIGHUP) {
		name = "TERM" // under nohup it is ignored, also by what is started here
	}
	ts.Check(s.command.Process.Signal(signals[name]))
	process := s.command.Process
	//nolint:forbidigo // nothing waits for it: a server that hangs is made to say where
	dump := time.AfterFunc(time.Minute, func() { _ = process.Signal(syscall.SIGQUIT) })
	defer dump.Stop()
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

// call makes a call with headers, written «Name: value».
func call(ts *testscript.TestScript, method, status, url, body string, headers ...string) (http.Header, []byte) {
	got, header, answer := try(ts, method, url, body, headers...)
	if strconv.Itoa(got) != status {
		ts.Fatalf("%s %s: status %d, want %s\n%s", method, url, got, status, answer)
	}
	return header, answer
}

func try(ts *testscript.TestScript, method, url, body string, headers ...string) (status int, header http.Header, answer []byte) {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	ts.Check(err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Set(name, value)
	}
	request.Host = request.Header.Get("Host")
	config := &tls.Config{InsecureSkipVerify: true} // health --tls-ca does verify
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: config}}
	response, err := client.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	ts.Check(err)
	return response.StatusCode, response.Header, answer
}

func makeCertificate(ts *testscript.TestScript, _ bool, args []string) {
	cert, ca, err := certificate.New(args[1:], clock.Wall())
	ts.Check(err)
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	ts.Check(err)
	for name, data := range map[string][]byte{
		".pem":     pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}),
		"-key.pem": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
		"-ca.pem":  ca,
	} {
		ts.Check(os.WriteFile(ts.MkAbs(args[0]+name), data, 0o600))
	}
}

func write(ts *testscript.TestScript, text []byte) {
	_, err := ts.Stdout().Write(text)
	ts.Check(err)
}
