package main

import (
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/emulator"
)

func TestClientAddress(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080":   "127.0.0.1:8080",
		"0.0.0.0:8080":     "127.0.0.1:8080",
		"[::]:8080":        "127.0.0.1:8080",
		":8080":            "127.0.0.1:8080",
		"[::1]:80":         "[::1]:80",
		"192.0.2.7:9000":   "192.0.2.7:9000",
		"emulator.test:80": "emulator.test:80",
	} {
		var a address
		if err := a.UnmarshalText([]byte(listen)); err != nil {
			t.Errorf("%s: %v", listen, err)
		} else if got := a.client(); got != want {
			t.Errorf("a client reaches %s at %s, want %s", listen, got, want)
		}
	}
}

func TestAddressErrors(t *testing.T) {
	for text, want := range map[string]string{
		"8080":          `"8080" is not an address; write host:port, such as 127.0.0.1:8080`,
		"127.0.0.1":     `"127.0.0.1" is not an address; write host:port, such as 127.0.0.1:8080`,
		"::1:80":        `"::1:80" is not an address; write host:port, such as 127.0.0.1:8080`,
		"localhost:":    `"localhost:" has no port from 0 to 65535; write host:port, such as 127.0.0.1:8080`,
		"localhost:x":   `"localhost:x" has no port from 0 to 65535; write host:port, such as 127.0.0.1:8080`,
		":65536":        `":65536" has no port from 0 to 65535; write host:port, such as 127.0.0.1:8080`,
		"localhost:-1":  `"localhost:-1" has no port from 0 to 65535; write host:port, such as 127.0.0.1:8080`,
		"http://a:8080": `"http://a:8080" is not an address; write host:port, such as 127.0.0.1:8080`,
	} {
		var a address
		if err := a.UnmarshalText([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// A client takes a URL too.
func TestServerAddress(t *testing.T) {
	for given, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":8080": "http://127.0.0.1:8080", "": "http://" + defaultAddr,
		"http://localhost:8080": "http://localhost:8080", "https://127.0.0.1:8443/": "https://127.0.0.1:8443", "https://ges.test": "https://ges.test", "HTTPS://[::1]:1": "https://[::1]:1",
	} {
		var a serverAddr
		if err := a.UnmarshalText([]byte(given)); err != nil || a.url("http") != want {
			t.Errorf("%s: %s, %v, want %s", given, a.url("http"), err, want)
		}
	}
	for _, given := range []string{"ftp://a", "http://", "http://a:b", "https://a/v1.0", "http://a?b", "http://a/#", "http://u:p@a", "://a", "http://a b"} {
		var a serverAddr
		if err := a.UnmarshalText([]byte(given)); err == nil || !strings.HasSuffix(err.Error(), "is not the URL of an emulator; write scheme and host, such as http://127.0.0.1:8080") {
			t.Errorf("%s: %v", given, err)
		}
	}
	for given, want := range map[string]string{"8080": "write host:port", "127.0.0.1": "write host:port"} {
		var a secondServerAddr
		if err := a.UnmarshalText([]byte(given)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", given, err)
		}
	}
}

// A variable that is set but empty, as container tools like to pass it, is as
// good as none.
func TestEmptyVariables(t *testing.T) {
	j := requestCount{true, 0}
	a, f, l, m := address("x"), logFormat("x"), logLevel{slog.LevelError}, colorMode("x")
	if err := j.UnmarshalText(nil); err != nil || j.options() != nil {
		t.Errorf("an empty number of requests: %v, %v", j, err)
	}
	for _, err := range []error{a.UnmarshalText(nil), f.UnmarshalText(nil), l.UnmarshalText(nil), m.UnmarshalText(nil)} {
		if err != nil {
			t.Error(err)
		}
	}
	if a != defaultAddr || f != logText || l.Level != slog.LevelInfo || m != colorAuto {
		t.Errorf("got %s, %s, %s, %s", a, f, l, m)
	}
}

// A flag is empty only where a script did not fill it in.
func TestEmptyLists(t *testing.T) {
	for flag, variable := range map[string]string{"--cors-origin": "GES_EMULATOR_CORS_ORIGIN", "--allowed-host": "GES_EMULATOR_ALLOWED_HOST"} {
		t.Setenv(variable, "")
		var c cli
		if _, err := kong.Must(&c).Parse([]string{"serve"}); err != nil || len(c.Serve.accessFlags.options()) != 0 {
			t.Errorf("$%s is empty: %v", variable, err)
		}
		for _, args := range [][]string{{"serve", flag + "="}, {"serve", flag, ""}, {"serve", flag, "http://a", flag, ""}} {
			if _, err := kong.Must(&cli{}).Parse(args); err == nil {
				t.Errorf("%q is taken", args)
			}
		}
	}
	t.Setenv("GES_EMULATOR_ALLOWED_HOST", "A.test, b.test")
	var c cli
	if _, err := kong.Must(&c).Parse([]string{"serve"}); err != nil || !slices.Equal(c.Serve.AllowedHost, []string{"a.test", "b.test"}) {
		t.Errorf("%q, %v", c.Serve.AllowedHost, err)
	}
	if _, err := kong.Must(&c).Parse([]string{"serve", "--allowed-host", "c.test"}); err != nil || !slices.Equal(c.Serve.AllowedHost, []string{"c.test"}) {
		t.Errorf("%q, %v", c.Serve.AllowedHost, err)
	}
}

func TestWrap(t *testing.T) {
	got := wrap("one two  three\nfour incomprehensibly five", 9)
	want := []string{"one two", "three", "four", "incomprehensibly", "five"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestColor(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/output")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for mode, want := range map[string]bool{colorAlways: true, colorNever: false, colorAuto: false} {
		if got := hasColor(mode, file); got != want {
			t.Errorf("--color %s into a file: %t, want %t", mode, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/output")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for columns, want := range map[string]int{"120": 120, "": 80, "wide": 80, "-3": 80} {
		t.Setenv("COLUMNS", columns)
		if got := width(file); got != want {
			t.Errorf("COLUMNS=%q: %d columns, want %d", columns, got, want)
		}
	}
}

func TestBanner(t *testing.T) {
	any, err := emulator.New(emulator.WithScenario("import-lifecycle"))
	if err != nil {
		t.Fatal(err)
	}
	want := `
  console    http://127.0.0.1:8080/_emulator/
  scenario   import-lifecycle
  now        2018-12-17T12:55:00 (virtual, UTC)
  list jobs  curl 'http://127.0.0.1:8080/v1.0/p1/graphs/jobs?limit=2'
  move time  curl -d '{"by":"1m"}' http://127.0.0.1:8080/_emulator/projects/p1/clock/advance
  stop       Ctrl+C

`
	if got := banner(any, "http://127.0.0.1:8080", "http://127.0.0.1:8080"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}

	secure, err := emulator.New(emulator.WithScenario("import-lifecycle"), emulator.WithTLS())
	if err != nil {
		t.Fatal(err)
	}
	want = `
  console    https://127.0.0.1:8081/_emulator/
  scenario   import-lifecycle
  now        2018-12-17T12:55:00 (virtual, UTC)
  list jobs  curl -k 'https://127.0.0.1:8080/v1.0/p1/graphs/jobs?limit=2'
  move time  curl -k -d '{"by":"1m"}' https://127.0.0.1:8081/_emulator/projects/p1/clock/advance
  trust      curl -k -o ca.pem https://127.0.0.1:8081/_emulator/ca.pem
  stop       Ctrl+C

`
	if got := banner(secure, "https://127.0.0.1:8080", "https://127.0.0.1:8081"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}

	one, err := emulator.New(emulator.WithScenarioYAML("one.yaml", []byte("version: 1\nprojects: {abc: {jobs: []}}\n")))
	if err != nil {
		t.Fatal(err)
	}
	want = `
  console    http://127.0.0.1:8080/_emulator/
  scenario   one
  list jobs  curl 'http://127.0.0.1:8080/v1.0/PROJECT/graphs/jobs?limit=2'
  stop       Ctrl+C

`
	if got := banner(one, "http://127.0.0.1:8080", "http://127.0.0.1:8080"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestOverviewNamesEveryCommand(t *testing.T) {
	for _, name := range commandNames() {
		if !strings.Contains(overview, "\n  "+name) {
			t.Errorf("the overview does not tell of %s", name)
		}
	}
}

func TestOnOff(t *testing.T) {
	for word, want := range map[string]bool{"": false, "true": true, "1": true, "yes": true, "on": true, "ON": true, "false": false, "0": false, "no": false, "off": false} {
		t.Setenv("GES_EMULATOR_STRICT", word)
		var c cli
		if _, err := kong.Must(&c).Parse([]string{"serve"}); err != nil || bool(c.Serve.Strict) != want {
			t.Errorf("$GES_EMULATOR_STRICT is %q: %t, %v", word, c.Serve.Strict, err)
		}
	}
	t.Setenv("GES_EMULATOR_STRICT", "treu")
	if _, err := kong.Must(&cli{}).Parse([]string{"serve"}); err == nil || !strings.Contains(err.Error(), `"treu" is not on or off; did you mean true?`) {
		t.Error(err)
	}
}

func TestOpener(t *testing.T) {
	for system, want := range map[string]string{"linux": "xdg-open U", "freebsd": "xdg-open U", "darwin": "open U", "windows": "rundll32 url.dll,FileProtocolHandler U"} {
		name, args := opener(system, "U")
		if got := name + " " + strings.Join(args, " "); got != want {
			t.Errorf("%s: %s", system, got)
		}
	}
}
