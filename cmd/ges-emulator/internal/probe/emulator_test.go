package probe_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator"
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
// and days, some of which ended on a later day, and graphs with backups.
func rich() emulator.Scenario {
	return emulator.Scenario{
		Clock: emulator.Clock{Start: "2019-03-27T08:00:00"},
		Projects: map[string]emulator.ProjectSpec{"*": {
			Jobs: []emulator.Job{
				{JobName: "CreateGraph", RelatedGraph: "movies", Begin: "-9d"},
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: "-8h20m", Running: "40m"}, // over midnight
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: "-1h", Outcome: "failed"},
				{JobName: "ImportGraph", RelatedGraph: "orders", Begin: "-2h", Outcome: "partiallyFailed"},
				{JobName: "ExportGraph", RelatedGraph: "orders", Begin: "-10m", Running: "25m"},
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: "-5m", Waiting: "10m"},
				{JobName: "CreateBackup", RelatedGraph: "orders", Begin: "-4d"},
			},
			Generate: []emulator.Generate{{Count: 100, RelatedGraph: []string{"movies", "orders", "people"}, Failed: 0.1, PartiallyFailed: 0.1,
				JobName: map[string]int{"ImportGraph": 5, "ExportGraph": 2, "CreateBackup": 1}}},
			Graphs: []emulator.Graph{
				{Name: "archive", Status: "stopped", Backups: []emulator.Backup{{Name: "archive-20190320080000", Created: "-7d"}}},
			},
		}},
	}
}

// A default emulator holds to all of its rules; what cannot be observed is named.
func TestEmulatorHolds(t *testing.T) {
	report := check(t, newEmulator(t, emulator.WithScenarioValue(rich())).Transport())
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
	t.Log(report.Summary())
}

// Whatever the switches, the block that the report ends with is that of the server.
func TestCompatIsFound(t *testing.T) {
	for _, order := range []string{"oldest-first", "newest-first"} {
		for _, queued := range []string{"waiting", "pending"} {
			for _, dates := range []string{"begin-end", "begin"} {
				for _, body := range []string{"errorMessage", "errCode", "error_code"} {
					for _, progress := range []string{"zero", "elapsed"} {
						for _, unknown := range []string{"by-version", "GES.7000", "GES.0047"} {
							compat := emulator.Compat{Order: order, QueuedStatus: queued, DateRange: dates, ErrorBody: body, Progress: progress, UnknownGraph: unknown}
							report := check(t, newEmulator(t, emulator.WithScenarioValue(rich()), emulator.WithCompat(compat)).Transport())
							want := "compat:\n  order: " + order + "\n  queuedStatus: " + queued + "\n  dateRange: " + dates +
								"\n  errorBody: " + body + "\n  progress: " + progress + "\n  unknownGraph: " + unknown + "\n"
							if got := report.Compat(); got != want || report.Outcome() != probe.Holds {
								t.Errorf("%+v: %s\n%s", compat, report.Outcome(), got)
							}
							if !strings.HasSuffix(report.Text(), "\n\n"+want) {
								t.Errorf("the report does not end with the block:\n%s", report.Text())
							}
						}
					}
				}
			}
		}
	}
}

// The built-in scenarios hold wherever they can be told.
func TestBuiltInScenarios(t *testing.T) {
	for _, s := range scenarios.Names() {
		client, _ := newClient(newEmulator(t, emulator.WithScenario(s)).Transport())
		report, err := probe.Run(context.Background(), client, "p1")
		if err != nil {
			t.Logf("%-24s %v", s, err)
			continue
		}
		t.Logf("%-24s %s: %s", s, report.Outcome(), report.Summary())
		for _, r := range report.Results {
			if r.Outcome == probe.Differs {
				t.Errorf("%s: %s %s: %s\n%s\n%s", s, r.Probe, r.Outcome, r.Why, r.Call, r.Answer)
			}
		}
	}
}
