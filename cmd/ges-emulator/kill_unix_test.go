//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// How often the server is killed, and how many clients it has.
const (
	kills   = 100
	clients = 4
)

// TestServeIsKilled kills a server with a state again and again, amid the calls
// of several clients, and holds each client's answers and its project's whole
// state against an emulator that nobody kills: of what was answered nothing is
// lost, and the call that was under way was taken or was not.
func TestServeIsKilled(t *testing.T) {
	program, err := exec.LookPath("ges-emulator")
	if err != nil {
		t.Fatal(err)
	}
	dir, rng := t.TempDir(), fake.NewKey(1).For("kill")
	all := make([]*client, clients)
	for i := range all {
		all[i] = newClient(t, fmt.Sprint("k", i))
	}
	for kill := range kills {
		command := exec.CommandContext(t.Context(), program, "--addr", "127.0.0.1:0", "--state", dir, "--log-level", "warn", "-")
		command.Stdin = strings.NewReader(killedScenario)
		url := begin(t, command)
		var wg sync.WaitGroup
		// Answered calls pass through here; after so many the server is killed.
		answered := make(chan bool, 1000)
		for _, c := range all {
			c.compare(url)
			wg.Go(func() { c.run(url, answered) })
		}
		for range fake.New().Between(rng.Nth(kill), 3, 40) {
			if _, more := <-answered; !more {
				break
			}
		}
		if err := command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		_ = command.Wait() // it was killed
		if t.Failed() {
			t.Fatalf("after %d kills", kill)
		}
	}
	steps := 0
	for _, c := range all {
		steps += c.done
	}
	if steps < 3*kills {
		t.Errorf("there were %d calls in all; they were to be under load", steps)
	}
}

const killedScenario = `
version: 1
clock: {mode: stepped, step: 3s}
projects:
  "*":
    generate: [{count: 40, relatedGraph: 3, begin: {from: -10m, to: +30m}, failed: 0.2}]
    faults:
      - {name: chance, when: {chance: 0.2}, reply: {errorCode: GES.9999}}
      - {name: limit, limit: {calls: 4, per: 20s}}
`

// begin starts a server and gives its URL.
func begin(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	command.Stderr = &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = command.Wait()
		t.Fatalf("no first line: %v\n%s", err, &said)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
}

// client makes calls for a project of its own, one after the other, and has them
// made at an emulator that is not killed.
type client struct {
	t       *testing.T
	project string
	alive   *emulator.Emulator
	done    int    // how many steps were answered
	before  string // the project's state before the step that was under way
	after   string // and after it
}

func newClient(t *testing.T, project string) *client {
	t.Helper()
	e, err := emulator.New(emulator.WithScenarioYAML("stdin", []byte(killedScenario)))
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, project: project, alive: e}
	c.before = c.state()
	c.after = c.before
	return c
}

// step is the n-th thing that the client does.
func (c *client) step(n int) (method, path, body string) {
	rng := fake.NewKey(3).For(c.project).Nth(n)
	list, world := "/v1.0/"+c.project+"/graphs/jobs", "/_emulator/projects/"+c.project
	switch fake.New().Index(rng, 12) {
	case 0:
		return http.MethodPost, world + "/clock/advance", `{"to":"next"}`
	case 1:
		return http.MethodPost, world + "/clock/advance", `{"by":"-7s"}`
	case 2:
		return http.MethodPost, world + "/jobs", `{"jobName":"ImportGraph","relatedGraph":"new","waiting":"4s","outcome":"failed"}`
	case 3:
		return http.MethodPost, world + "/faults", fmt.Sprintf(`{"name":"f%d","when":{"calls":"every 7"},"reply":{"errorCode":"GES.0001"}}`, n)
	case 4:
		return http.MethodGet, list + "?limt=3", ""
	case 5:
		return http.MethodGet, list + "?status=running&limit=3&offset=2", ""
	default:
		return http.MethodGet, list, ""
	}
}

// run does what comes next, until the server does not answer any more.
func (c *client) run(url string, answered chan<- bool) {
	web := &http.Client{Transport: &http.Transport{}}
	defer web.CloseIdleConnections()
	for {
		method, path, body := c.step(c.done)
		rec := httptest.NewRecorder()
		c.alive.ServeHTTP(rec, httptest.NewRequest(method, path, strings.NewReader(body)))
		c.after = c.state()
		want := shownAnswer(rec.Code, rec.Header(), rec.Body.String())
		got, err := c.call(web, method, url+path, body)
		if err != nil {
			return // it was killed
		}
		if got != want {
			c.t.Errorf("%s, step %d, %s %s: got\n%s\nwant\n%s", c.project, c.done, method, path, got, want)
			return
		}
		c.done++
		c.before = c.after
		select {
		case answered <- true:
		default: // enough for the server to be killed
		}
	}
}

func (c *client) call(web *http.Client, method, url, body string) (string, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	answer, err := web.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return shownAnswer(answer.StatusCode, answer.Header, string(text)), err
}

func shownAnswer(code int, header http.Header, body string) string {
	return fmt.Sprintln(code, header.Get("X-Request-Id"), header.Values("Retry-After"), body)
}

// compare holds the state of the project in a server against that before or
// after the step that was under way when the last one was killed, and goes on
// from there.
func (c *client) compare(url string) {
	c.t.Helper()
	got, err := c.call(http.DefaultClient, http.MethodGet, url+"/_emulator/projects/"+c.project+"/snapshot", "")
	if err != nil {
		c.t.Fatal(err)
	}
	_, got, _ = strings.Cut(got, "{")
	got = loaded.ReplaceAllString("{"+strings.TrimSpace(got), "")
	switch {
	case got == c.before:
	case unseen(got) == unseen(c.after):
		c.done++ // it was taken; what its answer would have shown, nobody has seen
	default:
		c.t.Fatalf("%s, step %d: the state is\n%s\nwant\n%s\nor\n%s", c.project, c.done, got, c.before, c.after)
	}
	p, err := c.alive.LookupProject(c.project)
	if err == nil {
		err = p.Restore([]byte(strings.Replace(got, `"project":"*",`, `"project":"*","loaded":"2026-03-01T09:00:00Z",`, 1)))
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.before, c.after = got, got
}

// seen is what of a snapshot tells what clients have been shown.
var seen = regexp.MustCompile(`("met":\[[^\]]*\],)?("pages":\[[^\]]*\],)?"violations"`)

func unseen(snapshot string) string { return seen.ReplaceAllString(snapshot, "") }

// loaded is what of a snapshot tells when its scenario was read.
var loaded = regexp.MustCompile(`"loaded":"[^"]*",`)

// state is the whole state of the project where nobody is killed.
func (c *client) state() string {
	p, err := c.alive.LookupProject(c.project)
	if err != nil {
		c.t.Fatal(err)
	}
	return loaded.ReplaceAllString(string(p.Snapshot()), "")
}
