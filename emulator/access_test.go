package emulator_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// send makes a call with headers, written «Name: value».
func send(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}

const page = "Origin: http://localhost:3000"

func TestPagesOfAnyOriginMayCall(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("third-poll-fails"))
	for _, target := range []string{listPath, "/openapi.yaml", "/nothing"} {
		h := send(e, "GET", target, page).Header()
		if h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "X-Request-Id") ||
			len(h.Values("Access-Control-Allow-Origin")) != 1 || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %v", target, h)
		}
	}
	for target, origin := range map[string]string{listPath: "*", "/openapi.yaml": "*", "/nothing": "*", clockPath: "http://localhost:3000"} {
		rec := send(e, "OPTIONS", target, page, "Access-Control-Request-Method: PATCH", "Access-Control-Request-Headers: x-auth-token,content-type")
		h := rec.Header()
		if rec.Code != 204 || rec.Body.Len() > 0 || h.Get("Access-Control-Allow-Origin") != origin || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") ||
			h.Get("Access-Control-Allow-Headers") != "x-auth-token,content-type" {
			t.Errorf("preflight of %s: %d %v", target, rec.Code, h)
		}
	}
	// The failures are the first call's and that to /nothing; no preflight counted.
	if rec := send(e, "GET", listPath, page); rec.Code != 200 {
		t.Errorf("the second call: %d", rec.Code)
	}
	if rec := send(e, "GET", listPath, page); rec.Code != 400 || rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the third call, which fails: %d %v", rec.Code, rec.Header())
	}
	if h := send(e, "GET", listPath).Header(); h.Get("Access-Control-Allow-Origin") != "" || h.Get("Vary") != "" {
		t.Errorf("no browser: %v", h)
	}
	if rec := send(e, "OPTIONS", listPath); rec.Code != 404 {
		t.Errorf("OPTIONS without an origin: %d", rec.Code)
	}
}

const (
	clockPath   = "/_emulator/projects/p1/clock"
	advancePath = clockPath + "/advance"
	evilPage    = "Origin: http://evil.example"
)

// What is refused is refused on the request: a browser sends a plain POST without
// asking first, so that a withheld header would come too late.
func TestTheControlAPITakesNoForeignPages(t *testing.T) {
	metrics := emulator.WithMetrics(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }))
	for _, c := range []struct {
		options []emulator.Option
		origins map[string]bool
	}{
		{nil, map[string]bool{
			"http://localhost:3000": true, "https://127.0.0.1:8443": true, "http://[::1]:5173": true, "http://app.localhost": true,
			"http://evil.example": false, "null": false, "http://localhost.evil.example": false, "": false, "*": false,
		}},
		{[]emulator.Option{emulator.WithCORSOrigins("HTTPS://A.example:443")}, map[string]bool{
			"https://a.example": true, "http://localhost:3000": false, "http://evil.example": false, "null": false,
		}},
		{[]emulator.Option{emulator.WithCORSOrigins("*")}, map[string]bool{"http://evil.example": true, "null": true}},
	} {
		e := newEmulator(t, append(c.options, metrics, emulator.WithScenario("import-lifecycle"))...)
		for origin, allowed := range c.origins {
			for _, call := range []string{"POST /_emulator/projects/p1/reset", "GET " + clockPath, "GET /_emulator/health", "GET /metrics", "GET /_emulator/nothing"} {
				method, target, _ := strings.Cut(call, " ")
				rec := send(e, method, target, "Origin: "+origin)
				refused := rec.Code == 403
				if refused == allowed || (rec.Header().Get("Access-Control-Allow-Origin") == "") == allowed || refused && !strings.Contains(rec.Body.String(), `"hint":"Start the emulator with --cors-origin`) {
					t.Errorf("%s from %q, of %d options: %d %v %s", call, origin, len(c.options), rec.Code, rec.Header(), rec.Body)
				}
			}
			rec := send(e, "OPTIONS", advancePath, "Origin: "+origin, "Access-Control-Request-Method: POST")
			if want := map[bool]int{true: 204, false: 403}[allowed]; rec.Code != want {
				t.Errorf("preflight from %q: %d, want %d", origin, rec.Code, want)
			}
		}
	}
	e := newEmulator(t)
	r := httptest.NewRequest("POST", "/_emulator/projects/p1/reset", nil)
	r.Header["Origin"] = []string{"http://localhost", "http://evil.example"}
	rec := httptest.NewRecorder()
	if e.ServeHTTP(rec, r); rec.Code != 403 {
		t.Errorf("two origins: %d", rec.Code)
	}
}

