package emulator_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// brokenWorld has a fault for each way in which a connection breaks, for calls
// with a header that names it.
const brokenWorld = `
version: 1
name: broken
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: movies, begin: -1h, running: 1m}
      - {jobName: ExportGraph, relatedGraph: movies, begin: -1m, running: 2h}
faults:
  - {name: reset, when: {header: {X-Break: reset}}, connection: reset}
  - {name: close, when: {header: {X-Break: close}}, connection: close}
  - {name: truncate, when: {header: {X-Break: truncate}}, connection: truncate}
  - {name: garbage, when: {header: {X-Break: garbage}}, connection: garbage}
  - {name: trickle, when: {header: {X-Break: trickle}}, connection: trickle, delay: 20ms}
`

func brokenYAML() emulator.Option {
	return emulator.WithScenarioYAML("broken.yaml", []byte(brokenWorld))
}

// rawCall is one request as it goes over a connection; way is how it breaks, "" not
// at all.
func rawCall(way, query string, headers ...string) string {
	text := "GET " + listPath + query + " HTTP/1.1\r\nHost: ges\r\n"
	if way != "" {
		text += "X-Break: " + way + "\r\n"
	}
	for _, h := range headers {
		text += h + "\r\n"
	}
	return text + "\r\n"
}

// wire is a raw connection to a server.
type wire struct {
	net.Conn
	t *testing.T
	r *bufio.Reader
}

