package emulator

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// Limits of a server, in real time.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = timeout.Read
	writeTimeout      = timeout.Write
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 256 << 10
)

// Limits of the end of a server, in real time. A container is killed 10 s after it
// was told to stop; until then also a log and a state must be written.
const (
	stopTimeout     = 5 * time.Second // for open calls to end
	testStopTimeout = time.Second     // the same in a Go test, where a client that is still there forgot a body
	cutTimeout      = time.Second     // for calls that are cut off to notice it
)

// Serve answers calls on a listener until the context ends, with [WithTLS] by https
// unless the listener is one of TLS. Open calls are then still answered, delayed ones
// at once; those that have not ended after 5 s of real time, because the client does
// not read its answer or does not end its request, are cut off, with a line in the log
// for each. It returns nil when the context ended it, and an error when the state of
// [WithState] can no longer be saved.
func (e *Emulator) Serve(ctx context.Context, l net.Listener) error {
	return e.serve(ctx, l, e, stopTimeout)
}

// ServeControl is like [Emulator.Serve] for the control API alone, on a listener of
// its own; see [WithSeparateControl].
func (e *Emulator) ServeControl(ctx context.Context, l net.Listener) error {
	return e.serve(ctx, l, e.Control(), stopTimeout)
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
		BaseContext: func(l net.Listener) context.Context { // its end ends the delays of open calls
			return context.WithValue(ctx, listenerAddr{}, l.Addr())
		},
		ErrorLog: slog.NewLogLogger(e.log.Handler(), slog.LevelWarn),
	}
}

// serve serves a handler. Once it stops, open calls have so much time to end.
func (e *Emulator) serve(ctx context.Context, l net.Listener, h http.Handler, grace time.Duration) error {
	var conns connections
	base, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	server := e.newServer(base, h)
	conns.attach(server)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(protocolListener{l, e.tls, e.log}) }()
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
	end(timeout.ErrStopping)
	conns.closeUnused()
	if err := e.stop(context.WithoutCancel(ctx), server, &conns, grace); err != nil {
		return errors.Join(lost, err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(lost, err)
	}
	return lost
}

// stop waits for the open calls of a server, and cuts off those that do not end in
// time.
func (e *Emulator) stop(ctx context.Context, server *http.Server, conns *connections, grace time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	err := server.Shutdown(limited)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	for _, c := range conns.active() {
		method, path := c.call()
		e.log.LogAttrs(ctx, slog.LevelWarn, "open call cut off: its client did not read the answer, or did not end the request",
			slog.String("method", method), slog.String("path", journal.Excerpt(path)), slog.String("project", journal.Excerpt(e.projectOf(method, path))))
	}
	conns.abortAll()
	err = server.Close()
	clock.WaitFor(ctx, cutTimeout, conns.allClosed())
	return err
}

// projectOf is the id of the project that a call names; "": none.
func (e *Emulator) projectOf(method, path string) string {
	if rest, ok := strings.CutPrefix(path, control.Prefix+"/projects/"); ok {
		id, _, _ := strings.Cut(rest, "/")
		return id
	}
	return e.api.ProjectOf(method, path)
}