func TestCORSOriginsCanBeNarrowed(t *testing.T) {
	e := newEmulator(t, emulator.WithCORSOrigins("HTTP://LocalHost:3000", "https://a.example:443"))
	for origin, allowed := range map[string]string{
		"http://localhost:3000": "http://localhost:3000", "https://a.example": "https://a.example", "http://evil.example": "", "null": "",
	} {
		rec := send(e, "GET", listPath, "Origin: "+origin)
		h := rec.Header()
		if got := h.Get("Access-Control-Allow-Origin"); rec.Code != 200 || got != allowed || (h.Get("Access-Control-Allow-Credentials") == "true") != (allowed != "") {
			t.Errorf("%s: %d %v, want %q", origin, rec.Code, h, allowed)
		}
	}
	for _, bad := range []string{"localhost:3000", "http://a/b", "", "http://", "http://*.example"} {
		if _, err := emulator.New(emulator.WithCORSOrigins(bad)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q is not an origin", bad)) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A page can point a name of its own at 127.0.0.1, and is then of the same origin as
// the emulator for its browser: only the name gives it away.
func TestTheControlAPIHasTheNamesOfThisMachine(t *testing.T) {
	metrics := emulator.WithMetrics(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }))
	s := emulator.Start(t, metrics, emulator.WithAllowedHosts("GES.test", "192.0.2.7"))
	own := httptest.NewServer(s) // a server of the caller's own
	defer own.Close()
	for host, status := range map[string]int{
		"localhost:8080": 200, "127.0.0.1": 200, "[::1]:80": 200, "ges.test:8080": 200, "192.0.2.7": 200,
		"evil.example:8080": 421, "localhost.evil.example": 421, "0.0.0.0:8080": 421, "192.0.2.8": 421,
	} {
		for _, target := range []string{"/_emulator/health", clockPath, "/metrics"} {
			for _, server := range []*emulator.Server{s, {URL: own.URL}} {
				resp, body := callOver(t, server, "GET "+target, "Host: "+host)
				if resp.StatusCode != status || status == 421 && !strings.Contains(body, "--allowed-host") {
					t.Errorf("%s of %s: %d %s, want %d", target, host, resp.StatusCode, body, status)
				}
			}
		}
		for _, target := range []string{listPath, "/openapi.yaml"} { // people map the vendor's names here
			if resp, body := callOver(t, s, "GET "+target, "Host: "+host); resp.StatusCode != 200 {
				t.Errorf("%s of %s: %d %s", target, host, resp.StatusCode, body)
			}
		}
	}
	client := &http.Client{Transport: s.Transport()}
	resp, err := client.Get("http://ges.example/_emulator/health")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("without a port no page can call, yet the answer is %d", resp.StatusCode)
	}
	for _, bad := range []string{"", "ges.test:80", "http://ges.test", "*"} {
		if _, err := emulator.New(emulator.WithAllowedHosts(bad)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q is not a host name", bad)) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Other machines call a server that listens for them by whatever name they have for it.
func TestAServerForOthersHasAnyName(t *testing.T) {
	e := newEmulator(t)
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- e.Serve(ctx, l) }()
	s := &emulator.Server{URL: fmt.Sprintf("http://127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port)}
	if resp, body := callOver(t, s, "GET /_emulator/health", "Host: ges:8080"); resp.StatusCode != 200 {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestControlToken(t *testing.T) {
	e := newEmulator(t, emulator.WithControlToken("s3cret"))
	for header, status := range map[string]int{
		"": 401, "Authorization: Bearer s3cret": 200, "Authorization: bearer s3cret": 200, "Authorization: BEARER s3cret": 200,
		"Authorization: bearer S3CRET": 401, "Authorization: Bearer s3cre": 401, "Authorization: s3cret": 401,
		"Authorization: Basic s3cret": 401, "X-Auth-Token: s3cret": 401,
	} {
		rec := send(e, "GET", "/_emulator/projects/p1/clock", header)
		if rec.Code != status {
			t.Errorf("%q: %d", header, rec.Code)
		}
		if status == 401 && (!strings.Contains(rec.Body.String(), `"hint"`) || rec.Header().Get("WWW-Authenticate") != "Bearer") {
			t.Errorf("%q: %v %s", header, rec.Header(), rec.Body)
		}
	}
	for target, status := range map[string]int{"/_emulator/health": 200, listPath: 200, "/_emulator/healthy": 401, "/_emulator": 302, "/_emulator/console": 401} {
		if rec := send(e, "GET", target); rec.Code != status {
			t.Errorf("%s: %d", target, rec.Code)
		}
	}
	for _, bad := range []string{"", "s3 cret", "s3cret\n", "s\u00e9cret"} {
		if _, err := emulator.New(emulator.WithControlToken(bad)); err == nil || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Options follow the rules of the flags: what is left empty is the default, or an error
// where the default would open something.
func TestEmptyOptions(t *testing.T) {
	e := newEmulator(t, nil, emulator.WithLogger(nil), emulator.WithObserver(nil), emulator.WithMetrics(nil), emulator.WithNoViolations(nil), emulator.WithState(""))
	for target, status := range map[string]int{listPath: 200, "/_emulator/health": 200, "/metrics": 404, "/_emulator/nothing": 404} {
		if rec := send(e, "GET", target); rec.Code != status {
			t.Errorf("%s: %d, want %d", target, rec.Code, status)
		}
	}
	for name, option := range map[string]emulator.Option{
		"origins": emulator.WithCORSOrigins(), "an origin": emulator.WithCORSOrigins(""), "hosts": emulator.WithAllowedHosts(), "a host": emulator.WithAllowedHosts(""),
		"a token": emulator.WithControlToken(""), "projects": emulator.WithMaxProjects(0), "a time": emulator.WithProjectIdleTimeout(-1), "requests": emulator.WithJournal(-1), "a scenario": emulator.WithScenario(""),
	} {
		if _, err := emulator.New(option); err == nil {
			t.Errorf("%s: an empty value is taken", name)
		}
	}
}

func TestControlApart(t *testing.T) {
	e := newEmulator(t, emulator.WithSeparateControl())
	if rec := send(e, "GET", "/_emulator/health"); rec.Code != 404 || !strings.Contains(rec.Body.String(), "APIGW.0101") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := send(e.Control(), "GET", "/_emulator/health", page); rec.Code != 200 || rec.Header().Get("Access-Control-Allow-Origin") != "http://localhost:3000" {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	if rec := send(e.Control(), "GET", "/_emulator/health", evilPage); rec.Code != 403 {
		t.Errorf("a foreign page: %d", rec.Code)
	}
}

// TestMaxProjects fills an emulator with projects that nobody calls, then with
// ones that are called.
func TestMaxProjects(t *testing.T) {
	e := newEmulator(t, emulator.WithMaxProjects(3), emulator.WithScenario("documented-sample"))
	path := func(id string) string { return "/v1.0/" + id + "/graphs/jobs" }
	send(e, "GET", path("called"))
	for i := range 10 {
		send(e, "GET", fmt.Sprintf("/_emulator/projects/idle%d/clock", i))
	}
	if body := send(e, "GET", "/_emulator/projects").Body.String(); !strings.Contains(body, `"count":1,`) || !strings.Contains(body, `"id":"called"`) {
		t.Errorf("a look begins no life: %s", body)
	}
	for _, id := range []string{"b", "c"} {
		if rec := send(e, "GET", path(id)); rec.Code != 200 {
			t.Errorf("%s: %d", id, rec.Code)
		}
	}
	if rec := send(e, "GET", path("d")); rec.Code != 503 || rec.Body.String() != `{"errorMessage":"The emulator holds as many projects as it may.","errorCode":"GES.9999"}` {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := send(e, "GET", "/_emulator/projects/d/clock"); rec.Code != 503 || !strings.Contains(rec.Body.String(), "--max-projects") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if _, err := e.LookupProject("d"); err == nil || !strings.Contains(err.Error(), "as many projects live as are allowed") {
		t.Errorf("%v", err)
	}
	if rec := send(e, "DELETE", "/_emulator/projects/d"); rec.Code != 204 {
		t.Errorf("forgetting one that does not live: %d %s", rec.Code, rec.Body)
	}
	send(e, "DELETE", "/_emulator/projects/b")
	if rec := send(e, "GET", path("d")); rec.Code != 200 {
		t.Errorf("after one was forgotten: %d", rec.Code)
	}
}
