package emulator_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const observed = `
version: 1
projects: {"*": {jobs: []}}
auth: {mode: token, tokens: [{value: good}]}
faults:
  - {name: broken, when: {calls: [2]}, reply: {errorCode: GES.9999}}
`

func TestObserver(t *testing.T) {
	var got []emulator.CallInfo
	e := newEmulator(t, emulator.WithScenarioYAML("observed.yaml", []byte(observed)),
		emulator.WithObserver(func(c emulator.CallInfo) { got = append(got, c) }))
	for _, c := range []struct{ target, header string }{
		{listPath, "X-Auth-Token: good"},
		{listPath, "X-Auth-Token: bad"},
		{listPath, "X-Auth-Token: good"},
		{listPath + "?limit=x", "X-Auth-Token: good"},
		{"/v1.0/a%20b/graphs/jobs", "X-Auth-Token: good"},
		{"/nothing", ""},
		{"/_emulator/health", ""},
		{"/openapi.yaml", ""},
	} {
		send(e, "GET", c.target, c.header)
	}
	for i := range got {
		if got[i].Duration <= 0 {
			t.Errorf("call %d took %s", i+1, got[i].Duration)
		}
		got[i].Duration = 0
	}
	want := []emulator.CallInfo{
		{Operation: "ListJobs", Project: "p1", Status: 200},
		{Operation: "ListJobs", Project: "p1", Status: 401, ErrorCode: "APIGW.0301", Refused: true},
		{Operation: "ListJobs", Project: "p1", Status: 400, ErrorCode: "GES.9999", Fault: "broken"},
		{Operation: "ListJobs", Project: "p1", Status: 400, ErrorCode: "GES.0001"},
		{Operation: "ListJobs", Status: 400, ErrorCode: "GES.0001"},
		{Status: 404, ErrorCode: "APIGW.0101"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestLogLine reads what the log says of a call that met a fault.
func TestLogLine(t *testing.T) {
	var log bytes.Buffer
	e := newEmulator(t, emulator.WithScenarioYAML("observed.yaml", []byte(strings.Replace(observed, "calls: [2]", "calls: [1]", 1))),
		emulator.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
	send(e, "GET", listPath+"?limit=1", "X-Auth-Token: good")
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if ms, ok := line["ms"].(float64); !ok || ms <= 0 {
		t.Errorf("it took %v ms", line["ms"])
	}
	delete(line, "ms")
	delete(line, "time")
	want := map[string]any{
		"level": "INFO", "msg": "call", "method": "GET", "uri": "/v1.0/p1/graphs/jobs?limit=1", "status": 400.0, "project": "p1", "call": 1.0,
		"now": "2018-12-17T12:55:00", "fault": "broken", "errorCode": "GES.9999", "errorMessage": "failed",
	}
	if !maps.Equal(line, want) {
		t.Errorf("got  %v\nwant %v", line, want)
	}
}

func TestMetricsAreWhereTheControlAPIIs(t *testing.T) {
	page := emulator.WithMetrics(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("metrics")) }))
	e := newEmulator(t, page, emulator.WithControlToken("t"))
	if rec := send(e, "GET", "/metrics"); rec.Code != 401 {
		t.Errorf("without the token: %d", rec.Code)
	}
	if rec := send(e, "GET", "/metrics", "Authorization: Bearer t"); rec.Body.String() != "metrics" {
		t.Errorf("with the token: %d %s", rec.Code, rec.Body)
	}
	e = newEmulator(t, page, emulator.WithSeparateControl())
	if rec := send(e, "GET", "/metrics"); rec.Code != 404 {
		t.Errorf("where only the emulated API is: %d", rec.Code)
	}
	if rec := send(e.Control(), "GET", "/metrics"); rec.Body.String() != "metrics" {
		t.Errorf("where the control API is: %d %s", rec.Code, rec.Body)
	}
	if rec := send(newEmulator(t), "GET", "/metrics"); rec.Code != 404 {
		t.Errorf("without metrics: %d", rec.Code)
	}
}
