package emulator

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// pipe is a listener without a port: a client of it is the other end of a pipe.
type pipe struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipe() *pipe { return &pipe{make(chan net.Conn), make(chan struct{})} }

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipe) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

// served runs a test against a server in a bubble of time, where hours pass at
// once.
func served(t *testing.T, test func(t *testing.T, p *pipe)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e, err := New(WithScenario("empty"))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		p, ended := newPipe(), make(chan error, 1)
		go func() { ended <- e.Serve(ctx, p) }()
		test(t, p)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// closedAfter is how long a server kept a connection on which bytes come one at
// a time, until it closed it.
func closedAfter(t *testing.T, conn net.Conn, bytes func(i int) string) time.Duration {
	t.Helper()
	began := clock.Wall()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for i := 0; ; i++ {
			if _, err := io.WriteString(conn, bytes(i)); err != nil {
				return
			}
			clock.Wait(context.Background(), time.Second)
		}
	}()
	if _, err := io.Copy(io.Discard, conn); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
	elapsed := clock.Since(began)
	_ = conn.Close()
	<-sent
	return elapsed
}

// A client that sends its headers a byte a second is let go after 10 s.
func TestSlowHeaders(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		const request = "GET /v1.0/p1/graphs/jobs HTTP/1.1\r\nHost: emulator\r\nX-Slow: "
		elapsed := closedAfter(t, p.dial(), func(i int) string {
			if i < len(request) {
				return request[i : i+1]
			}
			return "a"
		})
		if elapsed < readHeaderTimeout-time.Second || elapsed > readHeaderTimeout+time.Second {
			t.Errorf("let go after %s, want %s", elapsed, readHeaderTimeout)
		}
	})
}

// A connection that was opened ahead is as good as one between two calls: it is closed
// after two minutes, and a request that comes before has its time from there.
func TestUnusedConnection(t *testing.T) {
	const request = "GET /v1.0/p1/graphs/jobs HTTP/1.1\r\nHost: emulator\r\n\r\n"
	served(t, func(t *testing.T, p *pipe) {
		conn, began := p.dial(), clock.Wall()
		if n, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || clock.Since(began) != idleTimeout {
			t.Errorf("%d bytes and %v after %s, want its end after %s", n, err, clock.Since(began), idleTimeout)
		}
		_ = conn.Close()

		conn = p.dial()
		clock.Wait(t.Context(), idleTimeout-time.Second)
		for _, part := range []string{request[:10], request[10:]} {
			if _, err := io.WriteString(conn, part); err != nil {
				t.Fatal(err)
			}
			clock.Wait(t.Context(), readHeaderTimeout-time.Second)
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%v %v", response, err)
		}
		_ = response.Body.Close()
		_ = conn.Close()

		conn = p.dial()
		clock.Wait(t.Context(), time.Minute)
		elapsed := closedAfter(t, conn, func(i int) string { return request[i : i+1] })
		if elapsed < readHeaderTimeout-time.Second || elapsed > readHeaderTimeout+time.Second {
			t.Errorf("slow headers were let go after %s, want %s", elapsed, readHeaderTimeout)
		}
	})
}

// A client that sends a body a byte a second is let go after a minute.
func TestSlowBody(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		const head = "PUT /_emulator/projects/p1/scenario HTTP/1.1\r\nHost: emulator\r\nContent-Length: 100000\r\n\r\n"
		elapsed := closedAfter(t, p.dial(), func(i int) string {
			if i == 0 {
				return head
			}
			return " "
		})
		if elapsed < readTimeout-time.Second || elapsed > readTimeout+5*time.Second {
			t.Errorf("let go after %s, want %s", elapsed, readTimeout)
		}
	})
}

// A client that reads nothing is let go after five minutes.
func TestSlowReader(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		conn := p.dial()
		if _, err := io.WriteString(conn, "GET /openapi.yaml HTTP/1.1\r\nHost: emulator\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		clock.Wait(t.Context(), writeTimeout+time.Second)
		if answer, err := io.ReadAll(conn); len(answer) > 0 || err != nil {
			t.Errorf("got %d bytes after %s: %v", len(answer), writeTimeout, err)
		}
	})
}

// A connection on which nothing more comes is closed after two minutes.
func TestIdleConnection(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		conn := p.dial()
		if _, err := io.WriteString(conn, "GET /v1.0/p1/graphs/jobs HTTP/1.1\r\nHost: emulator\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(conn)
		response, err := http.ReadResponse(reader, nil)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%v %v", response, err)
		}
		defer response.Body.Close()
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Fatal(err)
		}
		began := clock.Wall()
		if _, err := reader.ReadByte(); !errors.Is(err, io.EOF) || clock.Since(began) != idleTimeout {
			t.Errorf("%v after %s, want its end after %s", err, clock.Since(began), idleTimeout)
		}
	})
}

// A request with too many headers is refused: net/http allows 4 KiB beyond the
// limit.
func TestLargeHeaders(t *testing.T) {
	for size, want := range map[int]string{100 << 10: " 200 ", maxHeaderBytes + 8<<10: " 431 "} {
		served(t, func(t *testing.T, p *pipe) {
			conn := p.dial()
			go func() {
				_, _ = io.WriteString(conn, "GET /v1.0/p1/graphs/jobs HTTP/1.1\r\nHost: emulator\r\nConnection: close\r\nX-Large: "+
					strings.Repeat("a", size)+"\r\n\r\n") // the server may close before all is sent
			}()
			answer, err := io.ReadAll(conn)
			if line, _, _ := bytes.Cut(answer, []byte("\r\n")); !bytes.Contains(line, []byte(want)) {
				t.Errorf("%d bytes of headers: %s, %v", size, line, err)
			}
		})
	}
}

// The control API's own listener has the same limits.
func TestControlHasTheSameLimits(t *testing.T) {
	e, err := New(WithScenario("empty"), WithSeparateControl())
	if err != nil {
		t.Fatal(err)
	}
	s := e.newServer(t.Context(), e.Control())
	if s.ReadHeaderTimeout != readHeaderTimeout || s.ReadTimeout != readTimeout || s.WriteTimeout != writeTimeout ||
		s.IdleTimeout != idleTimeout || s.MaxHeaderBytes != maxHeaderBytes {
		t.Errorf("its limits are %+v", s)
	}
}
