package emulator_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const plain = `version: 1
name: plain
seed: 3
clock: {start: 2020-01-31T00:00:00}
projects:
  "*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s}]}
`

func withPlain() emulator.Option { return emulator.WithScenarioYAML("plain.yaml", []byte(plain)) }

// withOverrides are overrides whose effect every list call shows.
func withOverrides() []emulator.Option {
	return []emulator.Option{
		emulator.WithSeed(4),
		emulator.WithClock(emulator.Clock{Start: emulator.At(time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC))}),
		emulator.WithCompat(emulator.Compat{ErrorBody: "error_code"}),
	}
}

const overriddenError = `{"error_code":"GES.0001","error_msg":"Incorrect parameter. limit: \"0\" is not an integer of 1 or more."}`

// checkOverridden checks that a project's answers are those of the overrides.
func checkOverridden(t *testing.T, e *emulator.Emulator, project string) {
	t.Helper()
	list := "GET /v1.0/" + project + "/graphs/jobs"
	if got := request(t, e, list).Body.String(); !strings.Contains(got, `"beginTime":"2021-01-01T00:00:00"`) {
		t.Errorf("%s lists %s", project, got)
	}
	if got := request(t, e, list+"?limit=0").Body.String(); got != overriddenError {
		t.Errorf("%s has the error body %s", project, got)
	}
}

