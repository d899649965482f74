package emulator

import (
	"context"
	"net"
	"net/http"
)

// TB is what [Start], [StartInProcess] and [WithNoViolations] need of a *testing.T,
// *testing.B or *testing.F.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Server is an emulator of a test, by [Start] or [StartInProcess].
type Server struct {
	*Emulator
	URL string // http://127.0.0.1:PORT, https with [WithTLS]

	client *http.Client
}

// inProcessHost is the host of an emulator without a port. The name belongs to nobody
// (RFC 6761), so a client that does not use [Server.Client] finds nothing.
const inProcessHost = "ges-emulator.test"

// StartInProcess makes an emulator for a test, which only [Server.Client] reaches: it has
// no port and no goroutines, so it works inside testing/synctest, where a second of a
// realtime clock, of a delay or of a pause in the client takes no time. An invalid option
// fails the test.
func StartInProcess(tb TB, options ...Option) *Server {
	tb.Helper()
	e := newOfTest(tb, options)
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Fatalf("emulator: %v", err)
		}
	})
	return &Server{e, e.scheme() + "://" + inProcessHost, e.Client()}
}

// Start serves an emulator on a free port of 127.0.0.1 until the test ends. An invalid
// option fails the test. A call that is then still open, such as one whose answer the test
// has not read, is cut off after a second of real time; it does not fail the test.
func Start(tb TB, options ...Option) *Server {
	tb.Helper()
	e := newOfTest(tb, options)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("emulator: %v", err)
	}
	s := &Server{e, e.scheme() + "://" + l.Addr().String(), e.newClient()}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- e.serve(ctx, l, e, testStopTimeout) }()
	tb.Cleanup(func() {
		s.client.CloseIdleConnections()
		cancel()
		err, closed := <-stopped, e.Close()
		if err == nil {
			err = closed
		}
		if err != nil {
			tb.Fatalf("emulator: %v", err)
		}
	})
	return s
}

// newOfTest is an emulator whose projects report to a test.
func newOfTest(tb TB, options []Option) *Emulator {
	tb.Helper()
	e, err := New(options...)
	if err != nil {
		tb.Fatalf("emulator: %v", err)
	}
	e.tb = tb
	return e
}

// Client returns a client of the server that trusts its certificate, if it has one.
func (s *Server) Client() *http.Client { return s.client }
