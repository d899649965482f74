package probe_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// fakeClock is a time that only sleeping moves.
type fakeClock struct {
	now    time.Time
	sleeps []time.Duration
}

func (c *fakeClock) Now() time.Time { return c.now }

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(d)
	c.sleeps = append(c.sleeps, d)
	return ctx.Err()
}

// newClient is a client of a server that is reached by a transport.
func newClient(transport http.RoundTripper) (*probe.Client, *fakeClock) {
	clock := &fakeClock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	return &probe.Client{HTTP: &http.Client{Transport: transport}, Base: "http://ges.test", Rate: 2, Now: clock.Now, Sleep: clock.Sleep}, clock
}

// check checks a server.
func check(t *testing.T, transport http.RoundTripper) *probe.Report {
	t.Helper()
	client, _ := newClient(transport)
	report, err := probe.Run(context.Background(), client, "p1")
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func newEmulator(t *testing.T, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	e, err := emulator.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// rich is a project in which every switch shows: jobs of all statuses on several graphs
// and days, some of which ended on a later day, and graphs with backups. Beside eight jobs
// of its own it has a number of generated ones.
func rich(generated int) emulator.Scenario {
	return emulator.Scenario{
		Clock: emulator.Clock{Start: emulator.At(time.Date(2019, 3, 27, 8, 0, 0, 0, time.UTC))},
		Projects: map[string]emulator.ProjectSpec{"*": {
			Jobs: []emulator.Job{
				{JobName: "CreateGraph", RelatedGraph: "movies", Begin: emulator.After(-9 * 24 * time.Hour)},
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: emulator.After(-(8*time.Hour + 20*time.Minute)), Running: 40 * time.Minute}, // over midnight
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: emulator.After(-time.Hour), Outcome: "failed"},
				{JobName: "ImportGraph", RelatedGraph: "orders", Begin: emulator.After(-2 * time.Hour), Outcome: "partiallyFailed"},
				{JobName: "ExportGraph", RelatedGraph: "orders", Begin: emulator.After(-10 * time.Minute), Running: 25 * time.Minute},
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: emulator.After(-5 * time.Minute), Waiting: 10 * time.Minute},
				{JobName: "CreateBackup", RelatedGraph: "orders", Begin: emulator.After(-4 * 24 * time.Hour)},
				{JobName: "CreateGraph", RelatedGraph: "newest", Begin: emulator.After(-40 * time.Minute)}, // at 07:20
			},
			Generate: []emulator.Generate{{Count: generated, RelatedGraph: emulator.GraphNames{Names: []string{"movies", "orders", "people"}}, Failed: 0.1, PartiallyFailed: 0.1,
				JobName: map[string]int{"ImportGraph": 2, "ExportGraph": 3, "CreateBackup": 1}, Files: emulator.CountRange{From: 1}}},
			Graphs: []emulator.Graph{
				{Name: "archive", Status: "stopped", Backups: []emulator.Backup{{Name: "archive-20190320080000", Created: emulator.After(-7 * 24 * time.Hour)}}},
			},
		}},
	}
}

// A default emulator holds to all of its rules; what cannot be observed is named.
func TestEmulatorHolds(t *testing.T) {
	report := check(t, newEmulator(t, emulator.WithScenarioValue(rich(100))).Transport())
	if report.Outcome() != probe.Holds {
		t.Errorf("%s", report.Text())
	}
	for _, r := range report.Results {
		switch r.Probe {
		case "no-credentials", "no-credentials-message", "unknown-token":
			if r.Outcome != probe.Untold {
				t.Errorf("%s %s, without credentials", r.Probe, r.Outcome)
			}
		default:
			if r.Outcome != probe.Holds {
				t.Errorf("%s %s: %s\n%s\n%s", r.Probe, r.Outcome, r.Why, r.Call, r.Answer)
			}
		}
	}
	t.Log(report.Counts())
}

// combinations are settings of all switches: each value alone, and 50 of all others.
func combinations() []emulator.Compat {
	values := [6][]string{
		{"oldest-first", "newest-first"}, {"waiting", "pending"}, {"begin-end", "begin"},
		{"errorMessage", "errCode", "error_code"}, {"zero", "elapsed"}, {"by-version", "GES.7000", "GES.0047"},
	}
	var list []emulator.Compat
	add := func(chosen [6]int) {
		list = append(list, emulator.Compat{Order: values[0][chosen[0]], QueuedStatus: values[1][chosen[1]], DateRange: values[2][chosen[2]],
			ErrorBody: values[3][chosen[3]], Progress: values[4][chosen[4]], UnknownGraph: values[5][chosen[5]]})
	}
	for i := range values {
		for j := range values[i] {
			var alone [6]int
			alone[i] = j
			add(alone)
		}
	}
	inventor, key := fake.New(), fake.NewKey(2026)
	for n := range 50 {
		var chosen [6]int
		for i := range values {
			chosen[i] = inventor.Index(key.Nth(6*n+i), len(values[i]))
		}
		add(chosen)
	}
	return list
}

// Whatever the switches, the block that the report ends with is that of the server.
func TestCompatIsFound(t *testing.T) {
	for _, c := range combinations() {
		report := check(t, newEmulator(t, emulator.WithScenarioValue(rich(5)), emulator.WithCompat(c)).Transport())
		want := "compat:\n  order: " + c.Order + "\n  queuedStatus: " + c.QueuedStatus + "\n  dateRange: " + c.DateRange +
			"\n  errorBody: " + c.ErrorBody + "\n  progress: " + c.Progress + "\n  unknownGraph: " + c.UnknownGraph + "\n"
		if got := report.Compat(); got != want || report.Outcome() != probe.Holds {
			t.Errorf("%+v: %s\n%s", c, report.Outcome(), got)
		}
		if !strings.HasSuffix(report.Text(), "\n\n"+want) {
			t.Errorf("the report does not end with the block:\n%s", report.Text())
		}
	}
}

// The built-in scenarios hold wherever they can be told. Their faults cost time and rules
// that cannot be told, and are no differences.
func TestBuiltInScenarios(t *testing.T) {
	untold := map[string]probe.Outcome{"empty": probe.Untold, "expired-token": "", "forbidden": "", "documented-failure": ""}
	for _, name := range scenarios.Names() {
		synctest.Test(t, func(t *testing.T) { // the delays of some take no real time in it
			client, _ := newClient(newEmulator(t, emulator.WithScenario(name)).Transport())
			report, err := probe.Run(context.Background(), client, "p1")
			want, other := untold[name]
			if !other {
				want = probe.Holds
			}
			if want == "" {
				if u := new(probe.Unusable); !errors.As(err, &u) {
					t.Errorf("%s: %v", name, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			t.Logf("%-24s %s", name, report.Counts())
			if report.Outcome() != want {
				t.Errorf("%s: %s\n%s", name, report.Outcome(), report.Text())
			}
		})
	}
}
