package record_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/record"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// recorder is a proxy in front of a server, and what it has recorded.
type recorder struct {
	t   *testing.T
	url string
	dir string
	w   *recording.Writer
	key *record.Key
}

func newRecorder(t *testing.T, upstream string, key *record.Key) *recorder {
	t.Helper()
	target, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "recording")
	w, err := recording.Create(dir, recording.Options{KeepIDs: true})
	if err != nil {
		t.Fatal(err)
	}
	proxy := record.New(record.Options{Upstream: target, Sign: key, Now: clock.Wall, Write: w.Write, Failed: func(err error) { t.Error(err) }})
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return &recorder{t, server.URL, dir, w, key}
}

// exchanges ends the recording and reads it.
func (r *recorder) exchanges(want int) []recording.Exchange {
	r.t.Helper()
	for r.w.Count() < want { // the last one is written when its body has passed
		runtime.Gosched()
	}
	if err := r.w.Close(); err != nil {
		r.t.Fatal(err)
	}
	var list []recording.Exchange
	for x, err := range recording.Read(r.dir, true) {
		if err != nil {
			r.t.Fatal(err)
		}
		list = append(list, x)
	}
	if len(list) != want {
		r.t.Fatalf("%d exchanges, want %d: %+v", len(list), want, list)
	}
	return list
}

