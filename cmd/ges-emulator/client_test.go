package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// TestOtherAnswers makes the commands meet answers that the scripts cannot make: of what
// is no emulator, and those of a control API that listens elsewhere.
func TestOtherAnswers(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a$1.yaml", []byte("name: a"), 0o600); err != nil {
		t.Fatal(err)
	}
	const notOurs = ", which is not of a control API: "
	for _, c := range []struct {
		status int
		body   string
		args   []string
		want   string
	}{
		{200, "<html>", []string{"health"}, "Error: something answers, but it is no ges-emulator\nTry: --addr of an emulator\n"},
		{200, "{}", []string{"health"}, "Error: something answers, but it is no ges-emulator\nTry: --addr of an emulator\n"},
		{200, "<html>", []string{"advance", "p1", "30s"}, "Error: something answers, but it is no ges-emulator\nTry: --addr of an emulator\n"},
		{302, "", []string{"reset", "p1"}, "URL/_emulator/projects/p1/reset: it answers 302 Found" + notOurs},
		{400, "Client sent an HTTP request to an HTTPS server.\n", []string{"fault", "p1"}, "it answers 400 Bad Request" + notOurs + "Client sent an HTTP request to an HTTPS server.\n"},
		{502, strings.Repeat("x", 500), []string{"load", "p1", "empty"}, "it answers 502 Bad Gateway" + notOurs + strings.Repeat("x", 100)},
		{421, `{"error":"not by this host","hint":"Use --allowed-host."}`, []string{"reset", "p1"}, "Error: not by this host\nUse --allowed-host.\n"},
		{400, `{"error":"body:1:12: builtin: \"empty\" is not a built-in scenario","hint":"Nothing was changed."}`, []string{"load", "p1", "empty"},
			"Error: builtin: \"empty\" is not a built-in scenario\nTry: ges-emulator scenarios, which describes each\n"},
		{400, `{"error":"body:1:1: one\nbody:2:3: two","hint":"Nothing was changed."}`, []string{"fault", "p1", "-f", "a$1.yaml"}, "Error: a$1.yaml:1:1: one\na$1.yaml:2:3: two\nNothing was changed.\n"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		code, text := runCommand(t, append(c.args, "--addr", server.URL)...)
		server.Close()
		if want := strings.ReplaceAll(c.want, "URL", server.URL); code == exitOK || !strings.Contains(text, want) {
			t.Errorf("%v: exit code %d, %s\nwant %s", c.args, code, text, want)
		}
	}
}

// runCommand runs a command line, and returns its exit code and what it wrote to
// standard error.
func runCommand(t *testing.T, args ...string) (code int, text string) {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	code = run(args, streams{in: strings.NewReader(""), out: file, err: file})
	data, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return code, string(data)
}
