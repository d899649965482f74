package emulator_test

import (
	"fmt"
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
	for _, target := range []string{listPath, "/_emulator/projects/p1/clock", "/openapi.yaml", "/nothing"} {
		h := send(e, "GET", target, page).Header()
		if h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "X-Request-Id") ||
			len(h.Values("Access-Control-Allow-Origin")) != 1 {
			t.Errorf("%s: %v", target, h)
		}
		rec := send(e, "OPTIONS", target, page, "Access-Control-Request-Method: PATCH", "Access-Control-Request-Headers: x-auth-token,content-type")
		h = rec.Header()
		if rec.Code != 204 || rec.Body.Len() > 0 || h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") ||
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

func TestCORSOriginsCanBeNarrowed(t *testing.T) {
	e := newEmulator(t, emulator.WithCORSOrigins("http://localhost:3000", "https://a.example"))
	for origin, allowed := range map[string]string{
		"http://localhost:3000": "http://localhost:3000", "https://a.example": "https://a.example", "http://evil.example": "", "null": "",
	} {
		if got := send(e, "GET", listPath, "Origin: "+origin).Header().Get("Access-Control-Allow-Origin"); got != allowed {
			t.Errorf("%s: allowed is %q, want %q", origin, got, allowed)
		}
	}
	for _, bad := range []string{"localhost:3000", "http://a/b", "", "http://"} {
		if _, err := emulator.New(emulator.WithCORSOrigins(bad)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q is not an origin", bad)) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestControlToken(t *testing.T) {
	e := newEmulator(t, emulator.WithControlToken("s3cret"))
	for header, status := range map[string]int{
		"": 401, "Authorization: Bearer s3cret": 200, "Authorization: Bearer s3cre": 401, "Authorization: s3cret": 401,
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
	for target, status := range map[string]int{"/_emulator/health": 200, listPath: 200, "/_emulator/healthy": 401, "/_emulator": 401} {
		if rec := send(e, "GET", target); rec.Code != status {
			t.Errorf("%s: %d", target, rec.Code)
		}
	}
	if _, err := emulator.New(emulator.WithControlToken("")); err == nil {
		t.Error("an empty token is no token")
	}
}

func TestControlApart(t *testing.T) {
	e := newEmulator(t, emulator.WithSeparateControl())
	if rec := send(e, "GET", "/_emulator/health"); rec.Code != 404 || !strings.Contains(rec.Body.String(), "APIGW.0101") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := send(e.Control(), "GET", "/_emulator/health", page); rec.Code != 200 || rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", rec.Code, rec.Header())
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
	if rec := send(e, "GET", "/_emulator/projects/d/clock"); rec.Code != 409 || !strings.Contains(rec.Body.String(), "--max-projects") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if _, err := e.Project("d"); err == nil || !strings.Contains(err.Error(), "as many projects live as are allowed") {
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
