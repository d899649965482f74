package emulator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// recordingTB is a test whose failures are looked at.
type recordingTB struct {
	cleanups []func()
	failures []string
}

// errFailed stands for a test that has ended by Fatalf.
var errFailed = errors.New("test failed")

func (tb *recordingTB) Helper()          {}
func (tb *recordingTB) Cleanup(f func()) { tb.cleanups = append(tb.cleanups, f) }
func (tb *recordingTB) Errorf(format string, args ...any) {
	tb.failures = append(tb.failures, fmt.Sprintf(format, args...))
}

func (tb *recordingTB) Fatalf(format string, args ...any) {
	tb.failures = append(tb.failures, fmt.Sprintf(format, args...))
	panic(errFailed)
}

// run runs a test body until it ends or fails.
func (tb *recordingTB) run(f func()) {
	defer func() {
		if cause := recover(); cause != nil && cause != errFailed { //nolint:errorlint // panic values
			panic(cause)
		}
	}()
	f()
}

func TestStartServesUntilTheTestEnds(t *testing.T) {
	tb := &recordingTB{}
	ges := emulator.Start(tb, emulator.WithScenario("documented-sample"))
	resp, err := http.Get(ges.URL + listPath + "?limit=2")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	if err != nil || !strings.HasPrefix(string(page), `{"jobCount":136,`) {
		t.Errorf("%s %v", page, err)
	}
	resp.Body.Close()
	for _, f := range tb.cleanups {
		f()
	}
	if c, err := net.Dial("tcp", strings.TrimPrefix(ges.URL, "http://")); err == nil {
		t.Errorf("it still listens after the test: %v", c.Close())
	}
}

func TestStartFailsTheTest(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("version: 1\nprojects: {'*': {jobs: [{jobName: ImportGrph, relatedGraph: g}]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, option := range map[string]emulator.Option{
		`emulator: "defualt" is not a built-in scenario; did you mean default? (all-job-names, broken-connections,`: emulator.WithScenario("defualt"),
		`emulator: open /nowhere.yaml: no such file or directory`:                                                   emulator.WithScenarioFile("/nowhere.yaml"),
		broken + ":2:25: projects[\"*\"].jobs[0]: begin is missing":                                                 emulator.WithScenarioFile(broken),
		broken + ":2:35: projects[\"*\"].jobs[0].jobName: \"ImportGrph\"":                                           emulator.WithScenarioFile(broken),
	} {
		tb := &recordingTB{}
		tb.run(func() { emulator.Start(tb, option) })
		if text := strings.Join(tb.failures, "\n"); !strings.Contains(text, want) {
			t.Errorf("got  %s\nwant %s", text, want)
		}
	}
}

func TestServerProject(t *testing.T) {
	tb := &recordingTB{}
	named := emulator.WithScenarioYAML("named.yaml", []byte("version: 1\nprojects: {p1: {jobs: []}}\n"))
	tb.run(func() {
		ges := emulator.Start(tb, named)
		ges.Project("p1")
		ges.Project("p2")
	})
	for _, f := range tb.cleanups {
		f()
	}
	if fmt.Sprint(tb.failures) != `[emulator: project "p2" is not in scenario named, which has no "*" either]` {
		t.Errorf("%q", tb.failures)
	}
	_, err := newEmulator(t, named).LookupProject("a/b")
	if err == nil || err.Error() != `"a/b" is not a project id: it must be 1 to 64 letters, digits, - or _` {
		t.Errorf("%v", err)
	}
}

func TestTheLastOptionCounts(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("busy-month"), emulator.WithScenario("empty"))
	if e.Name() != "empty" || body(t, e, "") != `{"jobCount":0,"jobList":[]}` {
		t.Errorf("%s: %s", e.Name(), body(t, e, ""))
	}
}

