package emulator_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// slowWorld delays the calls of some graphs.
const slowWorld = `
version: 1
name: slow
clock: {mode: stepped, step: 10s}
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: movies, begin: -1h, running: 1m}
faults:
  - {name: hour, when: {query: {graphName: hour}}, delay: 1h}
  - {name: between, when: {query: {graphName: between}}, delay: {from: 100ms, to: 2s}}
  - {name: reply, when: {query: {graphName: reply}}, delay: 30s, reply: {errorCode: APIGW.0613}}
  - {name: close, when: {query: {graphName: close}}, delay: 30s, connection: close}
  - {name: trickle, when: {query: {graphName: movies}}, delay: 30m, connection: trickle}
`

// pipes is a listener whose connections are pipes: in a bubble their time is the
// bubble's.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// bubble is a server in a bubble of time of its own.
type bubble struct {
	t      *testing.T
	e      *emulator.Emulator
	l      *pipes
	stop   func()
	served chan error
	log    *logLines
	begin  time.Time
}

// logLines keeps what is logged.
type logLines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// inBubble serves the slow world; the server is stopped in the end.
func inBubble(t *testing.T, f func(t *testing.T, b *bubble), options ...emulator.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		log := &logLines{}
		e := newEmulator(t, append(options, emulator.WithScenarioYAML("slow.yaml", []byte(slowWorld)), emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))...)
		ctx, stop := context.WithCancel(t.Context())
		b := &bubble{t, e, newPipes(), stop, make(chan error, 1), log, clock.Wall()}
		go func() { b.served <- e.Serve(ctx, b.l) }()
		f(t, b)
		stop()
		if err := <-b.served; err != nil {
			t.Error(err)
		}
	})
}

// inBubbles does so over http, and over https.
func inBubbles(t *testing.T, f func(t *testing.T, b *bubble)) {
	t.Helper()
	t.Run("http", func(t *testing.T) { inBubble(t, f) })
	t.Run("https", func(t *testing.T) { inBubble(t, f, emulator.WithTLS()) })
}

// pipe opens a connection, without TLS.
func (b *bubble) pipe() net.Conn {
	ours, theirs := net.Pipe()
	b.l.conns <- theirs
	return ours
}