func dial(t *testing.T, address string) *wire {
	t.Helper()
	scheme, host, _ := strings.Cut(address, "://")
	conn, err := net.Dial("tcp", host)
	if scheme == "https" {
		// A write is one record, or a reset could come before the next one.
		conn, err = tls.Dial("tcp", host, &tls.Config{InsecureSkipVerify: true, DynamicRecordSizingDisabled: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &wire{conn, t, bufio.NewReader(conn)}
}

func (w *wire) send(text string) {
	w.t.Helper()
	if _, err := io.WriteString(w.Conn, text); err != nil {
		w.t.Fatal(err)
	}
}

// answer reads one whole answer.
func (w *wire) answer() (*http.Response, string) {
	w.t.Helper()
	resp, err := http.ReadResponse(w.r, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp, string(body)
}

// rest reads until the server ends the connection.
func (w *wire) rest() (string, error) {
	b, err := io.ReadAll(w.r)
	_ = w.Close()
	return string(b), err
}

// wantBroken asserts what comes of a call that meets a way to break, to the end
// of the connection, when the call is otherwise answered by body.
func (w *wire) wantBroken(way, status, body string) {
	w.t.Helper()
	got, err := w.rest()
	head, half, _ := strings.Cut(got, "\r\n\r\n")
	switch {
	case way == "reset":
		if got != "" || !errors.Is(err, syscall.ECONNRESET) {
			w.t.Errorf("reset: %q, %v", got, err)
		}
	case err != nil:
		w.t.Errorf("%s: %v after %q", way, err, got)
	case way == "close":
		if got != "" {
			w.t.Errorf("close: %q", got)
		}
	case way == "garbage":
		if len(got) != 512 || strings.HasPrefix(got, "HTTP") || strings.Contains(got, "jobCount") {
			w.t.Errorf("garbage: %q", got)
		}
	case way == "truncate":
		if half != body[:len(body)/2] || !strings.HasPrefix(head, "HTTP/1.1 "+status+"\r\n") ||
			!strings.Contains(head, fmt.Sprintf("\r\nContent-Length: %d\r\n", len(body))) ||
			!strings.Contains(head, "\r\nX-Request-Id: ") || !strings.Contains(head, "\r\nDate: Mon, 17 Dec 2018 12:55:00 GMT") {
			w.t.Errorf("truncate: %s", got)
		}
	default:
		w.t.Fatalf("no way to break: %s", way)
	}
}

// breaks are the ways in which a connection ends.
func breaks() []string { return []string{"reset", "close", "truncate", "garbage"} }

// overBoth runs a test against a server of the broken world over http, and over https.
func overBoth(t *testing.T, test func(t *testing.T, server *emulator.Server)) {
	t.Helper()
	t.Run("http", func(t *testing.T) { test(t, emulator.Start(t, brokenYAML())) })
	t.Run("https", func(t *testing.T) { test(t, emulator.Start(t, brokenYAML(), emulator.WithTLS())) })
}

func TestConnectionFaultsOnTheWire(t *testing.T) { overBoth(t, testConnectionFaults) }

func testConnectionFaults(t *testing.T, server *emulator.Server) {
	w := dial(t, server.URL)
	w.send(rawCall("", ""))
	_, whole := w.answer()
	if !strings.HasPrefix(whole, `{"jobCount":2,`) {
		t.Fatal(whole)
	}
	for _, way := range breaks() {
		t.Run(way, func(t *testing.T) {
			w := dial(t, server.URL)
			w.send(rawCall(way, "", "Connection: close"))
			w.wantBroken(way, "200 OK", whole)

			w = dial(t, server.URL) // kept alive, and the first on its connection
			w.send(rawCall(way, ""))
			w.wantBroken(way, "200 OK", whole)

			w = dial(t, server.URL) // behind others
			for range 3 {
				w.send(rawCall("", ""))
				if _, body := w.answer(); body != whole {
					t.Errorf("before: %s", body)
				}
			}
			w.send(rawCall(way, ""))
			w.wantBroken(way, "200 OK", whole)

			w = dial(t, server.URL) // with more calls sent ahead than the server reads at once
			w.send(rawCall(way, "") + strings.Repeat(rawCall("", ""), 200))
			w.wantBroken(way, "200 OK", whole)

			w = dial(t, server.URL) // a call that fails anyway
			w.send(rawCall(way, "?limit=0"))
			w.wantBroken(way, "400 Bad Request", body(t, server.Emulator, "?limit=0"))
		})
	}
}

// A large page, which is streamed as a rule, is cut in half too.
func TestTruncateALargePage(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenarioYAML("large.yaml", []byte(manyJobs+"faults: [{name: t, when: {calls: 2}, connection: truncate}]\n")))
	whole := body(t, server.Emulator, "?limit=50000")
	w := dial(t, server.URL)
	w.send(rawCall("", "?limit=50000"))
	got, err := w.rest()
	head, half, _ := strings.Cut(got, "\r\n\r\n")
	if err != nil || half != whole[:len(whole)/2] || !strings.Contains(head, fmt.Sprintf("\r\nContent-Length: %d\r\n", len(whole))) {
		t.Errorf("got %d of %d bytes, %v: %s", len(half), len(whole), err, head)
	}
}

// A connection on which an answer trickled is as good as before.
func TestTrickleOnTheWire(t *testing.T) { overBoth(t, testTrickle) }

func testTrickle(t *testing.T, server *emulator.Server) {
	whole := body(t, server.Emulator, "")
	w := dial(t, server.URL)
	for _, way := range []string{"", "trickle", "trickle", ""} {
		w.send(rawCall(way, ""))
		resp, body := w.answer()
		if body != whole || resp.StatusCode != 200 || resp.ContentLength != int64(len(whole)) || len(resp.TransferEncoding) > 0 {
			t.Errorf("%q: %d %v %s", way, resp.StatusCode, resp.Header, body)
		}
	}
	w.send(rawCall("trickle", "", "Connection: close"))
	if resp, body := w.answer(); body != whole || !resp.Close {
		t.Errorf("close: %v %s", resp.Header, body)
	}
	if got, err := w.rest(); got != "" || err != nil {
		t.Errorf("after the last answer: %q %v", got, err)
	}
}

// clientError is what Go's own client says of a call that meets a way to break,
// on a new connection each.
func clientError(t *testing.T, client *http.Client, url, way string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+listPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Break", way)
	resp, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

func TestConnectionFaultsInGoClients(t *testing.T) { overBoth(t, testFaultsInGoClients) }

func testFaultsInGoClients(t *testing.T, server *emulator.Server) {
	whole := body(t, server.Emulator, "")
	client := server.Client()
	client.Transport.(*http.Transport).DisableKeepAlives = true
	for way, is := range map[string]func(got string, err error) bool{
		"":        func(got string, err error) bool { return err == nil && got == whole },
		"trickle": func(got string, err error) bool { return err == nil && got == whole },
		"reset":   func(_ string, err error) bool { return errors.Is(err, syscall.ECONNRESET) },
		"close":   func(_ string, err error) bool { return errors.Is(err, io.EOF) },
		"truncate": func(got string, err error) bool {
			return errors.Is(err, io.ErrUnexpectedEOF) && got == whole[:len(whole)/2]
		},
		"garbage": func(_ string, err error) bool {
			return err != nil && strings.Contains(err.Error(), "malformed HTTP")
		},
	} {
		if got, err := clientError(t, client, server.URL, way); !is(got, err) {
			t.Errorf("%s: %q, %v", way, got, err)
		}
	}
}

// Where the server's connection cannot be had, a call is aborted: over HTTP/2 its
// stream is reset, in a recorder it panics as net/http wants it.
func TestConnectionFaultsWithoutAConnection(t *testing.T) {
	e := newEmulator(t, brokenYAML())
	server := httptest.NewUnstartedServer(e)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	whole := body(t, e, "")
	for _, way := range breaks() {
		got, err := clientError(t, server.Client(), server.URL, way)
		if half := way == "truncate"; err == nil || (got == whole[:len(whole)/2]) != half {
			t.Errorf("%s over HTTP/2: %q, %v", way, got, err)
		}
		rec := httptest.NewRecorder()
		func() {
			defer func() {
				if cause := recover(); cause != http.ErrAbortHandler { //nolint:errorlint // panic values
					t.Errorf("%s: panic %v", way, cause)
				}
			}()
			r := httptest.NewRequest(http.MethodGet, listPath, nil)
			r.Header.Set("X-Break", way)
			e.ServeHTTP(rec, r)
			t.Errorf("%s: returned %d", way, rec.Code)
		}()
		if way != "truncate" && (rec.Body.Len() > 0 || rec.Flushed) {
			t.Errorf("%s sent %s", way, rec.Body)
		}
	}
	if got, err := clientError(t, server.Client(), server.URL, "trickle"); err != nil || got != whole {
		t.Errorf("trickle over HTTP/2: %q, %v", got, err)
	}
}

// So is a reset in a server of the caller's own that speaks TLS: it is one of the
// connection below.
func TestResetUnderTLS(t *testing.T) {
	server := httptest.NewTLSServer(newEmulator(t, brokenYAML()))
	defer server.Close()
	if _, err := clientError(t, server.Client(), server.URL, "reset"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %v", err)
	}
	if _, err := clientError(t, server.Client(), server.URL, "close"); !errors.Is(err, io.EOF) {
		t.Errorf("close: %v", err)
	}
}

// lines is a log that hands out its lines.
type lines chan string

func (l lines) Write(b []byte) (int, error) {
	l <- string(b)
	return len(b), nil
}

// The log tells of calls that got no answer, and of those that got a part.
func TestBrokenConnectionsAreLogged(t *testing.T) {
	log := make(lines, 100)
	server := emulator.Start(t, brokenYAML(), emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
	for _, way := range breaks() {
		w := dial(t, server.URL)
		w.send(rawCall(way, ""))
		_, _ = w.rest()
	}
	var all string
	for range breaks() { // a line may be written after its client has gone on
		all += <-log
	}
	for call, way := range []string{"reset", "close", "truncate", "garbage"} {
		pattern := fmt.Sprintf(`(?m)^.* project=p1 call=%d now=2018-12-17T12:55:00 fault=%s connection=%s$`, call+1, way, way)
		line := regexp.MustCompile(pattern).FindString(all)
		if line == "" || strings.Contains(line, "status=200") != (way == "truncate") {
			t.Errorf("%s: %q of\n%s", way, line, all)
		}
	}
}
