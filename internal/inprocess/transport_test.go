package inprocess_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/inprocess"
)

const url = "http://server.example/path"

// transport is a transport to a handler that writes its log to the test's.
func transport(t *testing.T, h http.HandlerFunc) inprocess.Transport {
	return inprocess.Transport{Handler: h, ErrorLog: log.New(t.Output(), "", 0)}
}

func newRequest(t *testing.T, method string, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer makes a call and reads its whole answer.
func answer(t *testing.T, tr inprocess.Transport, r *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := tr.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

// endless is a request body that never ends: it waits for another byte until it
// is closed.
type endless struct {
	*io.PipeReader
	closed chan struct{}
}

func newEndless() *endless {
	r, _ := io.Pipe()
	return &endless{r, make(chan struct{})}
}

// Close panics when it was closed before.
func (e *endless) Close() error {
	close(e.closed)
	return e.PipeReader.Close()
}

// The server reads what the client sends.
func TestRequestArrives(t *testing.T) {
	tr := transport(t, func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Request", fmt.Sprint(r.Method, " ", r.Host, r.RequestURI, " ", r.Proto, " ", r.RemoteAddr, r.Header["User-Agent"], r.Header["Accept-Encoding"]))
		_, _ = w.Write(text)
	})
	for want, bodies := range map[string][]io.Reader{
		"":                  {nil, http.NoBody, strings.NewReader("")},
		"of known length":   {strings.NewReader("of known length")},
		"of unknown length": {io.MultiReader(strings.NewReader("of unknown length"))},
	} {
		for _, body := range bodies {
			resp, got := answer(t, tr, newRequest(t, http.MethodPost, body))
			if line := resp.Header.Get("X-Request"); got != want || line != "POST server.example/path HTTP/1.1 127.0.0.1:0[Go-http-client/1.1] []" {
				t.Errorf("%q, not %q; %s", got, want, line)
			}
		}
	}
}

// A header of any length arrives, and its call ends with the answer.
func TestLongHeader(t *testing.T) {
	long := strings.Repeat("x", 4<<20)
	tr := transport(t, func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, r.Header.Get("X-Long") == long) })
	synctest.Test(t, func(t *testing.T) {
		r := newRequest(t, http.MethodGet, nil)
		r.Header.Set("X-Long", long)
		if resp, got := answer(t, tr, r); resp.StatusCode != http.StatusOK || got != "true" {
			t.Errorf("%s %q", resp.Status, got)
		}
	})
}

// A client that expects it gets no «100 Continue» for an answer.
func TestContinueIsNoAnswer(t *testing.T) {
	tr := transport(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	r := newRequest(t, http.MethodPost, strings.NewReader("all of it"))
	r.Header.Set("Expect", "100-continue")
	if resp, got := answer(t, tr, r); resp.StatusCode != http.StatusOK || got != "all of it" {
		t.Errorf("%s %q", resp.Status, got)
	}
}

// A handler that does not read its request's body answers at once, whether the
// body is long or never ends, and all of the call ends with the answer.
func TestAnswerDoesNotWaitForTheRequest(t *testing.T) {
	tr := transport(t, func(w http.ResponseWriter, r *http.Request) {
		one := make([]byte, 1)
		if r.Header.Get("X-Read") != "" {
			_, _ = r.Body.Read(one)
		}
		http.Error(w, "no", http.StatusTeapot)
	})
	for name, body := range map[string]func() io.Reader{
		"long, of known length":   func() io.Reader { return bytes.NewReader(make([]byte, 10<<20)) },
		"long, of unknown length": func() io.Reader { return io.MultiReader(bytes.NewReader(make([]byte, 10<<20))) },
		"endless":                 func() io.Reader { return newEndless() },
		"endless after a mebibyte": func() io.Reader {
			e := newEndless()
			return struct {
				io.Reader
				io.Closer
			}{io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), e), e}
		},
	} {
		for _, read := range []string{"", "a byte"} {
			if name == "endless" && read != "" {
				continue // there is none
			}
			synctest.Test(t, func(t *testing.T) {
				begin := clock.Wall()
				r := newRequest(t, http.MethodPost, body())
				r.Header.Set("X-Read", read)
				if resp, got := answer(t, tr, r); resp.StatusCode != http.StatusTeapot || got != "no\n" {
					t.Errorf("%s: %s %q", name, resp.Status, got)
				}
				if elapsed := clock.Since(begin); elapsed != 0 {
					t.Errorf("%s: it took %s", name, elapsed)
				}
			})
		}
	}
}