// TestTimeMovesInGo follows a job through Go alone.
func TestTimeMovesInGo(t *testing.T) {
	p := project(t, newEmulator(t, emulator.WithScenarioYAML("one.yaml", []byte(`
version: 1
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: g, begin: +40s, waiting: 10s, running: 52s, jobId: one}
      - {jobName: ExportGraph, relatedGraph: g, begin: +1h, running: forever, jobId: two}
`))), "p1")
	start := utc(t, "2018-12-17T12:55:00")
	change := func(job, from, to string, after time.Duration) emulator.Change {
		return emulator.Change{JobID: job, From: from, To: to, At: start.Add(after)}
	}
	begins, starts := change("one", "", "waiting", 40*time.Second), change("one", "waiting", "running", 50*time.Second)
	ends := change("one", "running", "success", 102*time.Second)
	for i, step := range []struct {
		move func() []emulator.Change
		want []emulator.Change
		now  time.Duration
	}{
		{func() []emulator.Change { return p.Advance(39 * time.Second) }, nil, 39 * time.Second},
		{p.AdvanceToNext, []emulator.Change{begins}, 40 * time.Second},
		{func() []emulator.Change { return p.AdvanceTo(start.Add(time.Minute)) }, []emulator.Change{starts}, time.Minute},
		{p.AdvanceToEnd, []emulator.Change{ends}, 102 * time.Second},
		{func() []emulator.Change { return p.Advance(-time.Minute) },
			[]emulator.Change{change("one", "success", "running", 102*time.Second), change("one", "running", "waiting", 50*time.Second)}, 42 * time.Second},
		{p.AdvanceToPrevious, nil, 40 * time.Second},
		{p.AdvanceToStart, []emulator.Change{change("one", "waiting", "", 40*time.Second)}, 0},
		{p.AdvanceToPrevious, nil, 0},
		{func() []emulator.Change { return p.Advance(42 * time.Second) }, []emulator.Change{begins}, 42 * time.Second},
	} {
		if got := step.move(); fmt.Sprint(got) != fmt.Sprint(step.want) {
			t.Errorf("step %d: got %v, want %v", i, got, step.want)
		}
		if now := p.Now(); !now.Equal(start.Add(step.now)) || now.Location() != time.UTC {
			t.Errorf("step %d: now is %s", i, now)
		}
	}
	if got, err := p.AdvanceUntil("one", "success"); err != nil || fmt.Sprint(got) != fmt.Sprint([]emulator.Change{starts, ends}) {
		t.Errorf("until: %v %v", got, err)
	}
	for status, text := range map[emulator.Status]string{
		"failed": `job "one" will never be failed: it was success at 2018-12-17T12:56:42`,
		"done":   `"done" is not a status; the statuses are [waiting running success failed partiallyFailed]`,
	} {
		if _, err := p.AdvanceUntil("one", status); err == nil || err.Error() != text {
			t.Errorf("until %s: %v", status, err)
		}
	}
	if p.Reset(); !p.Now().Equal(start) {
		t.Errorf("after a reset now is %s", p.Now())
	}
}

func TestDocumentsAreServed(t *testing.T) {
	e := newEmulator(t)
	for path, want := range map[string][]byte{"/openapi.yaml": gesemulator.OpenAPI, "/_emulator/openapi.yaml": control.OpenAPI} {
		rec := request(t, e, "GET "+path)
		if rec.Code != 200 || !bytes.Equal(rec.Body.Bytes(), want) || rec.Header().Get("Content-Type") != "application/yaml" {
			t.Errorf("%s: %d %s, %d bytes", path, rec.Code, rec.Header().Get("Content-Type"), rec.Body.Len())
		}
	}
	if rec := request(t, e, "POST /openapi.yaml"); rec.Code != 404 {
		t.Errorf("POST: %d", rec.Code)
	}
}

// TestControlIsNoCall holds that control calls move no stepped clock, count for
// no fault and change no request id.
func TestControlIsNoCall(t *testing.T) {
	plain, controlled := newEmulator(t, emulator.WithScenario("third-poll-fails")), newEmulator(t, emulator.WithScenario("third-poll-fails"))
	for range 5 {
		for _, call := range []string{"GET /_emulator/health", "GET /_emulator/projects/p1/clock", "GET /_emulator", "GET /openapi.yaml",
			"GET /_emulatorx", `PATCH /_emulator/projects/p1/clock {"nonsense":1}`} {
			request(t, controlled, call)
		}
		want, got := request(t, plain, "GET "+listPath), request(t, controlled, "GET "+listPath)
		if got.Code != want.Code || got.Body.String() != want.Body.String() || fmt.Sprint(got.Header()) != fmt.Sprint(want.Header()) {
			t.Fatalf("got %v %s, want %v %s", got.Header(), got.Body, want.Header(), want.Body)
		}
	}
}

// manyJobs is a scenario whose whole list is larger than what connections hold.
const manyJobs = "version: 1\nprojects: {'*': {generate: [{count: 50000, begin: {from: -9d, to: -1h}}]}}\n"

// TestServeAnswersOpenCalls stops a server while a client has read a part of its
// answer, with another connection on which nothing was asked.
func TestServeAnswersOpenCalls(t *testing.T) {
	var log bytes.Buffer
	e := newEmulator(t, emulator.WithScenarioYAML("many.yaml", []byte(manyJobs)), emulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- e.Serve(ctx, l) }()
	ahead, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer ahead.Close()
	resp, err := http.Get("http://" + l.Addr().String() + listPath + "?limit=50000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	begin := make([]byte, 10_000)
	if _, err := io.ReadFull(resp.Body, begin); err != nil {
		t.Fatal(err)
	}
	stop()
	rest, err := io.ReadAll(resp.Body)
	if err != nil || bytes.Count(rest, []byte("jobId"))+bytes.Count(begin, []byte("jobId")) != 50_000 {
		t.Errorf("the open call got %d bytes more: %v", len(rest), err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("it still listens")
	}
	if !regexp.MustCompile(`level=INFO msg=call method=GET uri="/v1.0/p1/graphs/jobs\?limit=50000" status=200 ms=[0-9.]+ project=p1 call=1 `).MatchString(log.String()) {
		t.Errorf("log: %s", &log)
	}
}
