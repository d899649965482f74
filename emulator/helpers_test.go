package emulator_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// listPath is the emulated call for the project that most tests use.
const listPath = "/v1.0/p1/graphs/jobs"

// request makes one call, written «METHOD path [body]», with headers,
// «Name: value».
func request(t testing.TB, h http.Handler, call string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	method, rest, _ := strings.Cut(call, " ")
	target, body, _ := strings.Cut(rest, " ")
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	record(h, rec, r)
	return rec
}

// record has a call answered without any delay of a fault: the server is about to
// stop. A recorder has no connection to break, so a call whose connection breaks
// gets the code 0.
func record(h http.Handler, rec *httptest.ResponseRecorder, r *http.Request) {
	stopping, stop := context.WithCancelCause(r.Context())
	stop(timeout.ErrStopping)
	defer func() {
		switch cause := recover(); cause {
		case nil:
		case http.ErrAbortHandler:
			rec.Code = 0
		default:
			panic(cause)
		}
	}()
	h.ServeHTTP(rec, r.WithContext(stopping))
}

// body is the answer to a list call with a query; it may be an error's.
func body(t testing.TB, h http.Handler, query string) string {
	t.Helper()
	return request(t, h, "GET "+listPath+query).Body.String()
}

// builtin reads a built-in scenario.
func builtin(t testing.TB, name string) *scenario.Scenario {
	t.Helper()
	data, ok := scenarios.Read(name)
	if !ok {
		t.Fatalf("no scenario %s", name)
	}
	s, err := scenario.Parse(name+".yaml", data, clock.Wall())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// still serves a built-in scenario on a clock that moves only when told, at the
// scenario's start in every project.
func still(t testing.TB, name string) *emulator.Emulator {
	t.Helper()
	e, err := emulator.New(emulator.WithScenario(name))
	if err != nil {
		t.Fatal(err)
	}
	start := builtin(t, name).Clock.Start.Exact()
	if rec := request(t, e, `PATCH /_emulator/projects/*/clock {"mode":"manual","now":"`+start+`"}`); rec.Code != 200 {
		t.Fatalf("%s: %s", name, rec.Body)
	}
	return e
}

func project(t testing.TB, e *emulator.Emulator, id string) *emulator.Project {
	t.Helper()
	p := e.Project(id)
	return p
}

func utc(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := clock.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Time()
}
