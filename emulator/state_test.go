package emulator_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// restored is an emulator with a state.
func restored(t *testing.T, dir string, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	e := newEmulator(t, append(options, emulator.WithState(dir))...)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// killed is an emulator that goes on where another stands that is killed at this
// moment: it gets the folder as it is.
func killed(t *testing.T, dir string) *emulator.Emulator {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return restored(t, to)
}

func withRestless() emulator.Option {
	return emulator.WithScenarioYAML("restless.yaml", []byte(restless))
}

// At whatever moment an emulator is killed, another goes on where it stood: of
// what was answered nothing is lost.
func TestStateAfterEveryStep(t *testing.T) {
	for seed := range 4 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dir, rng := t.TempDir(), fake.NewKey(int64(seed)).For("state")
			e := restored(t, dir, withRestless())
			for i := range 30 {
				id := fmt.Sprint("p", fake.New().Index(rng.Nth(i).For("project"), 3))
				switch fake.New().Index(rng.Nth(i).For("what"), 15) {
				case 0:
					request(t, e, "DELETE /_emulator/projects/"+id)
				case 1:
					request(t, e, "POST /_emulator/projects/"+id+"/reset")
				case 2:
					request(t, e, "POST /v3/auth/tokens "+tokenRequest(id))
				case 3:
					request(t, e, `POST /_emulator/projects/*/clock/advance {"by":"5s"}`)
				case 4:
					request(t, e, "PUT /_emulator/projects/"+id+"/scenario {version: 1, clock: {mode: stepped}, projects: {x: {generate: [{count: 3}]}}}")
				default:
					step(t, e, id, rng.Nth(i))
				}
				after := killed(t, dir)
				for _, id := range []string{"p0", "p1", "p2", "*"} {
					if got, want := aspects(t, after, id), aspects(t, e, id); got != want {
						t.Fatalf("after step %d, project %s: got\n%s\nwant\n%s", i, id, got, want)
					}
				}
				if got, want := request(t, after, "GET /_emulator/projects").Body.String(), request(t, e, "GET /_emulator/projects").Body.String(); i > 20 && got != want {
					t.Errorf("after step %d: got projects\n%s\nwant\n%s", i, got, want)
				}
				if err := after.Close(); err != nil {
					t.Fatal(err)
				}
			}
			after := killed(t, dir)
			for i := range 40 { // and goes on as that one does
				for _, id := range []string{"p0", "p1", "p2", "new"} {
					if got, want := step(t, after, id, rng.Nth(100+i)), step(t, e, id, rng.Nth(100+i)); got != want {
						t.Fatalf("step %d of %s: got\n%s\nwant\n%s", i, id, got, want)
					}
				}
			}
		})
	}
}

// tokenRequest asks the identity service for a token.
func tokenRequest(project string) string {
	return `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"u","password":"p","domain":{"name":"d"}}}},"scope":{"project":{"id":"` + project + `"}}}}`
}

// An issued token is good after a restart, that of a project too which has yet
// to come.
func TestStateOfTokens(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, withRestless())
	token := request(t, e, "POST /v3/auth/tokens "+tokenRequest("p1")).Header().Get("X-Subject-Token")
	after := killed(t, dir)
	for _, h := range []http.Handler{e, after} {
		if code := request(t, h, "GET "+listPath, "X-Auth-Token: "+token).Code; code == http.StatusUnauthorized || token == "" {
			t.Errorf("token %q is refused", token)
		}
	}
	got := request(t, after, "POST /v3/auth/tokens "+tokenRequest("p1")).Header().Get("X-Subject-Token")
	want := request(t, e, "POST /v3/auth/tokens "+tokenRequest("p1")).Header().Get("X-Subject-Token")
	if got != want || got == token {
		t.Errorf("the next token is %s, want %s", got, want)
	}
}

// The folder knows which scenario it is of: without one that is served, another
// is refused, and loading another begins anew.
func TestStateOfAScenario(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, emulator.WithScenario("third-poll-fails"))
	request(t, e, "GET "+listPath)
	request(t, e, "GET "+listPath)
	if _, err := emulator.New(emulator.WithState(dir)); !errors.Is(err, emulator.ErrStateInUse) {
		t.Errorf("in use: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := emulator.New(emulator.WithScenario("every-status"), emulator.WithState(dir))
	if !errors.Is(err, emulator.ErrOtherScenario) || !strings.Contains(err.Error(), "it began with scenarios/third-poll-fails.yaml as it was at 2") {
		t.Errorf("another scenario: %v", err)
	}
	e = restored(t, dir)
	if e.Name() != "third-poll-fails" {
		t.Errorf("it serves %s", e.Name())
	}
	if code := request(t, e, "GET "+listPath).Code; code != http.StatusBadRequest {
		t.Errorf("the third poll answers %d", code)
	}
	if err := e.Load(emulator.WithScenario("every-status")); err != nil {
		t.Fatal(err)
	}
	request(t, e, "GET "+listPath)
	after := killed(t, dir)
	if after.Name() != "every-status" {
		t.Errorf("loaded, it serves %s", after.Name())
	}
	if got, want := aspects(t, after, "p1"), aspects(t, e, "p1"); got != want {
		t.Errorf("loaded, got\n%s\nwant\n%s", got, want)
	}
}

// A scenario that starts now goes on with that now, on a clock that ran
// meanwhile.
func TestStateOfARunningClock(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, emulator.WithScenarioYAML("now.yaml", []byte("{version: 1, clock: {start: now, mode: realtime}, projects: {'*': {generate: [{count: 5}]}}}")))
	want := body(t, e, "")
	before := project(t, e, "p1").Now()
	after := killed(t, dir)
	if got := body(t, after, ""); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if now := project(t, after, "p1").Now(); now.Before(before) {
		t.Errorf("the clock went back from %s to %s", before, now)
	}
	if now := project(t, after, "p2").Now(); now.Before(before) {
		t.Errorf("projects to come went back from %s to %s", before, now)
	}
}