// Clients leave in all ways. A bubble fails when a goroutine stays behind, so
// the handler must learn of it, and the body be closed once.
func TestClientLeaves(t *testing.T) {
	done := errors.New("the client has gone")
	handlers := map[string]http.HandlerFunc{
		"reads the body": func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) },
		"waits for the end": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			<-r.Context().Done()
		},
		"answers, then waits": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "some")
			_ = http.NewResponseController(w).Flush()
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		},
		"never stops writing": func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 1000)); err != nil {
					return
				}
			}
		},
	}
	for name, h := range handlers {
		for _, withBody := range []bool{false, true} {
			if !withBody && name == "reads the body" {
				continue // that ends by itself
			}
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, done)
				defer cancel()
				r, e := newRequest(t, http.MethodPost, nil), newEndless()
				if withBody {
					r.Body = e
				}
				resp, err := transport(t, h).RoundTrip(r.WithContext(ctx))
				if err == nil {
					<-ctx.Done()
					synctest.Wait()
					_, err = io.Copy(io.Discard, resp.Body)
				}
				if !errors.Is(err, done) {
					t.Errorf("%s: %v", name, err)
				}
				if withBody {
					<-e.closed
				}
			})
		}
	}
}

// An answer that nobody reads or closes holds nothing, up to 64 KiB; and one of
// which a part was read can be closed.
func TestAnswerIsDropped(t *testing.T) {
	tr := transport(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 60<<10)) })
	synctest.Test(t, func(t *testing.T) {
		if _, err := tr.RoundTrip(newRequest(t, http.MethodGet, nil)); err != nil {
			t.Fatal(err)
		}
	})
	resp, err := tr.RoundTrip(newRequest(t, http.MethodGet, nil))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.ReadFull(resp.Body, make([]byte, 10)); n != 10 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if n, err := resp.Body.Read(make([]byte, 10)); n != 0 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
}

// A body that fails fails the call, with its own error.
func TestRequestBodyFails(t *testing.T) {
	broken := errors.New("the disk is broken")
	tr := transport(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		go func() {
			_, _ = io.WriteString(w, "some")
			_ = w.CloseWithError(broken)
		}()
		if _, err := tr.RoundTrip(newRequest(t, http.MethodPost, r)); !errors.Is(err, broken) {
			t.Error(err)
		}
		short := newRequest(t, http.MethodPost, strings.NewReader("short"))
		short.ContentLength = 10
		if _, err := tr.RoundTrip(short); err == nil || err.Error() != "http: ContentLength=10 with Body length 5" {
			t.Error(err)
		}
	})
}

// A handler that panics breaks the connection, and its server logs it.
func TestHandlerPanics(t *testing.T) {
	var text bytes.Buffer
	tr := inprocess.Transport{
		Handler:  http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a bug") }),
		ErrorLog: log.New(&text, "", 0),
	}
	synctest.Test(t, func(t *testing.T) {
		if _, err := tr.RoundTrip(newRequest(t, http.MethodGet, nil)); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
	})
	if !strings.Contains(text.String(), "a bug") {
		t.Error(text.String())
	}
}

// A connection that breaks ends a request body that would not.
func TestHandlerBreaksTheConnection(t *testing.T) {
	tr := transport(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "garbage")
		_ = conn.Close()
	})
	synctest.Test(t, func(t *testing.T) {
		e := newEndless()
		if _, err := tr.RoundTrip(newRequest(t, http.MethodPost, e)); err == nil || !strings.Contains(err.Error(), "transport connection broken") {
			t.Error(err)
		}
		<-e.closed
	})
}

// A handler may take over the connection, and what it has written is read after
// it has closed it.
func TestHandlerTakesTheConnection(t *testing.T) {
	const raw = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
	tr := transport(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		if conn.RemoteAddr().(*net.TCPAddr).IP.String() != "127.0.0.1" {
			t.Error(conn.RemoteAddr())
		}
		_, _ = io.WriteString(conn, raw)
	})
	synctest.Test(t, func(t *testing.T) {
		resp, err := tr.RoundTrip(newRequest(t, http.MethodGet, nil))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(resp.Body); string(got) != "half" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%q %v", got, err)
		}
	})
}
