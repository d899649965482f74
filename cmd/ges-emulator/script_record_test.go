package main

import (
	"io"
	"os/exec"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// startRecord starts the recording proxy, beside a server; its URL is in $RECORD.
func startRecord(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("proxy").(*server)
	program, err := exec.LookPath("ges-emulator")
	ts.Check(err)
	s.command = exec.Command(program, append([]string{"record", "--addr", "127.0.0.1:0"}, args...)...)
	s.command.Dir = ts.MkAbs(".")
	for _, name := range []string{"GORACE", "GOCOVERDIR", "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"} {
		s.command.Env = append(s.command.Env, name+"="+ts.Getenv(name))
	}
	s.command.Stderr = &s.err
	out, err := s.command.StdoutPipe()
	ts.Check(err)
	ts.Check(s.command.Start())
	process := s.command.Process
	ts.Defer(func() { _ = process.Kill() })
	ts.Setenv("RECORD", s.nextURL(ts, out, "listening on "))
	s.copied = make(chan error, 1)
	go func() {
		_, err := io.Copy(&s.out, out)
		s.copied <- err
	}()
}

// endRecord ends the recording in order.
func endRecord(ts *testscript.TestScript, _ bool, _ []string) {
	s := ts.Value("proxy").(*server)
	ts.Check(s.command.Process.Signal(syscall.SIGTERM))
	ts.Check(<-s.copied)
	ts.Check(s.command.Wait())
	_, err := io.Copy(ts.Stderr(), strings.NewReader(s.err.String()))
	ts.Check(err)
}