// A log that has become long begins anew, and has all that is known.
func TestStateBeginsAnew(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, withRestless())
	request(t, e, "POST /_emulator/projects/p1/faults "+`{"name":"large","when":{"query":{"limit":"1"}},"reply":{"errorCode":"GES.9999","body":"`+strings.Repeat("x", 1<<20)+`"}}`)
	request(t, e, "GET /v1.0/p2/graphs/jobs")
	first, _ := filepath.Glob(filepath.Join(dir, "log-*"))
	for range 50 { // each writes the faults
		request(t, e, "GET "+listPath+"?limit=1", "X-Auth-Token: t1")
	}
	if err := e.Close(); err != nil { // it waits until the log is whole
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "log-*"))
	if err != nil || len(logs) != 1 || len(first) != 1 || logs[0] == first[0] {
		t.Errorf("the log was %v, is %v", first, logs)
	}
	after := killed(t, dir)
	for _, id := range []string{"p1", "p2", "*"} {
		if got, want := aspects(t, after, id), aspects(t, e, id); got != want {
			t.Errorf("%s: got\n%.3000s\nwant\n%.3000s", id, got, want)
		}
	}
}

// Where the state can no longer be saved, a server stops and says why.
func TestStateFails(t *testing.T) {
	dir := t.TempDir()
	tb := new(failing)
	ges := emulator.Start(tb, withRestless(), emulator.WithState(dir))
	if err := os.Mkdir(filepath.Join(dir, "log-000002.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := ges.Load(emulator.WithScenario("every-status")); err != nil {
		t.Fatal(err)
	}
	tb.end()
	if !strings.Contains(tb.said, "the state can no longer be saved: ") {
		t.Errorf("it said %q", tb.said)
	}
}

// What may be lost is not answered.
func TestNothingIsAnsweredThatIsNotKept(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, withRestless())
	calls := []string{"GET " + listPath, `POST /_emulator/projects/p1/clock/advance {"by":"1s"}`, "DELETE /_emulator/projects/p1", "PUT /_emulator/projects/p1/scenario {version: 1, projects: {x: }}"}
	for _, call := range calls {
		if code := request(t, e, call, "X-Auth-Token: t1").Code; code == 0 {
			t.Errorf("%s is not answered while all is well", call)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "log-000002.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := e.Load(emulator.WithScenario("every-status")); err != nil {
		t.Fatal(err)
	}
	for _, call := range calls {
		if rec := request(t, e, call); rec.Code != 0 {
			t.Errorf("%s is answered %d %s", call, rec.Code, rec.Body)
		}
	}
}

// A folder, a log or a lock that somebody removes while it is used is noticed as a
// full disk is.
func TestNothingIsAnsweredWithoutItsFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("open files cannot be removed")
	}
	for _, pattern := range []string{"", "log-*", "lock"} {
		dir := t.TempDir()
		tb := new(failing)
		ges := emulator.Start(tb, withRestless(), emulator.WithState(dir))
		call := "POST /_emulator/projects/p1/jobs " + `{"jobName":"StopGraph","relatedGraph":"g"}`
		if code := request(t, ges.Emulator, call).Code; code != http.StatusCreated {
			t.Fatalf("it is answered %d", code)
		}
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) != 1 || os.RemoveAll(paths[0]) != nil {
			t.Fatal(paths, err)
		}
		if rec := request(t, ges.Emulator, call); rec.Code != 0 {
			t.Errorf("without %q it is answered %d %s", pattern, rec.Code, rec.Body)
		}
		tb.end()
		if !strings.Contains(tb.said, "the state can no longer be saved: "+dir) || !strings.Contains(tb.said, "it was removed") {
			t.Errorf("without %q it said %q", pattern, tb.said)
		}
	}
}

// failing is a test that may fail.
type failing struct {
	cleanups []func()
	said     string
}

func (*failing) Helper()                             {}
func (f *failing) Cleanup(do func())                 { f.cleanups = append(f.cleanups, do) }
func (f *failing) Errorf(format string, args ...any) { f.said += fmt.Sprintf(format, args...) }
func (f *failing) Fatalf(format string, args ...any) { f.said += fmt.Sprintf(format, args...) }

func (f *failing) end() {
	for i := len(f.cleanups) - 1; i >= 0; i-- {
		f.cleanups[i]()
	}
}
