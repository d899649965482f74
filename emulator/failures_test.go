package emulator_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// failuresPage is docs/failures.md, by the titles of its sections.
func failuresPage(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../docs/failures.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, section := range strings.Split(string(data), "\n## ")[1:] {
		title, text, _ := strings.Cut(section, "\n")
		sections[title] = text
	}
	return sections
}

// block is the only block of a language in a text, "" if there is none.
func block(t *testing.T, text, language string) string {
	t.Helper()
	blocks := strings.Split(text, "\n```"+language+"\n")
	if len(blocks) > 2 {
		t.Fatalf("there are %d %s blocks in\n%s", len(blocks)-1, language, text)
	}
	if len(blocks) == 1 {
		return ""
	}
	found, _, _ := strings.Cut(blocks[1], "\n```")
	return found
}

// recipe is the scenario of a recipe, made whole: with an import that runs if it
// shows no jobs.
func recipe(t *testing.T, title string) string {
	t.Helper()
	lines := block(t, failuresPage(t)[title], "yaml")
	if lines == "" {
		t.Fatalf("the page has no recipe %q", title)
	}
	whole := "version: 1\nname: recipe\n" + lines + "\n"
	if !strings.Contains(lines, "projects:") {
		whole += "projects: {'*': {jobs: [{jobName: ImportGraph, relatedGraph: movies, begin: -1m, running: forever}]}}\n"
	}
	return whole
}

// Each recipe does what the page says that a client sees.
func TestRecipes(t *testing.T) {
	described := 0
	for title, text := range failuresPage(t) {
		calls := block(t, text, "text")
		if (calls == "") != (block(t, text, "yaml") == "") {
			t.Errorf("%s: lines of a scenario and what a client sees belong together", title)
		}
		if calls == "" {
			continue
		}
		described++
		t.Run(title, func(t *testing.T) {
			inBubbleOf(t, recipe(t, title), func(_ *testing.T, b *bubble) { b.replay(calls) })
		})
	}
	if described < 14 {
		t.Errorf("the page has only %d recipes", described)
	}
}

// inBubbleOf serves a scenario in a bubble of time.
func inBubbleOf(t *testing.T, yaml string, f func(t *testing.T, b *bubble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := newEmulator(t, emulator.WithScenarioYAML("recipe.yaml", []byte(yaml)))
		ctx, stop := context.WithCancel(t.Context())
		b := &bubble{t: t, e: e, l: newPipes(), stop: stop, served: make(chan error, 1), begin: clock.Wall()}
		go func() { b.served <- e.Serve(ctx, b.l) }()
		f(t, b)
		stop()
		if err := <-b.served; err != nil {
			t.Error(err)
		}
	})
}

var (
	callLine = regexp.MustCompile(`^(\d+)\. GET …/jobs(\S*?)(?:, ([A-Za-z-]+: .*))? → (?:after (\S+): )?(.*)$`)
	timeLine = regexp.MustCompile(`^(.*) of virtual time pass(?:es)?$`)
)

// replay makes the calls of a recipe, each on a connection of its own, and
// compares what comes of them.
func (b *bubble) replay(calls string) {
	b.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: b.dial}}
	for i, line := range strings.Split(calls, "\n") {
		line = strings.TrimSpace(line)
		if m := timeLine.FindStringSubmatch(line); m != nil {
			d, err := time.ParseDuration(strings.ReplaceAll(m[1], " ", ""))
			if err != nil {
				b.t.Fatal(err)
			}
			project(b.t, b.e, "p1").Advance(d)
			continue
		}
		m := callLine.FindStringSubmatch(line)
		if m == nil {
			b.t.Fatalf("line %d is no call: %s", i+1, line)
		}
		begin := b.elapsed()
		if got := b.see(client, m[2], m[3]); got != m[5] {
			b.t.Errorf("%s\ngot %s", line, got)
		}
		want := time.Duration(0)
		if m[4] != "" {
			var err error
			if want, err = time.ParseDuration(m[4]); err != nil {
				b.t.Fatal(err)
			}
		}
		if got := b.elapsed() - begin; got != want {
			b.t.Errorf("%s\nwas over after %s", line, got)
		}
	}
}

// see is what a client sees of a call, in the words of the page.
func (b *bubble) see(client *http.Client, query, header string) string {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, "http://ges"+listPath+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if name, value, ok := strings.Cut(header, ": "); ok {
		r.Header.Set(name, value)
	}
	resp, err := client.Do(r)
	if err != nil {
		return inWords(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Sprintf("%d, then %s", resp.StatusCode, inWords(err))
	}
	return fmt.Sprint(resp.StatusCode, describe(body))
}

// describe is what the body of an answer says.
func describe(body []byte) string {
	var answer struct {
		ErrorCode string `json:"errorCode"`
		Code      string `json:"error_code"`
		JobList   []struct{ Status string }
	}
	if json.Unmarshal(body, &answer) != nil {
		return " " + string(body)
	}
	text := answer.ErrorCode + answer.Code
	for _, job := range answer.JobList {
		text += job.Status
	}
	if text != "" {
		text = " " + text
	}
	return text
}

// inWords is an error as the page has it.
func inWords(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		return "connection reset by peer"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "unexpected EOF"
	case errors.Is(err, io.EOF):
		return "EOF"
	case strings.Contains(err.Error(), "malformed HTTP"):
		return "malformed HTTP response"
	}
	return err.Error()
}

