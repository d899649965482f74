package snapshot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// wall is the wall clock of all tests.
func wall() time.Time { return time.Date(2024, 2, 29, 12, 30, 15, 0, time.UTC) }

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// documentOf returns a snapshot with all jobs and faults of a scenario as added ones, and
// with a value other than the default for every other key.
func documentOf(s *scenario.Scenario) snapshot.Document {
	calls, covered := 7, []string{"parameters: offset", "edges: a page with \"more\" after it\n\u2028\u0085\U0001f600"}
	d := snapshot.Document{
		Project:  "p1",
		Scenario: &snapshot.Origin{Source: s.Source, Project: scenario.AnyProject},
		Clock: &clock.State{
			Settings: clock.Settings{Mode: clock.Stepped, Step: clock.Step{Next: true}, Rate: 0.25},
			Now:      clock.DefaultStart() + 1, Ticked: true, Since: time.Date(2026, 3, 1, 9, 0, 0, 5, time.UTC),
		},
		Calls: &calls, Covered: &covered,
		Tokens: &auth.IssuedTokens{Count: 3, Issued: []auth.IssuedToken{
			{Value: "MII+x", Expires: clock.Max, Holder: auth.Holder{User: "a\x00 \U0001f600", Account: "\u2028", Project: "1"}},
			{Value: "x", Expires: clock.Min, Key: &auth.TemporaryKey{Access: "A", Secret: "S", Rights: auth.Rights{Projects: []string{"*"}, Deny: []ges.Operation{"Write", "ListJobs"}}}},
		}},
		Requests: &journal.Numbers{Last: 9, Dropped: 4},
		Pages:    &[]journal.Page{{Listing: "filter?", Offset: 10, Count: 12}},
		Violations: &journal.LedgerState{Dropped: 1, Entries: []journal.Violation{{
			Rule: "bad-value", Parameter: "limit", Value: "\x00\ufffd", Allowed: "a number", FirstCall: 2, Count: 3,
		}}},
	}
	jobs := &scenario.JobChanges{Acts: []scenario.JobAct{{Remove: "a"}, {Lost: 3, Alike: 1<<64 - 1}}}
	faults := []fault.State{{Name: "theirs", Fits: 3, Hits: 1, Window: &fault.Window{Begin: clock.Max, Calls: 2}}}
	for _, p := range s.Projects {
		for i := range p.Jobs {
			j := p.Jobs[i]
			j.ID, j.Running = fmt.Sprint("job-", i), max(j.Running, scenario.Forever)
			jobs.Acts = append(jobs.Acts, scenario.JobAct{Add: &j, Key: fake.Key(i), Alike: 7}, scenario.JobAct{Patch: &j})
		}
		for i := range p.Faults {
			faults = append(faults, fault.State{Name: p.Faults[i].Name, Added: &p.Faults[i]})
		}
	}
	for i := range s.Faults {
		faults = append(faults, fault.State{Name: s.Faults[i].Name, Added: &s.Faults[i]})
	}
	d.Jobs, d.Faults = jobs, &faults
	return d
}

// A snapshot is written as JSON, and read as it was written.
func TestSnapshotsAreReadAsTheyWereWritten(t *testing.T) {
	all := map[string][]byte{"everything.yaml": read(t, "../scenario/testdata/good/everything.yaml")}
	for _, name := range scenarios.Names() {
		all[name+".yaml"], _ = scenarios.Read(name)
	}
	for file, data := range all {
		t.Run(file, func(t *testing.T) {
			s, err := scenario.Parse(file, data, wall())
			if err != nil {
				t.Fatal(err)
			}
			want := documentOf(s)
			text := want.AppendTo(nil)
			if !json.Valid(text) {
				t.Fatalf("not JSON: %s", text)
			}
			got, err := snapshot.Parse("snapshot", text, clock.DefaultStart())
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got.AppendTo(nil), text)
			}
			if got, err := snapshot.Parse("snapshot", otherwise(t, text), clock.DefaultStart()); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("as others write JSON: %v", err)
			}
		})
	}
}

// otherwise returns a document in another form that programs may write: with CRs as line
// ends, every possible character escaped, and some literal characters that YAML does not
// allow.
func otherwise(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, text, "\r", "\t"); err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer("/", `\/`, "\n", "\r", `\u2028`, "\u2028", `\u0085`, "\u0085", "\U0001f600", `\uD83D\ude00`).Replace(b.String()))
}

// An absent part is not written, and is absent when read again.
func TestSnapshotOfNothing(t *testing.T) {
	s := snapshot.Document{Project: "p1"}
	text := string(s.AppendTo(nil))
	if want := `{"version":2,"project":"p1"}`; text != want {
		t.Errorf("got %s, want %s", text, want)
	}
	got, err := snapshot.Parse("snapshot", []byte(text), clock.DefaultStart())
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("%+v, %v", got, err)
	}
}

// Counts written by the emulator itself are not limited; those from outside are, so that
// counting can continue.
func TestTrustedSnapshots(t *testing.T) {
	text := []byte(`{"version":2,"project":"p1","calls":` + fmt.Sprint(math.MaxInt) + `}`)
	if _, err := snapshot.ParseTrusted("own", text); err != nil {
		t.Error(err)
	}
	if _, err := snapshot.Parse("came", text, clock.DefaultStart()); err == nil {
		t.Error("it is taken from outside")
	}
}

