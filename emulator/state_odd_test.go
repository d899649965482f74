package emulator_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// again is an emulator that is closed and started again.
func again(t *testing.T, e *emulator.Emulator, dir string, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return restored(t, dir, options...)
}

// What can be at run time can be read again, however large or odd it is.
func TestStateOfOddThings(t *testing.T) {
	for name, calls := range map[string][]string{
		"a long filter":        {"GET " + listPath + "?graphName=" + strings.Repeat("a", 70_000)},
		"a long escape":        {"GET " + listPath + "?graphName=" + strings.Repeat("%E5%9B%BE", 8_000)},
		"a huge counter":       {`PUT /_emulator/projects/p1/snapshot {"version":2,"project":"p1","calls":4611686018427387903,"scenario":{"file":"f","project":"x","loaded":"2026-03-01T09:00:00Z","text":"{version: 1, projects: {x: }}"}}`},
		"a violation of noise": {"GET " + listPath + "?%00%ff=1&\u2028=2"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			e := restored(t, dir, withRestless())
			for _, call := range calls {
				if rec := request(t, e, call, "X-Auth-Token: t1"); rec.Code >= 400 {
					t.Fatalf("%.100s: %d %.300s", call, rec.Code, rec.Body)
				}
			}
			request(t, e, "GET "+listPath, "X-Auth-Token: t1")
			want := aspects(t, e, "p1")
			if got := aspects(t, again(t, e, dir), "p1"); got != want {
				t.Errorf("got\n%.2000s\nwant\n%.2000s", got, want)
			}
		})
	}
}

// A folder may have a name that is a pattern, and files of somebody else.
func TestStateInOddFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[1]*?")
	if err := os.MkdirAll(filepath.Join(dir, "scenario-data", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "scenario-mine.yaml")
	text := []byte{0xff, 0xfe} // UTF-16, as some editors write
	for _, unit := range utf16.Encode([]rune(restless)) {
		text = binary.LittleEndian.AppendUint16(text, unit)
	}
	if err := os.WriteFile(mine, text, 0o600); err != nil {
		t.Fatal(err)
	}
	e := restored(t, dir, emulator.WithScenarioFile(mine))
	request(t, e, "GET "+listPath, "X-Auth-Token: t1")
	want := aspects(t, e, "p1")
	for range 2 {
		e = again(t, e, dir, emulator.WithScenarioFile(mine))
		if got := aspects(t, e, "p1"); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// A token for a project that was never called outlasts any number of restarts,
// and its project stays.
func TestStateOfTokensTwice(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, withRestless(), emulator.WithMaxProjects(2))
	token := request(t, e, "POST /v3/auth/tokens "+tokenRequest("p1")).Header().Get("X-Subject-Token")
	request(t, e, "GET /_emulator/projects/p2/clock")
	request(t, e, "GET /_emulator/projects/p3/clock")
	for range 3 {
		e = again(t, e, dir)
	}
	if rec := request(t, e, "GET "+listPath, "X-Auth-Token: "+token); rec.Code == 401 || token == "" {
		t.Errorf("token %q: %s", token, rec.Body)
	}
}

// A process that was killed in a write, and the next one at its start.
func TestStateKilledTwice(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, withRestless())
	request(t, e, "GET "+listPath, "X-Auth-Token: t1")
	want := aspects(t, e, "p1")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "log-*"))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	f, err := os.OpenFile(logs[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(`{"id":"p1","sta`); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "log-000002.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := aspects(t, restored(t, dir), "p1"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Many clients and testers at once, on few projects that come and go.
func TestStateAmidEverything(t *testing.T) {
	for seed := range 3 {
		dir := t.TempDir()
		e := restored(t, dir, withRestless(), emulator.WithMaxProjects(5))
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				for i := range 60 {
					rng := fake.NewKey(int64(seed)).Nth(g).Nth(i)
					id := fmt.Sprint("q", fake.New().Index(rng.For("project"), 8))
					switch fake.New().Index(rng.For("what"), 12) {
					case 0:
						request(t, e, "DELETE /_emulator/projects/"+id)
					case 1:
						request(t, e, "POST /v3/auth/tokens "+tokenRequest(id))
					case 2:
						snapshot := request(t, e, "GET /_emulator/projects/"+id+"/snapshot").Body.String()
						request(t, e, "PUT /_emulator/projects/"+id+"/snapshot "+snapshot)
					case 3:
						request(t, e, "GET /_emulator/projects/"+id+"/clock")
					default:
						step(t, e, id, rng)
					}
				}
			})
		}
		wg.Wait()
		after := killed(t, dir)
		list := request(t, e, "GET /_emulator/projects").Body.String()
		for i := range 8 {
			id := fmt.Sprint("q", i)
			if !strings.Contains(list, `"`+id+`"`) {
				continue
			}
			if got, want := aspects(t, after, id), aspects(t, e, id); got != want {
				t.Errorf("seed %d, %s: got\n%s\nwant\n%s", seed, id, got, want)
			}
		}
	}
}