// dial connects to the server in the bubble, by a pipe that can be reset.
func (b *bubble) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	reset := new(atomic.Bool)
	b.l.conns <- serverEnd{theirs, reset}
	return clientEnd{ours, reset}, nil
}

// serverEnd is the end of a pipe that can be reset as a TCP connection can.
type serverEnd struct {
	net.Conn
	reset *atomic.Bool
}

// SetLinger with 0 makes the close a reset.
func (s serverEnd) SetLinger(seconds int) error {
	s.reset.Store(seconds == 0)
	return nil
}

// clientEnd is told of a reset.
type clientEnd struct {
	net.Conn
	reset *atomic.Bool
}

func (c clientEnd) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) && c.reset.Load() {
		err = syscall.ECONNRESET
	}
	return n, err
}

// What the page says of curl, on a real connection.
func TestCurlSeesConnectionsBreak(t *testing.T) { overBoth(t, testCurl) }

func testCurl(t *testing.T, server *emulator.Server) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl here")
	}
	rows := regexp.MustCompile("(?m)^\\| `(\\w+)` \\|.*\\| (\\d+)(?:: (.*))? \\|$").
		FindAllStringSubmatch(failuresPage(t)["Every way in which a connection breaks"], -1)
	if len(rows) != 5 {
		t.Fatalf("the page tells of %d ways", len(rows))
	}
	for _, row := range rows {
		way, code, text := row[1], row[2], row[3]
		out, err := exec.CommandContext(t.Context(), curl, "-sSvk", "--max-time", "60", "--noproxy", "*", "-H", "X-Break: "+way, server.URL+listPath).CombinedOutput()
		got := "0"
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			got = fmt.Sprint(exit.ExitCode())
		}
		// Newer versions of curl say how many bytes are missing.
		output := strings.Contains(string(out), text) || way == "truncate" && strings.Contains(string(out), "bytes remaining to read")
		if got != code || !output {
			t.Errorf("%s: curl ends with %s, the page says %s %s:\n%s", way, got, code, text, out)
		}
		answered := way == "truncate" || way == "trickle"
		if strings.Contains(string(out), "< HTTP/1.1 200 OK") != answered {
			t.Errorf("%s: an answer began, or did not:\n%s", way, out)
		}
	}
}

// A client that keeps its connection tries again by itself, and that is another
// call: what the page says of it.
func TestKeptConnectionsAreTriedAgain(t *testing.T) {
	for calls, want := range map[string]string{"3": "200 200 200 200", `"3-4"`: "200 200 EOF 200"} {
		server := emulator.Start(t, emulator.WithScenarioYAML("kept.yaml",
			[]byte("version: 1\nprojects: {'*': {}}\nfaults: [{name: f, when: {calls: "+calls+"}, connection: close}]\n")))
		transport := &http.Transport{}
		client := &http.Client{Transport: transport}
		var seen []string
		for range 4 {
			resp, err := client.Get(server.URL + listPath)
			if err != nil {
				seen = append(seen, inWords(err))
				continue
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			seen = append(seen, fmt.Sprint(resp.StatusCode))
		}
		transport.CloseIdleConnections()
		if got := strings.Join(seen, " "); got != want {
			t.Errorf("calls: %s: got %s, want %s", calls, got, want)
		}
	}
}

// The Go lines of the page are those of ExampleProject_AddFault.
func TestFailuresPageShowsTheExample(t *testing.T) {
	lines := block(t, failuresPage(t)["While it runs, and from Go"], "go")
	source, err := os.ReadFile("fault_example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(lines, "\n") {
		if line = strings.TrimSpace(line); !strings.Contains(line, "ges") && !strings.Contains(string(source), line) {
			t.Errorf("the example has no line %s", line)
		}
	}
}

// The page's table of contents is complete.
func TestFailuresPageListsItsSections(t *testing.T) {
	data, err := os.ReadFile("../docs/failures.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, there []string
	scanner := bufio.NewScanner(strings.NewReader(string(data)))
	for scanner.Scan() {
		if title, ok := strings.CutPrefix(scanner.Text(), "- ["); ok {
			title, _, _ = strings.Cut(title, "]")
			listed = append(listed, title)
		}
		if title, ok := strings.CutPrefix(scanner.Text(), "## "); ok {
			there = append(there, title)
		}
	}
	if strings.Join(listed, "|") != strings.Join(there, "|") {
		t.Errorf("listed are %q, there are %q", listed, there)
	}
}
