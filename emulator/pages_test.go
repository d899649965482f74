package emulator_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// A page gets an image, a script or a frame without telling its origin. It cannot read
// them, but whether they load tells whether a job is there.
func TestPagesOfOtherSitesEmbedNothing(t *testing.T) {
	metrics := emulator.WithMetrics(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }))
	for _, c := range []struct {
		options        []emulator.Option
		embeds, reads  int
		site, dest, at string
	}{
		{nil, 403, 200, "cross-site", "image", ""},
		{nil, 403, 200, "cross-site", "script", ""},
		{nil, 403, 200, "cross-site", "iframe", ""},
		{nil, 403, 200, "same-site", "empty", ""},
		{nil, 200, 200, "cross-site", "document", ""}, // a link
		{nil, 200, 200, "same-origin", "image", ""},
		{nil, 200, 200, "none", "document", ""}, // an address that the user typed
		{[]emulator.Option{emulator.WithCORSOrigins("*")}, 200, 200, "cross-site", "image", ""},
		{[]emulator.Option{emulator.WithCORSOrigins("https://a.example")}, 403, 200, "cross-site", "image", "https://a.example"},
	} {
		e := newEmulator(t, append(c.options, metrics)...)
		if c.at == "" {
			c.at = "http://localhost:3000"
		}
		for _, target := range []string{"/_emulator/health", clockPath, "/metrics"} {
			rec := send(e, "GET", target, "Sec-Fetch-Site: "+c.site, "Sec-Fetch-Dest: "+c.dest)
			if rec.Code != c.embeds || rec.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s as %s by a page that is %s, of %d options: %d %v", target, c.dest, c.site, len(c.options), rec.Code, rec.Header())
			}
			if rec.Code == 403 && !strings.Contains(rec.Body.String(), `"hint":"Call it by fetch`) {
				t.Errorf("the answer is %s", rec.Body)
			}
			rec = send(e, "GET", target, "Sec-Fetch-Site: "+c.site, "Sec-Fetch-Dest: empty", "Origin: "+c.at)
			if rec.Code != c.reads {
				t.Errorf("%s by fetch of %s: %d %s", target, c.at, rec.Code, rec.Body)
			}
		}
		if rec := send(e, "GET", listPath, "Sec-Fetch-Site: "+c.site, "Sec-Fetch-Dest: "+c.dest); rec.Code != 200 {
			t.Errorf("the emulated API, which is open: %d", rec.Code)
		}
	}
}

// A page of the emulator's own origin posts with that origin. It may by an allowed name
// alone: by others it can come from elsewhere.
func TestPagesOfTheOwnOriginMayCall(t *testing.T) {
	named := emulator.Start(t, emulator.WithCORSOrigins("https://a.example"), emulator.WithAllowedHosts("ges.test"))
	byDefault := emulator.Start(t, emulator.WithAllowedHosts("ges.test"))
	for _, s := range []*emulator.Server{named, byDefault} {
		for host, status := range map[string]int{
			"localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "ges.test:8080": 200, "evil.example:8080": 421,
		} {
			resp, body := callOver(t, s, "POST /_emulator/projects/p1/reset", "Host: "+host, "Origin: http://"+host)
			if resp.StatusCode != status {
				t.Errorf("from its own origin at %s: %d %s, want %d", host, resp.StatusCode, body, status)
			}
			resp, body = callOver(t, s, "POST /_emulator/projects/p1/reset", "Host: "+host, "Origin: http://ges.test:3000")
			if resp.StatusCode == 200 {
				t.Errorf("from another port of ges.test at %s: %d %s", host, resp.StatusCode, body)
			}
		}
	}
	// A server for other machines has any name, so its own origin proves nothing.
	e := newEmulator(t, emulator.WithAllowedHosts("ges.test"))
	for host, status := range map[string]int{"http://ges.test": 200, "http://evil.example": 403} {
		if rec := send(e, "POST", host+"/_emulator/projects/p1/reset", "Origin: "+host); rec.Code != status {
			t.Errorf("%s: %d %s, want %d", host, rec.Code, rec.Body, status)
		}
	}
}

func TestRefusedPagesAreLogged(t *testing.T) {
	var log bytes.Buffer
	e := newEmulator(t, emulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	for _, c := range []struct{ headers, line string }{
		{"Origin: http://evil.example", `status=403 host=example.com origin=http://evil.example site=""`},
		{"Sec-Fetch-Site: cross-site", `status=403 host=example.com origin="" site=cross-site`},
	} {
		log.Reset()
		send(e, "GET", clockPath+"?token=s3cret", c.headers)
		if want := `level=WARN msg="control call refused" method=GET uri="` + clockPath + `?token=***" ` + c.line + "\n"; !strings.HasSuffix(log.String(), want) {
			t.Errorf("%s: the log is %s, want %s", c.headers, &log, want)
		}
	}
	log.Reset()
	send(e, "GET", clockPath, page)
	if log.Len() > 0 {
		t.Errorf("an allowed call: %s", &log)
	}
	s := emulator.Start(t, emulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	callOver(t, s, "POST /_emulator/projects/p1/reset", "Host: evil.example:80")
	if want := "method=POST uri=/_emulator/projects/p1/reset status=421 host=evil.example:80"; strings.Count(log.String(), "refused") != 1 || !strings.Contains(log.String(), want) {
		t.Errorf("the log is %s, want %s", &log, want)
	}
}

// What a browser sends without a preflight and without an origin is a GET: none may
// change anything.
func TestReadingChangesNothing(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("world.yaml", []byte(strings.Replace(controlWorld, "projects:", "clock: {mode: stepped, step: 5s}\nprojects:", 1))))
	for _, call := range []string{clientsCall, goodCall} {
		request(t, e, call)
	}
	state := func() (all string) {
		for _, target := range []string{"/_emulator/projects", "/_emulator/projects/p1/snapshot", "/_emulator/projects/p2/snapshot", "/_emulator/projects/p1/requests"} {
			all += request(t, e, "GET "+target).Body.String()
		}
		return all
	}
	before, calls := state(), 0
	for _, route := range control.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		for _, c := range controlCalls[route.Method+" "+route.Path] {
			request(t, e, c.call)
			calls++
			if after := state(); after != before {
				t.Fatalf("%s changes the state from %s to %s", c.call, before, after)
			}
		}
	}
	if calls < 15 {
		t.Errorf("only %d calls were made", calls)
	}
}