// Overrides hold for the scenario of the start, in whatever order the options are, and for
// all that come later.
func TestOverrides(t *testing.T) {
	for _, options := range [][]emulator.Option{append(withOverrides(), withPlain()), append([]emulator.Option{withPlain()}, withOverrides()...)} {
		e := newEmulator(t, options...)
		checkOverridden(t, e, "p1")
		const other = `{version: 1, name: other, seed: 9, compat: {errorBody: errCode}, projects: {"*": {jobs: [{jobName: StopGraph, relatedGraph: h, begin: 0s}]}}}`
		if rec := request(t, e, "PUT /_emulator/projects/p2/scenario "+other); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"now":"2021-01-01T00:00:00"`) {
			t.Errorf("PUT scenario: %d %s", rec.Code, rec.Body)
		}
		checkOverridden(t, e, "p2")
		if rec := request(t, e, "PUT /_emulator/projects/*/scenario "+other); rec.Code != 200 {
			t.Errorf("PUT scenario: %d %s", rec.Code, rec.Body)
		}
		checkOverridden(t, e, "p1")
		checkOverridden(t, e, "p3")
		if err := e.Load(emulator.WithScenarioValue(emulator.Scenario{
			Seed: 5, Projects: map[string]emulator.ProjectSpec{"*": {Jobs: []emulator.Job{{JobName: "StopGraph", RelatedGraph: "g", Begin: emulator.After(0)}}}},
		})); err != nil {
			t.Fatal(err)
		}
		checkOverridden(t, e, "p1")
	}
}

// A seed that is overridden is the seed of a file that has it.
func TestOverriddenSeed(t *testing.T) {
	want := body(t, newEmulator(t, emulator.WithScenarioYAML("plain.yaml", []byte(strings.Replace(plain, "seed: 3", "seed: 4", 1)))), "")
	if got := body(t, newEmulator(t, withPlain(), emulator.WithSeed(4)), ""); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := body(t, newEmulator(t, withPlain()), ""); got == want {
		t.Errorf("both seeds give %s", got)
	}
}

// Of several values of one key the last applies; those of other keys stay.
func TestLastOverrideApplies(t *testing.T) {
	e := newEmulator(t, withPlain(), emulator.WithClock(emulator.Clock{Mode: "stepped", Step: time.Minute}), emulator.WithClock(emulator.Clock{Mode: "realtime", Rate: 0.5}))
	if got := request(t, e, "GET /_emulator/projects/p1/clock").Body.String(); !strings.Contains(got, `"mode":"realtime","step":"1m0s","rate":0.5`) {
		t.Errorf("the clock is %s", got)
	}
}

func TestWrongOverrides(t *testing.T) {
	for want, option := range map[string]emulator.Option{
		`clock.mode: "fast" is not a clock mode (manual, stepped, realtime)`:                          emulator.WithClock(emulator.Clock{Mode: "fast"}),
		`clock.rate: -1 is not a number from 0.001 to 1000000`:                                        emulator.WithClock(emulator.Clock{Rate: -1}),
		`compat.order: "oldest" is not an order (oldest-first, newest-first)`:                         emulator.WithCompat(emulator.Compat{Order: "oldest"}),
		`clock.begin: "begin" is not a key of a clock; did you mean start? (start, mode, step, rate)`: emulator.WithOverride("clock.begin", "now"),
		`version: "version" is not a key of an override (seed, clock, compat, auth)`:                  emulator.WithOverride("version", "1"),
	} {
		if _, err := emulator.New(option); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

// The problems of a scenario have their places in its file, whatever is overridden.
func TestOverridesAndProblems(t *testing.T) {
	_, err := emulator.New(emulator.WithScenarioYAML("broken.yaml", []byte(brokenScenario)), emulator.WithSeed(4))
	if err == nil || !strings.Contains(err.Error(), `broken.yaml:2:35: projects["*"].jobs[0].jobName: "ExportGraf"`) {
		t.Error(err)
	}
}

// The vendor's SDKs decode one of the error bodies that its pages have: any scenario can
// answer that.
func ExampleWithCompat() {
	ges, err := emulator.New(
		emulator.WithScenario("documented-failure"),
		emulator.WithCompat(emulator.Compat{ErrorBody: "error_code"}),
	)
	if err != nil {
		panic(err)
	}
	client := &http.Client{Transport: ges.Transport()}
	resp, err := client.Get("http://ges/v1.0/my-project/graphs/jobs")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	fmt.Println(string(body), err)
	// Output:
	// {"error_code":"GES.9999","error_msg":"failed"} <nil>
}

// A step or a rate that does not matter in the clock's mode is logged.
func TestUnusedOverrides(t *testing.T) {
	for want, options := range map[string][]emulator.Option{
		`key=clock.rate mode=manual "of mode"=realtime`: {emulator.WithOverride("clock.rate", "60")},
		`key=clock.step mode=manual "of mode"=stepped`:  {emulator.WithOverride("clock.step", "60s")},
		"": {emulator.WithOverride("clock.rate", "60"), emulator.WithOverride("clock.mode", "realtime")},
	} {
		var log bytes.Buffer
		newEmulator(t, append(options, withPlain(), emulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))...)
		if got := log.String(); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("the log is %q, want %s", got, want)
		}
	}
}

// A snapshot and a saved state keep the overrides with which the project began; what
// begins later has those of the options.
func TestRestoredOverrides(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, append(withOverrides(), withPlain())...)
	checkOverridden(t, e, "p1")
	snapshot := request(t, e, "GET /_emulator/projects/p1/snapshot").Body.String()
	if want := `"overrides":{"clock.start":"2021-01-01T00:00:00","compat.errorBody":"error_code","seed":"4"}`; !strings.Contains(snapshot, want) {
		t.Errorf("the snapshot is %s\nwant %s", snapshot, want)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}

	var log bytes.Buffer
	e = restored(t, dir, withPlain(), emulator.WithCompat(emulator.Compat{ErrorBody: "errCode"}), emulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	checkOverridden(t, e, "p1")
	if got := log.String(); strings.Count(got, "level=WARN") != 1 || !strings.Contains(got, "project=p1") || !strings.Contains(got, `now="compat.errorBody=errCode"`) {
		t.Errorf("the log is %s", got)
	}
	const list = "/v1.0/p2/graphs/jobs"
	if got := request(t, e, "GET "+list+"?limit=0").Body.String(); !strings.HasPrefix(got, `{"errCode":"GES.0001"`) {
		t.Errorf("another project has the error body %s", got)
	}
	request(t, e, "POST /_emulator/projects/p1/reset")
	checkOverridden(t, e, "p1")
	request(t, e, "DELETE /_emulator/projects/p1")
	if got := body(t, e, "?limit=0"); !strings.HasPrefix(got, `{"errCode":"GES.0001"`) {
		t.Errorf("once it is forgotten, it has the error body %s", got)
	}
	if rec := request(t, e, "PUT /_emulator/projects/p3/snapshot "+snapshot); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	checkOverridden(t, e, "p3")
	broken := strings.Replace(snapshot, `"seed":"4"`, `"seed":"four"`, 1)
	if rec := request(t, e, "PUT /_emulator/projects/p3/snapshot "+broken); rec.Code != 400 || !strings.Contains(rec.Body.String(), `scenario.overrides: seed: \"four\" is not a whole number`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