// connect opens a connection, with TLS if the emulator speaks that.
func (b *bubble) connect() net.Conn {
	b.t.Helper()
	conn := b.pipe()
	if b.e.CACertificate() == nil {
		return conn
	}
	secure := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	if err := secure.HandshakeContext(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return secure
}

// call sends a call for a graph on a connection of its own.
func (b *bubble) call(graph string) *wire {
	b.t.Helper()
	conn := b.connect()
	w := &wire{conn, b.t, bufio.NewReader(conn)}
	w.send(rawCall("", "?graphName="+graph))
	return w
}

// requests is the journal of the project that is called.
func (b *bubble) requests() []emulator.Request {
	b.t.Helper()
	p, err := b.e.LookupProject("p1")
	if err != nil {
		b.t.Fatal(err)
	}
	return p.Requests()
}

// elapsed is how long the test has taken in the bubble's time.
func (b *bubble) elapsed() time.Duration { return clock.Since(b.begin) }

// A delay may be longer than any time limit of the server, and the call after it
// on the same connection meets the usual ones.
func TestDelayPassesBeforeTheAnswer(t *testing.T) {
	inBubbles(t, func(t *testing.T, b *bubble) {
		w := b.call("hour")
		resp, body := w.answer()
		if resp.StatusCode != 200 || body != `{"jobCount":0,"jobList":[]}` || b.elapsed() != time.Hour {
			t.Errorf("after %s: %d %s", b.elapsed(), resp.StatusCode, body)
		}
		w.send(rawCall("", "?graphName=reply"))
		resp, body = w.answer()
		if resp.StatusCode != 503 || !strings.Contains(body, "APIGW.0613") || b.elapsed() != time.Hour+30*time.Second {
			t.Errorf("after %s: %d %s", b.elapsed(), resp.StatusCode, body)
		}
		w.send(rawCall("", ""))
		if _, body = w.answer(); !strings.HasPrefix(body, `{"jobCount":1,`) || b.elapsed() != time.Hour+30*time.Second {
			t.Errorf("after %s: %s", b.elapsed(), body)
		}
		_ = w.Close()
	})
}

func TestDelayIsDrawnTheSameInEachRun(t *testing.T) {
	var runs [2][]time.Duration
	for i := range runs {
		inBubble(t, func(_ *testing.T, b *bubble) {
			for range 5 {
				begin := b.elapsed()
				w := b.call("between")
				w.answer()
				_ = w.Close()
				runs[i] = append(runs[i], b.elapsed()-begin)
			}
		})
	}
	seen := map[time.Duration]bool{}
	for i, d := range runs[0] {
		if d < 100*time.Millisecond || d > 2*time.Second || d != runs[1][i] {
			t.Errorf("call %d took %s, in another run %s", i+1, d, runs[1][i])
		}
		seen[d] = true
	}
	if len(seen) < 4 {
		t.Errorf("the delays are %v", runs[0])
	}
}

// What a call changes is done before its delay: a client that gives up and tries
// again meets the new state.
func TestCallCountsBeforeItsDelay(t *testing.T) {
	inBubbles(t, func(t *testing.T, b *bubble) {
		slow := b.call("hour")
		synctest.Wait()
		w := b.call("")
		resp, _ := w.answer()
		if date := resp.Header.Get("Date"); date != "Mon, 17 Dec 2018 12:55:10 GMT" || b.elapsed() != 0 {
			t.Errorf("after %s the second call sees %s", b.elapsed(), date)
		}
		_ = w.Close()
		if resp, _ := slow.answer(); resp.Header.Get("Date") != "Mon, 17 Dec 2018 12:55:00 GMT" {
			t.Errorf("the first call sees %s", resp.Header.Get("Date"))
		}
		_ = slow.Close()
	})
}

// A client that goes away ends its delay: the call is over at once. It took until
// then, and where nothing was sent it has no status.
func TestDelayEndsWhenTheClientGoesAway(t *testing.T) {
	for _, graph := range []string{"hour", "reply", "close", "movies"} {
		inBubbles(t, func(t *testing.T, b *bubble) {
			w := b.call(graph)
			if graph == "movies" { // it trickles: read some of it
				if _, err := io.ReadFull(w, make([]byte, 300)); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Wait()
			if log := b.log.String(); graph != "movies" && log != "" {
				t.Fatalf("%s: the call is over already: %s", graph, log)
			}
			clock.Wait(t.Context(), 10*time.Second)
			remaining, status := b.elapsed(), 0
			if graph == "movies" {
				status = 200
			}
			_ = w.Close()
			synctest.Wait()
			log := b.log.String()
			if !strings.Contains(log, fmt.Sprintf("ms=%g project=p1 call=1 ", float64(remaining.Microseconds())/1000)) || strings.Contains(log, "status=200") != (status == 200) || b.elapsed() != remaining {
				t.Errorf("%s: after %s: %q", graph, b.elapsed()-remaining, log)
			}
			if r := b.requests()[0]; r.Open || r.Status != status || r.ErrorCode != "" || r.Duration != remaining {
				t.Errorf("%s: the journal has %+v", graph, r)
			}
			b.stop() // the server waits for open calls, and there is none
			if err := <-b.served; err != nil || b.elapsed()-remaining > time.Second {
				t.Errorf("%s: after %s: %v", graph, b.elapsed()-remaining, err)
			}
			b.served <- nil
		})
	}
}

// A server that stops answers at once those that wait.
func TestDelayEndsWhenTheServerStops(t *testing.T) {
	inBubbles(t, func(t *testing.T, b *bubble) {
		hour, reply, closed, trickle := b.call("hour"), b.call("reply"), b.call("close"), b.call("movies")
		synctest.Wait()
		b.stop()
		if resp, body := hour.answer(); resp.StatusCode != 200 || !strings.HasPrefix(body, `{"jobCount":0,`) {
			t.Errorf("hour: %d %s", resp.StatusCode, body)
		}
		if resp, body := reply.answer(); resp.StatusCode != 503 {
			t.Errorf("reply: %d %s", resp.StatusCode, body)
		}
		if got, err := closed.rest(); got != "" || err != nil && !errors.Is(err, io.EOF) {
			t.Errorf("close: %q %v", got, err)
		}
		if resp, body := trickle.answer(); resp.StatusCode != 200 || !strings.HasSuffix(body, "}]}") {
			t.Errorf("trickle: %d %s", resp.StatusCode, body)
		}
		if err := <-b.served; err != nil || b.elapsed() > 5*time.Second {
			t.Errorf("stopped after %s: %v", b.elapsed(), err)
		}
		b.served <- nil
	})
}

// Calls that do not end, because the client does not read its answer or does not
// end its body, are cut off a while after the server began to stop, and the log
// names them. A connection on which no call is open costs no time.
func TestOpenCallsAreCutOff(t *testing.T) {
	inBubbles(t, func(t *testing.T, b *bubble) {
		unread := b.call("hour")
		silent, unused, endless := b.pipe(), b.connect(), b.connect()
		if _, err := io.WriteString(endless, "PUT /_emulator/projects/p2/scenario HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		b.stop()
		if err := <-b.served; err != nil || b.elapsed() != 5*time.Second {
			t.Errorf("stopped after %s: %v", b.elapsed(), err)
		}
		synctest.Wait()
		log := b.log.String()
		for _, want := range []string{"method=GET path=" + listPath + " project=p1\n", "method=PUT path=/_emulator/projects/p2/scenario project=p2\n"} {
			if strings.Count(log, want) != 1 || strings.Count(log, "open call cut off") != 2 {
				t.Errorf("the log lacks %q:\n%s", want, log)
			}
		}
		for _, c := range []net.Conn{unread, silent, unused, endless} {
			_ = c.Close()
		}
		b.served <- nil
	})
}

// The headers come first; then the body, in pieces, evenly over the delay.
func TestTrickleSpreadsTheAnswer(t *testing.T) {
	inBubbles(t, func(t *testing.T, b *bubble) {
		w := b.call("movies")
		resp, err := http.ReadResponse(w.r, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if b.elapsed() != 0 || resp.ContentLength < 100 {
			t.Errorf("the headers came after %s: %v", b.elapsed(), resp.Header)
		}
		if !b.requests()[0].Open {
			t.Error("the journal takes the call for answered")
		}
		half := resp.ContentLength / 2
		if _, err := io.CopyN(io.Discard, resp.Body, half); err != nil {
			t.Fatal(err)
		}
		if at := b.elapsed(); at < 14*time.Minute || at > 16*time.Minute {
			t.Errorf("half of the body came after %s", at)
		}
		rest, err := io.ReadAll(resp.Body)
		if err != nil || int64(len(rest)) != resp.ContentLength-half || b.elapsed() != 30*time.Minute {
			t.Errorf("the rest came after %s: %s %v", b.elapsed(), rest, err)
		}
		if r := b.requests()[0]; r.Open || r.Status != 200 || r.Duration != 30*time.Minute {
			t.Errorf("the journal has %+v", r)
		}
		if log := b.log.String(); !strings.Contains(log, " status=200 ms=1.8e+06 ") {
			t.Errorf("the log has %s", log)
		}
		_ = w.Close()
	})
}