func TestBadSnapshots(t *testing.T) {
	const acted = `{"jobName": "StopGraph", "relatedGraph": "g", "begin": "0s", "jobId": "j", "running": "1s"}`
	acts := func(list string) string { return `{"version": 2, "project": "p", "jobs": {"acts": [` + list + `]}}` }
	for text, want := range map[string]string{
		``:                                 `snapshot:1:1: it is empty`,
		`{"version": 1, "project": "p"}`:   `snapshot:1:13: version: 1 is not a version of the format; the only one is 2`,
		`{"version": 2}`:                   `snapshot:1:1: project is missing; a snapshot needs it`,
		`{"version": 2, "project": "a b"}`: `snapshot:1:27: project: "a b" is not a project id`,
		`{"version": 2, "project": "p", "clok": {}}`:                                                                  `snapshot:1:32: clok: "clok" is not a key of a snapshot; did you mean clock?`,
		`{"version": 2, "project": "p", "calls": -1}`:                                                                 `snapshot:1:41: calls: -1 is not a whole number from 0`,
		`{"version": 2, "project": "p", "clock": {}}`:                                                                 `snapshot:1:41: clock: now is missing; a clock's state needs it`,
		`{"version": 2, "project": "p", "scenario": {"file": "a", "project": "*", "loaded": "2026-03-01T09:00:00Z"}}`: `a snapshot says of its scenario needs one of text, hash`,
		`{"version": 2, "project": "p", "scenario": {"file": "a", "project": "*", "loaded": "today", "text": ""}}`:    `scenario.loaded: "today" is not a real time such as 2026-03-01T09:00:00Z`,
		acts(`{"add": {"jobName": "Import"}}`):                                                                        `jobs.acts[0].add.jobName: "Import" is not a jobName`,
		acts(`{"patch": ` + acted + `}, {"patch": {"jobId": "j"}}`):                                                   `jobs.acts[1].patch: running is missing; a job needs it`,
		acts(`{"lost": 2, "alike": "012"}`):                                                                           `jobs.acts[0].alike: "012" is not a key of 16 hexadecimal digits`,
		acts(`{"remove": "a", "lost": 2, "alike": "00000000000000aa"}`):                                               `jobs.acts[0].lost: lost is in place of remove`,
		acts(`{}`): `jobs.acts[0]: an act needs one of add, patch, remove, lost`,
		`{"version": 2, "project": "p", "faults": [{"name": "a", "added": {"name": "b", "connection": "reset"}}]}`: `faults[0].added: its name is "b", not "a"`,
		`{"version": 2, "project": "p", "faults": [{"name": "a", "fits": "3"}]}`:                                   `faults[0].fits: "3" is not a whole number`,
	} {
		_, err := snapshot.Parse("snapshot", []byte(text), clock.DefaultStart())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// FuzzParseSnapshot: any text gives sorted problems or a snapshot that is read as it is
// written.
func FuzzParseSnapshot(f *testing.F) {
	for _, part := range []string{
		``, `,"scenario":{"file":"f","project":"*","loaded":"2026-03-01T09:00:00.5Z","text":"\u2028"}`,
		`,"clock":{"now":"2018-12-17T12:55:00.000000001","mode":"stepped","step":"next","rate":0.25,"called":true,"since":"2026-03-01T09:00:00Z"}`,
		`,"calls":7,"requests":{"last":9,"dropped":4},"met":["parameters: offset"],"pages":[{"listing":"f","offset":1,"count":2}]`,
		`,"jobs":{"acts":[{"remove":"a"},{"lost":2,"alike":"00000000000000ff"},{"key":"00000000000000ff","alike":"00000000000000ff",` +
			`"add":{"jobName":"ImportGraph","relatedGraph":"g","begin":"+1s","running":"2s","jobId":"b","outcome":"failed","jobDetail":{"schemaPath":[{"path":"p"}]}}}]}`,
		`,"faults":[{"name":"a","fits":3,"applied":1,"window":{"begin":"0s","calls":2}},{"name":"b","added":{"name":"b","when":{"calls":"2-"},"stale":"1s"}}]`,
		`,"faults":[{"name":"c","added":{"name":"c","limit":{"calls":2,"per":"1d","clock":"real"},"reply":{"errorCode":"GES.9999","headers":{"A":"b"}}}}]`,
		`,"tokens":{"count":3,"issued":[{"value":"MII","expires":"+24h"}]},"violations":{"dropped":1,"noted":[{"rule":"body","value":"\u0000","count":2}]}`,
	} {
		f.Add([]byte(`{"version":2,"project":"p1"` + part + `}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := snapshot.Parse("fuzz", data, clock.DefaultStart())
		if err != nil {
			if problems := (format.Problems)(nil); !errors.As(err, &problems) {
				t.Fatalf("not problems: %v", err)
			}
			return
		}
		text := s.AppendTo(nil)
		again, err := snapshot.Parse("fuzz", text, clock.DefaultStart())
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got, want := string(again.AppendTo(nil)), string(text); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}
