package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// portless is a client of an emulator that needs no port.
func portless(e *emulator.Emulator) *http.Client { return &http.Client{Transport: e.Transport()} }

// call makes a call and reads its whole answer.
func call(client *http.Client, method, url, body string) (*http.Response, string, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

// TestTransportAnswersAsAPortDoes makes the same calls in both ways.
func TestTransportAnswersAsAPortDoes(t *testing.T) {
	listening, alone := emulator.Start(t, emulator.WithScenario("every-status")), newEmulator(t, emulator.WithScenario("every-status"))
	overPort := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer overPort.CloseIdleConnections()
	for _, c := range []string{
		"GET " + listPath, "GET " + listPath + "?limit=2&offset=1", "GET " + listPath + "?limit=x", "HEAD " + listPath, "POST " + listPath + " {}",
		"GET /nothing", "GET /openapi.yaml", "HEAD /openapi.yaml", "GET /_emulator/projects/p1/clock", "DELETE /_emulator/projects/p1",
		`POST /_emulator/projects/p1/clock/advance {"by":"1s"}`, "GET /v1.0/%70%31/graphs/jobs?graphName=%e4", "GET /v1.0/a%2fb/graphs/jobs",
		`POST /v3/auth/tokens {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"n","password":"p","domain":{"name":"d"}}}}}}`,
	} {
		method, rest, _ := strings.Cut(c, " ")
		target, body, _ := strings.Cut(rest, " ")
		want, wantBody, err := call(overPort, method, listening.URL+target, body)
		if err != nil {
			t.Fatal(err)
		}
		got, gotBody, err := call(portless(alone), method, "https://ges.example"+target, body)
		if err != nil {
			t.Fatalf("%s: %v", c, err)
		}
		if strings.HasPrefix(target, "/_emulator") || strings.HasPrefix(target, "/openapi") {
			delete(want.Header, "Date") // the server's own, of real time
			delete(got.Header, "Date")
		}
		if target == "/v3/auth/tokens" {
			gotBody, wantBody = "", "" // when it was issued is real time
		}
		if got.Status != want.Status || got.ContentLength != want.ContentLength || gotBody != wantBody || got.Proto != want.Proto ||
			!reflect.DeepEqual(got.TransferEncoding, want.TransferEncoding) || !reflect.DeepEqual(got.Header, want.Header) {
			t.Errorf("%s:\ngot  %s %d %v %v %s\nwant %s %d %v %v %s", c, got.Status, got.ContentLength, got.TransferEncoding, got.Header, gotBody,
				want.Status, want.ContentLength, want.TransferEncoding, want.Header, wantBody)
		}
	}
}

// TestTransportStreams reads an answer of several megabytes, and lets one go.
func TestTransportStreams(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{Projects: map[string]emulator.ProjectSpec{"*": {
		Generate: []emulator.Generate{{Count: 20_000}},
	}}}))
	const all = "http://ges" + listPath + "?limit=20000"
	_, got, err := call(portless(e), "GET", all, "")
	if want := body(t, e, "?limit=20000"); err != nil || got != want || len(want) < 4<<20 {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
	resp, err := portless(e).Get(all)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close() != nil {
		t.Error("an answer cannot be closed")
	}
	if n, err := resp.Body.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("a closed answer gives %d bytes, %v", n, err)
	}
}

// TestTransportLeavesTheRequest makes a call with all that a call may have.
func TestTransportLeavesTheRequest(t *testing.T) {
	e := newEmulator(t)
	body := newCloser()
	req, err := http.NewRequest("POST", "http://ges/nothing?a=b", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"X-A": {"b"}}
	before := req.Clone(t.Context())
	resp, err := e.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	if !reflect.DeepEqual(req.Header, before.Header) || *req.URL != *before.URL || req.Method != before.Method || req.RequestURI != "" ||
		req.Host != before.Host || req.ContentLength != 0 || req.Body != io.ReadCloser(body) || resp.Request != req {
		t.Errorf("it was %+v, is %+v", before, req)
	}
	<-body.closed
	for _, bad := range []string{"ftp://ges/", "/v1.0", "http:///v1.0"} {
		u, err := url.Parse(bad)
		if err != nil {
			t.Fatal(err)
		}
		body := newCloser()
		if _, err := e.Transport().RoundTrip(&http.Request{URL: u, Body: body}); err == nil {
			t.Errorf("%s was answered", bad)
		}
		<-body.closed
	}
}

// closer is a body that tells when it was closed.
type closer struct {
	io.Reader
	closed chan struct{}
}

func newCloser() *closer { return &closer{strings.NewReader("{}"), make(chan struct{})} }

func (c *closer) Close() error {
	close(c.closed)
	return nil
}

