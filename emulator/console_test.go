package emulator_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const asBrowser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"

// A browser that opens the printed address gets to the console; whoever else asks for it
// gets the gateway's 404, as before.
func TestBrowsersAreSentToTheConsole(t *testing.T) {
	e := newEmulator(t)
	for _, c := range []struct{ call, accept, location string }{
		{"GET /", asBrowser, "_emulator/"},
		{"HEAD /", asBrowser, "_emulator/"},
		{"GET /_emulator", "Accept: */*", "_emulator/"},
		{"GET /", "Accept: */*", ""},
		{"GET /", "Accept: application/json", ""},
		{"POST /", asBrowser, ""},
		{"GET /v1.0", asBrowser, ""},
	} {
		rec := request(t, e, c.call, c.accept)
		want := 404
		if c.location != "" {
			want = 302
		}
		if rec.Code != want || rec.Header().Get("Location") != c.location {
			t.Errorf("%s with %s: %d to %q, want %d to %q", c.call, c.accept, rec.Code, rec.Header().Get("Location"), want, c.location)
		}
	}
	apart := newEmulator(t, emulator.WithSeparateControl())
	if rec := request(t, apart, "GET /", asBrowser); rec.Code != 404 {
		t.Errorf("the console is elsewhere: %d", rec.Code)
	}
	if rec := request(t, apart.Control(), "GET /", asBrowser); rec.Code != 302 {
		t.Errorf("where the console is: %d", rec.Code)
	}
	if rec := request(t, e, "GET /_emulator/projects"); !strings.Contains(rec.Body.String(), `"count":0`) {
		t.Errorf("a browser has made a project: %s", rec.Body)
	}
}

// The page needs no token, but its calls do, and nothing may frame or extend it.
func TestConsoleFiles(t *testing.T) {
	e := newEmulator(t, emulator.WithControlToken("s3cret"))
	for path, contentType := range map[string]string{
		"/_emulator/":                    "text/html; charset=utf-8",
		"/_emulator/console/app.js":      "text/javascript; charset=utf-8",
		"/_emulator/console/console.css": "text/css; charset=utf-8",
	} {
		rec := request(t, e, "GET "+path)
		if rec.Code != 200 || rec.Header().Get("Content-Type") != contentType || rec.Body.Len() == 0 || rec.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, rec.Code, rec.Header())
		}
		if policy := rec.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; script-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		again := request(t, e, "GET "+path, "If-None-Match: "+rec.Header().Get("ETag"))
		if again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s: the same again: %d with %d bytes", path, again.Code, again.Body.Len())
		}
	}
	for call, want := range map[string]int{
		"GET /_emulator/projects": 401, "GET /_emulator/console/nothing.js": 401, "GET /_emulator/console/": 401, "GET /_emulator/console/index.html": 401,
		"GET /_emulator/console/../console/app.js": 401, "POST /_emulator/": 401,
	} {
		if rec := request(t, e, call); rec.Code != want {
			t.Errorf("%s: %d, want %d", call, rec.Code, want)
		}
	}
	if rec := request(t, newEmulator(t), "GET /_emulator/console/nothing.js"); rec.Code != 404 || !strings.Contains(rec.Body.String(), "there is no control call at") {
		t.Errorf("an unknown file: %d %s", rec.Code, rec.Body)
	}
	if rec := request(t, e, "GET /_emulator/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: document", "Sec-Fetch-Mode: navigate"); rec.Code != 200 {
		t.Errorf("a link from elsewhere: %d", rec.Code)
	}
	if rec := request(t, e, "GET /_emulator/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: iframe"); rec.Code != 403 {
		t.Errorf("a frame of another site: %d", rec.Code)
	}
}

// The page is small, speaks to nobody else and runs nothing that is not in its files.
func TestConsoleIsSelfContained(t *testing.T) {
	const most = 150_000
	sum := 0
	foreign := regexp.MustCompile(`(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}`)
	err := fs.WalkDir(os.DirFS("console"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && path != "." {
			return fs.SkipDir
		}
		if ext := filepath.Ext(path); ext != ".js" && ext != ".css" && ext != ".html" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join("console", path))
		sum += len(text)
		for _, link := range foreign.FindAllString(string(text), -1) {
			if link != "http://www.w3.org" {
				t.Errorf("%s names %s", path, link)
			}
		}
		if path == "index.html" && regexp.MustCompile(`<style|style=|<script>|<script type="module">|\son[a-z]+=`).Match(text) {
			t.Error("index.html has a script or a style of its own, which the policy forbids")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", sum)
	if sum > most {
		t.Errorf("the page has %d bytes, at most %d are allowed", sum, most)
	}
}
