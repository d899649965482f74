package emulator

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// Limits of a server, in real time.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = timeout.Read
	writeTimeout      = timeout.Write
	idleTimeout       = 2 * time.Minute
	stopTimeout       = 10 * time.Second
	maxHeaderBytes    = 256 << 10
)

// Serve answers calls on a listener until the context ends. Open calls are then
// still answered, delayed ones at once, but none is waited for longer than 10 s of
// real time. It returns nil when the context ended it, and an error when the state
// of [WithState] can no longer be saved.
func (e *Emulator) Serve(ctx context.Context, l net.Listener) error { return e.serve(ctx, l, e) }

// ServeControl is like [Emulator.Serve] for the control API alone, on a listener of
// its own; see [WithSeparateControl].
func (e *Emulator) ServeControl(ctx context.Context, l net.Listener) error {
	return e.serve(ctx, l, e.Control())
}

// newServer is a server with the limits above.
func (e *Emulator) newServer(ctx context.Context, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // its end ends the delays of open calls
		ErrorLog:          slog.NewLogLogger(e.log.Handler(), slog.LevelWarn),
	}
}

func (e *Emulator) serve(ctx context.Context, l net.Listener, h http.Handler) error {
	unused := unusedConns{}
	server := e.newServer(ctx, h)
	server.ConnState = unused.track
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	var lost error
	select {
	case err := <-failed:
		return err
	case <-e.world.PersistenceLost():
	case <-ctx.Done():
	}
	if e.world.PersistenceFailed() {
		lost = e.world.PersistenceError()
	}
	unused.close()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(lost, err, server.Close())
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(lost, err)
	}
	return lost
}

// unusedConns are the connections without a request yet. Browsers and pools open
// some ahead; a server that stops would wait seconds for them.
type unusedConns struct {
	mu      sync.Mutex
	conns   map[net.Conn]bool
	stopped bool
}

func (u *unusedConns) track(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(u.conns, c)
	case u.stopped:
		_ = c.Close() // no request came, so nothing is lost
	default:
		if u.conns == nil {
			u.conns = map[net.Conn]bool{}
		}
		u.conns[c] = true
	}
}

func (u *unusedConns) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stopped = true
	for c := range u.conns {
		_ = c.Close()
	}
}

// TB is what [Start] and [WithNoViolations] need of a *testing.T, *testing.B or *testing.F.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Server is an emulator that listens on a free port of 127.0.0.1.
type Server struct {
	*Emulator
	URL string // http://127.0.0.1:PORT

	tb TB
}

// Start serves an emulator until the test ends. An invalid option fails the test.
func Start(tb TB, options ...Option) *Server {
	tb.Helper()
	e, err := New(options...)
	if err != nil {
		tb.Fatalf("emulator: %v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("emulator: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- e.Serve(ctx, l) }()
	tb.Cleanup(func() {
		cancel()
		err, closed := <-stopped, e.Close()
		if err == nil {
			err = closed
		}
		if err != nil {
			tb.Fatalf("emulator: %v", err)
		}
	})
	return &Server{Emulator: e, URL: "http://" + l.Addr().String(), tb: tb}
}

// Project returns the project with an id; the test fails when there is none.
func (s *Server) Project(id string) *Project {
	s.tb.Helper()
	p, err := s.Emulator.Project(id)
	if err != nil {
		s.tb.Fatalf("emulator: %v", err)
	}
	return p
}