// TestTransportBreaksConnections meets each fault of connections in both ways.
func TestTransportBreaksConnections(t *testing.T) {
	connection := func(kind emulator.Connection) emulator.Option {
		f := emulator.Fault{Name: string(kind), Connection: kind}
		if kind == "trickle" {
			f.Delay = emulator.For(8 * time.Millisecond)
		}
		return emulator.WithScenarioValue(emulator.Scenario{
			Projects: map[string]emulator.ProjectSpec{"*": {Jobs: []emulator.Job{{JobName: "StopGraph", RelatedGraph: "g", Begin: emulator.After(-time.Hour)}}}}, Faults: []emulator.Fault{f},
		})
	}
	type start = func(...emulator.Option) (*http.Client, string)
	clients := map[string]start{
		"port": func(o ...emulator.Option) (*http.Client, string) {
			return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, emulator.Start(t, o...).URL
		},
		"transport": func(o ...emulator.Option) (*http.Client, string) {
			return portless(newEmulator(t, o...)), "http://ges"
		},
	}
	for how, client := range clients {
		try := func(kind string) (string, error) {
			c, at := client(connection(emulator.Connection(kind)))
			_, text, err := call(c, "GET", at+listPath, "")
			return text, err
		}
		if text, err := try("reset"); !errors.Is(err, syscall.ECONNRESET) || text != "" {
			t.Errorf("%s, reset: %q, %v", how, text, err)
		}
		if text, err := try("close"); !errors.Is(err, io.EOF) || text != "" {
			t.Errorf("%s, close: %q, %v", how, text, err)
		}
		if text, err := try("garbage"); err == nil || !strings.Contains(err.Error(), "net/http: HTTP/1.x transport connection broken: malformed HTTP") || text != "" {
			t.Errorf("%s, garbage: %q, %v", how, text, err)
		}
		if text, err := try("truncate"); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(text, `{"jobCount":1,`) || strings.HasSuffix(text, "]}") {
			t.Errorf("%s, truncate: %q, %v", how, text, err)
		}
		if text, err := try("trickle"); err != nil || !strings.HasSuffix(text, "]}") {
			t.Errorf("%s, trickle: %q, %v", how, text, err)
		}
	}
}

// TestTransportBreaksConnectionsInABubble ends the bubble right behind a broken
// connection: no goroutine of the call may stay behind, or need time to end.
func TestTransportBreaksConnectionsInABubble(t *testing.T) {
	for _, way := range breaks() {
		synctest.Test(t, func(t *testing.T) {
			req, err := http.NewRequest("GET", "http://ges"+listPath, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Break", way)
			if _, err := newEmulator(t, brokenYAML()).Transport().RoundTrip(req); (err == nil) != (way == "truncate") {
				t.Errorf("%s: %v", way, err)
			}
		})
	}
}

// slow is an emulator whose answers take an hour of real time: of one project
// they come in pieces.
func slow(t *testing.T) *emulator.Emulator {
	return newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{
		Projects: map[string]emulator.ProjectSpec{
			"delayed":  {Faults: []emulator.Fault{{Name: "delay", Delay: emulator.For(time.Hour)}}},
			"trickled": {Faults: []emulator.Fault{{Name: "trickle", Delay: emulator.For(time.Hour), Connection: "trickle"}}},
		},
	}))
}

// TestTransportInABubble lets hours pass in no time.
func TestTransportInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := portless(slow(t))
		for _, project := range []string{"delayed", "trickled"} {
			began := clock.Wall()
			_, text, err := call(client, "GET", "http://ges/v1.0/"+project+"/graphs/jobs", "")
			if elapsed := clock.Since(began); err != nil || text != `{"jobCount":0,"jobList":[]}` || elapsed != time.Hour {
				t.Errorf("%s: %q after %s, %v", project, text, elapsed, err)
			}
		}
	})
}

// TestTransportHonoursTheContext gives up before an answer, and in the middle.
// A bubble fails when a goroutine stays behind.
func TestTransportHonoursTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := portless(slow(t))
		client.Timeout = 30 * time.Minute
		began := clock.Wall()
		_, _, err := call(client, "GET", "http://ges/v1.0/delayed/graphs/jobs", "")
		if timeout := timedOut(err); !timeout || clock.Since(began) != 30*time.Minute {
			t.Errorf("delayed: after %s, %v", clock.Since(began), err)
		}
		resp, text, err := call(client, "GET", "http://ges/v1.0/trickled/graphs/jobs", "")
		if resp == nil || resp.StatusCode != 200 || text == "" || len(text) >= len(`{"jobCount":0,"jobList":[]}`) || !timedOut(err) {
			t.Errorf("trickled: %v %q, %v", resp, text, err)
		}
		done := errors.New("the caller has gone")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, done)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", "http://ges/v1.0/delayed/graphs/jobs", nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second is cancelled before it begins
			if _, err := client.Do(req); !errors.Is(err, done) {
				t.Errorf("%v", err)
			}
		}
	})
}

// timedOut says whether an error is a time-out.
func timedOut(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// TestTransportFreesACall lets clients leave in all ways while an answer is on
// its way, or a body that never ends.
func TestTransportFreesACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := portless(slow(t))
		resp, err := client.Get("http://ges/v1.0/trickled/graphs/jobs")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()

		r, w := io.Pipe()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "POST", "http://ges/_emulator/projects/delayed/jobs", r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Do(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a body that never ends: %v", err)
		}
		synctest.Wait()
		if _, err := w.Write([]byte("x")); err == nil {
			t.Error("its reader is still there")
		}
	})
}