// A server that knows only its own Host gets it; path, query, headers and body pass as
// they were sent, and the answer as it was given.
func TestCallsPassAsTheyAre(t *testing.T) {
	var got *http.Request
	var body, host string
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		got, body = r, string(data)
		if r.Host != host {
			http.Error(w, "no such host "+r.Host, http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("X-Request-Id", "abc")
		w.Header()["Content-Type"] = []string{"application/json"}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"jobId":"1"}`)
	}))
	defer upstream.Close()
	host = strings.TrimPrefix(upstream.URL, "http://")
	r := newRecorder(t, upstream.URL, nil)
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const uri = "//v1.0/p1/graphs%2Fjobs?b=2&a=%zz&token=secret-token;x"
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: proxy.test\r\nX-Auth-Token: my-token\r\nx-odd: 1\r\nX-Odd: 2\r\nContent-Length: 14\r\n\r\n{\"graph\":null}", uri)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusCreated || string(data) != `{"jobId":"1"}` || answer.Header.Get("X-Request-Id") != "abc" {
		t.Errorf("%d %s %v", answer.StatusCode, data, answer.Header)
	}
	if got.RequestURI != uri || got.Header.Get("X-Auth-Token") != "my-token" || !slices.Equal(got.Header["X-Odd"], []string{"1", "2"}) || body != `{"graph":null}` {
		t.Errorf("%s %v %s", got.RequestURI, got.Header, body)
	}
	for name := range got.Header {
		if strings.HasPrefix(name, "X-Forwarded") || name == "User-Agent" || name == "Accept-Encoding" {
			t.Errorf("the proxy sent %s of its own", name)
		}
	}
	x := r.exchanges(1)[0]
	if x.Method != "POST" || x.Status != 201 || x.Request.Body != `{"graph":null}` || x.Response.Body != `{"jobId":"1"}` || x.Failure != "" || x.Request.Header["X-Auth-Token"][0] != "***" || strings.Contains(x.URI, "secret-token") {
		t.Errorf("%+v %+v", x, x.Response)
	}
}

// An answer that comes in parts passes in parts, with its trailer; one that is compressed
// passes so, and is recorded plain.
func TestBodiesPassAsTheyCome(t *testing.T) {
	first := make(chan struct{})
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, `{"jobCount":0}`)
	_ = z.Close()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/packed" {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed.Bytes())
			return
		}
		w.Header().Set("Trailer", "X-Sum")
		_, _ = io.WriteString(w, "one")
		w.(http.Flusher).Flush()
		<-first
		_, _ = io.WriteString(w, "two")
		w.Header().Set("X-Sum", "6")
	}))
	defer upstream.Close()
	r := newRecorder(t, upstream.URL, nil)
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	get := func(path string) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	answer := get("/v1.0/p1/graphs")
	part := make([]byte, 3)
	if _, err := io.ReadFull(answer.Body, part); err != nil || string(part) != "one" {
		t.Fatalf("%s %v", part, err)
	}
	close(first)
	rest, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if string(rest) != "two" || err != nil || answer.Trailer.Get("X-Sum") != "6" {
		t.Errorf("%s %v %v", rest, err, answer.Trailer)
	}
	answer = get("/packed")
	data, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if !bytes.Equal(data, packed.Bytes()) {
		t.Errorf("%q", data)
	}
	list := r.exchanges(2)
	if list[0].Response.Body != "onetwo" || list[1].Response.Body != `{"jobCount":0}` {
		t.Errorf("%+v %+v", list[0].Response, list[1].Response)
	}
}

// What breaks upstream breaks for the client too, and is recorded as what it is.
func TestBrokenConnectionsStayBroken(t *testing.T) {
	var faults strings.Builder
	for _, c := range []string{"reset", "close", "garbage", "truncate", "trickle"} {
		delay := ""
		if c == "trickle" {
			delay = ", delay: 1ms"
		}
		fmt.Fprintf(&faults, "  - {name: %s, when: {query: {graphName: %s}}, connection: %s%s}\n", c, c, c, delay)
	}
	upstream := emulator.Start(t, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\nprojects: {\"*\": {jobs: [{jobName: ImportGraph, relatedGraph: g, begin: -1m}]}}\nfaults:\n"+faults.String())))
	for fault, want := range map[string]struct {
		broken string
		client func(status int, err error) bool
	}{
		"reset":    {"no answer: the connection was reset", func(_ int, err error) bool { return errors.Is(err, syscall.ECONNRESET) }},
		"close":    {"no answer: the connection was closed", func(_ int, err error) bool { return errors.Is(err, io.EOF) }},
		"garbage":  {"no answer: what came is no HTTP", func(_ int, err error) bool { return err != nil && strings.Contains(err.Error(), "malformed HTTP") }},
		"truncate": {"cut off", func(status int, err error) bool { return status == 200 && errors.Is(err, io.ErrUnexpectedEOF) }},
		"trickle":  {"", func(status int, err error) bool { return status == 200 && err == nil }},
	} {
		t.Run(fault, func(t *testing.T) {
			r := newRecorder(t, upstream.URL, nil)
			status := 0
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/v1.0/p1/graphs/jobs?graphName="+fault, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			request.Method = http.MethodGet
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			answer, err := client.Do(request)
			if err == nil {
				status = answer.StatusCode
				_, err = io.ReadAll(answer.Body)
				_ = answer.Body.Close()
			}
			if !want.client(status, err) {
				t.Errorf("the client sees %d %v", status, err)
			}
			x := r.exchanges(1)[0]
			if x.Failure != want.broken || (x.Response != nil) != (status == 200) {
				t.Errorf("recorded %q %+v", x.Failure, x.Response)
			}
			if strings.Contains(x.Failure, "127.0.0.1") {
				t.Errorf("an address is recorded: %s", x.Failure)
			}
		})
	}
}

func TestUnreachableUpstream(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	r := newRecorder(t, "http://"+l.Addr().String(), nil)
	status, body := r.get("/v1.0/p1/graphs/jobs", nil)
	if status != http.StatusBadGateway || body != `{"error_msg":"ges-emulator record cannot reach the upstream: nothing listens there.","error_code":"EMULATOR.UpstreamUnreachable"}` {
		t.Errorf("%d %s", status, body)
	}
	if x := r.exchanges(1)[0]; x.Failure != "no answer: nothing listens there" {
		t.Errorf("%+v", x)
	}
}

// get makes a call by the proxy.
func (r *recorder) get(uri string, prepare func(*http.Request)) (status int, body string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+uri, http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	if prepare != nil {
		prepare(request)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

// A signature that covers the proxy's host is not valid upstream: the call is refused, or
// signed anew.
func TestSignatures(t *testing.T) {
	upstream := emulator.Start(t, emulator.WithScenarioYAML("w.yaml", []byte("version: 1\nclock: {mode: realtime, start: now}\nauth: {mode: signature, keys: [{access: REAL-ACCESS, secret: real-secret}]}\nprojects: {\"*\": {}}\n")))
	list := "/v1.0/p1/graphs/jobs?limit=3&graphName=a%20b"
	sign := func(access, secret string) func(*http.Request) {
		return func(r *http.Request) { auth.Sign(r, access, secret, clock.Wall()) }
	}
	r := newRecorder(t, upstream.URL, nil)
	status, body := r.get(list, sign("REAL-ACCESS", "real-secret"))
	if status != http.StatusBadGateway || !strings.Contains(body, "Start ges-emulator record with --sign") || !strings.Contains(body, `"error_code":"EMULATOR.SignedHost"`) {
		t.Errorf("%d %s", status, body)
	}
	// As the Go SDK signs, without the host.
	status, body = r.get(list, func(q *http.Request) {
		at := strings.TrimPrefix(upstream.URL, "http://")
		q.Host = at
		auth.Sign(q, "REAL-ACCESS", "real-secret", clock.Wall())
	})
	if status != http.StatusOK {
		t.Errorf("signed for the upstream's host: %d %s", status, body)
	}
	r.exchanges(1)
	r = newRecorder(t, upstream.URL, &record.Key{Access: "REAL-ACCESS", Secret: "real-secret"})
	if status, body = r.get(list, sign("placeholder", "placeholder")); status != http.StatusOK || body != `{"jobCount":0,"jobList":[]}` {
		t.Errorf("%d %s", status, body)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/v1.0/p1/graphs", strings.NewReader(`{"graph":{"name":"movies","graphSizeTypeIndex":"1","vpcId":"v","subnetId":"s","securityGroupId":"g"}}`))
	if err != nil {
		t.Fatal(err)
	}
	auth.Sign(request, "placeholder", "placeholder", clock.Wall())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("a signed body: %d", answer.StatusCode)
	}
	for _, prepare := range []func(*http.Request){
		func(q *http.Request) { q.Header.Set("Origin", "https://evil.test") },
		func(q *http.Request) { q.Host = "evil.test" },
	} {
		if status, body = r.get(list, prepare); status != http.StatusForbidden || !strings.Contains(body, "EMULATOR.ForeignCaller") {
			t.Errorf("another site: %d %s", status, body)
		}
	}
	for _, x := range r.exchanges(2) {
		if text := fmt.Sprintf("%+v %+v", x, x.Response); strings.Contains(text, "real-secret") || strings.Contains(text, "REAL-ACCESS") || strings.Contains(text, "Signature=") {
			t.Errorf("a secret is recorded: %s", text)
		}
	}
}

// Many clients at once lose no exchange.
func TestManyClients(t *testing.T) {
	upstream := emulator.Start(t, emulator.WithScenario("import-lifecycle"))
	r := newRecorder(t, upstream.URL, nil)
	const clients, calls = 16, 25
	ended := make(chan error, clients)
	for i := range clients {
		go func() {
			for range calls {
				answer, err := http.Get(fmt.Sprintf("%s/v1.0/p%d/graphs/jobs", r.url, i))
				if err != nil {
					ended <- err
					return
				}
				_, err = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				if err != nil {
					ended <- err
					return
				}
			}
			ended <- nil
		}()
	}
	for range clients {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	latest := map[string]time.Time{}
	for _, x := range r.exchanges(clients * calls) {
		project := recording.Project(x.URI)
		if !x.At.After(latest[project]) {
			t.Errorf("exchange %d of %s is at %s, after %s", x.Number, project, x.At, latest[project])
		}
		latest[project] = x.At
	}
}
