package scenario_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// overrides are those of «key=value» texts.
func overrides(t *testing.T, texts ...string) (all scenario.Overrides) {
	t.Helper()
	for _, text := range texts {
		key, value, _ := strings.Cut(text, "=")
		var err error
		if all, err = all.With(key, value); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

const overridden = `
version: 1
seed: 3
clock: {start: 2020-01-31T00:00:00, mode: stepped, step: 9s}
compat: {order: newest-first, errorBody: errCode}
projects:
  "*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: +1h}, {jobName: StopGraph, relatedGraph: g, begin: 2020-01-31T01:00:00}]}
`

// An overridden key has the given value, all others their own; times that are relative to
// the start follow it.
func TestOverrides(t *testing.T) {
	o := overrides(t, "seed=-7", "clock.start=2021-01-01T00:00:00", "clock.mode=realtime", "clock.rate=60", "compat.errorBody=error_code")
	s, err := o.Parse("a.yaml", []byte(overridden), wall())
	if err != nil {
		t.Fatal(err)
	}
	start, _ := clock.Parse("2021-01-01T00:00:00")
	if want := (clock.Settings{Start: start, Mode: clock.Realtime, Step: clock.Step{By: 9e9}, Rate: 60}); s.Clock != want {
		t.Errorf("the clock is %+v, want %+v", s.Clock, want)
	}
	compat := scenario.DefaultCompat()
	compat.Order, compat.ErrorBody = scenario.NewestFirst, scenario.ErrorCode
	if s.Seed != -7 || s.Compat != compat {
		t.Errorf("seed %d, compat %+v", s.Seed, s.Compat)
	}
	jobs := s.Projects[0].Jobs
	if jobs[0].Begin.String() != "2021-01-01T01:00:00" || jobs[1].Begin.String() != "2020-01-31T01:00:00" {
		t.Errorf("the jobs begin at %s and %s", jobs[0].Begin, jobs[1].Begin)
	}
	s, err = overrides(t, "clock.start=now").Parse("a.yaml", []byte(overridden), wall())
	if err != nil || s.Clock.Start.String() != "2024-02-29T12:30:15" {
		t.Errorf("now is %v (%v)", s, err)
	}
}

// A source remembers what overrode it: parsed again, it gives the same scenario.
func TestOverridesAreOfTheSource(t *testing.T) {
	o := overrides(t, "seed=5", "clock.start=now")
	s, err := o.Parse("a.yaml", []byte(overridden), wall())
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Source.Parse()
	if err != nil || again.Seed != 5 || again.Clock != s.Clock {
		t.Errorf("parsed again: %+v, %v", again, err)
	}
	if plain := parse(t, "a.yaml", overridden); plain.Source.Hash() == s.Source.Hash() {
		t.Error("the hash is that of the scenario without overrides")
	}
	text, err := json.Marshal(s.Source)
	if err != nil {
		t.Fatal(err)
	}
	var read scenario.Source
	if err := json.Unmarshal(text, &read); err != nil || read != s.Source {
		t.Errorf("%s is read as %+v, %v", text, read, err)
	}
	if err := json.Unmarshal([]byte(`{"Overrides": "seed=x"}`), &read); err == nil || !strings.Contains(err.Error(), `seed: "x" is not a whole number`) {
		t.Errorf("a wrong override gave %v", err)
	}
}

// The last value of a key applies; the order of keys does not matter.
func TestOverridesAreEqual(t *testing.T) {
	a := overrides(t, "seed=1", "compat.order=newest-first", "clock.mode=manual", "seed=2")
	b := overrides(t, "clock.mode=manual", "seed=2", "compat.order=newest-first")
	if a != b || a.String() != "clock.mode=manual, compat.order=newest-first, seed=2" {
		t.Errorf("%s, and %s", a, b)
	}
	if !a.Has("seed") || a.Has("clock.rate") || (scenario.Overrides{}).Has("") {
		t.Error("Has is wrong")
	}
	kind := scenario.OverridesKind()
	text := string(kind.Write(nil, &a))
	if want := `{"clock.mode":"manual","compat.order":"newest-first","seed":"2"}`; text != want {
		t.Errorf("written: %s, want %s", text, want)
	}
	read, err := format.Read([]byte(text), kind, format.Options{})
	if err != nil || read != a {
		t.Errorf("read: %s, %v", read, err)
	}
}

func TestWrongOverrides(t *testing.T) {
	for text, want := range map[string]string{
		"seed=1.5":                `1.5 is not a whole number`,
		"clock.mode=fast":         `"fast" is not a clock mode (manual, stepped, realtime)`,
		"clock.rate=0":            `0 is not a number from 0.001 to 1000000`,
		"clock.start=2018-12-17":  `"2018-12-17" is not a time of day; write 2018-12-17T00:00:00`,
		"clock.start=+1h":         `"+1h" is neither now nor a time such as 2018-12-17T12:55:00 (UTC), from 1970-01-01T00:00:00 to 2199-12-31T23:59:59`,
		"clock.step=0s":           `0s is too short; allowed is longer than 0s`,
		"compat.errorBody=":       `an empty value is not a shape of error bodies (errorMessage, errCode, error_code)`,
		"compat.errorbody=x":      `"errorbody" is not a key of a set of compat switches; did you mean errorBody? (order, queuedStatus, dateRange, errorBody, progress, unknownGraph)`,
		"compat.a.b=x":            `"a.b" is not a key of a set of compat switches (order, queuedStatus, dateRange, errorBody, progress, unknownGraph)`,
		"compat=x":                `"x" is not a set of compat switches; it has the keys order, queuedStatus, dateRange, errorBody, progress, unknownGraph`,
		"name=x":                  `"name" is not a key of an override (seed, clock, compat, auth)`,
		"compat.order=oldest\nis": `"oldest\nis" is not an order; did you mean oldest-first? (oldest-first, newest-first)`,
		"clock.step=5s\n":         `"5s\n" is neither next nor a duration such as 250ms, 30s, 1h30m or 2d`,
		"seed=5\n":                `"5\n" is not a whole number`,
		"clock.start=now\n":       `"now\n" is neither now nor a time such as 2018-12-17T12:55:00 (UTC), from 1970-01-01T00:00:00 to 2199-12-31T23:59:59`,
	} {
		key, value, _ := strings.Cut(text, "=")
		if o, err := (scenario.Overrides{}).With(key, value); err == nil || err.Error() != want || o != (scenario.Overrides{}) {
			t.Errorf("%s gave %v\nwant %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		`{"clock.mode": "fast"}`:     `clock.mode: "fast" is not a clock mode (manual, stepped, realtime)`,
		`{"seed": "1", "seed": "2"}`: `"seed" is given twice`,
		`{"a b": "1"}`:               `is not a key such as clock.mode`,
		`[]`:                         `a list is not a mapping of overridden keys`,
	} {
		if _, err := format.Read([]byte(text), scenario.OverridesKind(), format.Options{File: "f"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gave %v\nwant %s", text, err, want)
		}
	}
}
