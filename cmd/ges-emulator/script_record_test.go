package main

import (
	"io"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// startRecord starts the recording proxy, beside a server; its URL is in $RECORD.
func startRecord(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value("proxy").(*server)
	var env []string
	for _, name := range []string{accessVariable, secretVariable} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	out := s.start(ts, append([]string{"record", "--addr", "127.0.0.1:0"}, args...), env)
	ts.Setenv("RECORD", s.nextURL(ts, out, "listening on "))
	s.copyOutput(out)
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
