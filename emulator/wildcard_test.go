package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

const wildcardScenario = `{"version":1,"name":"w","seed":1,"clock":{"start":"2018-12-17T12:00:00"},"projects":{"*":{"jobs":[
	{"jobName":"ImportGraph","relatedGraph":"seeded","begin":"-1h","running":"forever","jobId":"seeded"}]}}}`

// wildcard is an emulator whose projects a, b and c have drifted apart: b is an
// hour ahead and has a job of its own, c follows a scenario with another seed. No
// call has named the project later yet.
func wildcard(t *testing.T) *emulator.Emulator {
	t.Helper()
	e := newEmulator(t, emulator.WithScenarioYAML("w", []byte(wildcardScenario)))
	for _, call := range []string{
		"GET /v1.0/a/graphs/jobs", `POST /_emulator/projects/b/clock/advance {"by":"1h"}`,
		`POST /_emulator/projects/b/jobs {"jobName":"StopGraph","relatedGraph":"m","begin":"2018-12-17T12:00:00"}`,
		"PUT /_emulator/projects/c/scenario " + strings.Replace(wildcardScenario, `"seed":1`, `"seed":2`, 1), "GET /v1.0/c/graphs/jobs",
	} {
		if rec := request(t, e, call); rec.Code/100 != 2 {
			t.Fatalf("%s: %d %s", call, rec.Code, rec.Body)
		}
	}
	return e
}

// each lists what a query about a project answers of some of its fields.
func each(t *testing.T, e *emulator.Emulator, query string, read func(body string) string) string {
	t.Helper()
	var list []string
	for _, id := range []string{"a", "b", "c", "later"} {
		list = append(list, id+" "+read(request(t, e, "GET /_emulator/projects/"+id+query).Body.String()))
	}
	return strings.Join(list, ", ")
}

func now(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	return each(t, e, "/clock", func(body string) string {
		_, text, _ := strings.Cut(body, `"now":"2018-12-17T`)
		return strings.SplitN(text, `"`, 2)[0]
	})
}

// What counts from now counts from the now of each project.
func TestEveryProjectMovesFromItsOwnNow(t *testing.T) {
	for body, want := range map[string]string{
		`{"to":"+10s"}`:                "a 12:00:10, b 13:00:10, c 12:00:10, later 12:00:10",
		`{"to":"-10s"}`:                "a 11:59:50, b 12:59:50, c 11:59:50, later 11:59:50",
		`{"by":"1m"}`:                  "a 12:01:00, b 13:01:00, c 12:01:00, later 12:01:00",
		`{"to":"2018-12-17T12:30:00"}`: "a 12:30:00, b 12:30:00, c 12:30:00, later 12:30:00",
	} {
		e := wildcard(t)
		if rec := request(t, e, "POST /_emulator/projects/*/clock/advance "+body); rec.Code != 200 {
			t.Fatalf("%s: %s", body, rec.Body)
		}
		if got := now(t, e); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	e := wildcard(t)
	request(t, e, `PATCH /_emulator/projects/*/clock {"now":"+10s"}`)
	if got, want := now(t, e), "a 12:00:10, b 13:00:10, c 12:00:10, later 12:00:10"; got != want {
		t.Errorf("PATCH clock: %s, want %s", got, want)
	}
}

// A job that is added to every project has one id in all of them, whatever each has
// already, and begins, lasts and ends by the now of each.
func TestEveryProjectGetsTheSameJob(t *testing.T) {
	for body, want := range map[string]string{
		`{"jobName":"StopGraph","relatedGraph":"m"}`:                                              "a 12:00:00, b 13:00:00, c 12:00:00, later 12:00:00",
		`{"jobName":"StopGraph","relatedGraph":"m","begin":"-5s","running":"10s"}`:                "a 11:59:55, b 12:59:55, c 11:59:55, later 11:59:55",
		`{"jobName":"StopGraph","relatedGraph":"m","begin":"2018-12-17T12:00:00","running":"5h"}`: "a 12:00:00, b 12:00:00, c 12:00:00, later 12:00:00",
		`{"jobName":"ImportGraph","relatedGraph":"m","begin":"+1h","outcome":"failed"}`:           "a 13:00:00, b 14:00:00, c 13:00:00, later 13:00:00",
		`{"jobName":"ExportGraph","relatedGraph":"m","jobId":"mine","outcome":"success"}`:         "a 12:00:00, b 13:00:00, c 12:00:00, later 12:00:00",
	} {
		e := wildcard(t)
		rec := request(t, e, "POST /_emulator/projects/*/jobs "+body)
		var added struct{ JobID string }
		if err := json.Unmarshal(rec.Body.Bytes(), &added); err != nil || rec.Code != 201 {
			t.Errorf("%s: %d %s", body, rec.Code, rec.Body)
			continue
		}
		got := each(t, e, "/jobs", func(body string) string {
			_, job, _ := strings.Cut(body, fmt.Sprintf(`{"jobId":%q`, added.JobID))
			_, begin, _ := strings.Cut(job, `"begin":"2018-12-17T`)
			return strings.SplitN(begin, `"`, 2)[0]
		})
		if got != want {
			t.Errorf("%s: it begins at %s, want %s", body, got, want)
		}
		if rec := request(t, e, "PATCH /_emulator/projects/*/jobs/"+added.JobID+` {"endAt":"+2h"}`); rec.Code != 200 {
			t.Errorf("%s: PATCH: %d %s", body, rec.Code, rec.Body)
		}
		if rec := request(t, e, "DELETE /_emulator/projects/*/jobs/"+added.JobID); rec.Code != 204 {
			t.Errorf("%s: DELETE: %d %s", body, rec.Code, rec.Body)
		}
		if got := each(t, e, "/jobs", func(body string) string { return fmt.Sprint(strings.Count(body, `{"jobId":`)) }); got != "a 1, b 2, c 1, later 1" {
			t.Errorf("%s: it is not gone, or another is: %s", body, got)
		}
	}
}

// Times of a fault that is added to every project count from the now of each.
func TestEveryProjectFailsFromItsOwnNow(t *testing.T) {
	e := wildcard(t)
	body := `{"name":"soon","when":{"from":"+10s","until":"+20s"},"reply":{"errorCode":"GES.9999"}}`
	if rec := request(t, e, "POST /_emulator/projects/*/faults "+body); rec.Code != 201 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for _, step := range []struct {
		by   string
		code int
	}{{"0s", 200}, {"9s", 200}, {"1s", 400}, {"9s", 400}, {"1s", 200}} {
		request(t, e, fmt.Sprintf(`POST /_emulator/projects/*/clock/advance {"by":%q}`, step.by))
		for _, id := range []string{"a", "b", "c", "later"} {
			if rec := request(t, e, "GET /v1.0/"+id+"/graphs/jobs"); rec.Code != step.code {
				t.Errorf("%s, %s later: %d %s, want %d", id, step.by, rec.Code, rec.Body, step.code)
			}
		}
	}
}

// Of several mistakes in a query always the same one is reported.
func TestMistakesAreReportedInOneOrder(t *testing.T) {
	for _, query := range []string{"verify?zz=1&aa=2&mm=3", "verify?aa=1&zz=2&mm=3", "requests?zz=1&aa=2", "jobs?zz=1&aa=2", "timeline?zz=1&aa=2"} {
		for range 20 {
			e := newEmulator(t)
			rec := request(t, e, "GET /_emulator/projects/p1/"+query)
			if want := `\"aa\" is not a parameter`; rec.Code != 400 || !strings.Contains(rec.Body.String(), want) {
				t.Fatalf("%s: %d %s, want %s", query, rec.Code, rec.Body, want)
			}
		}
	}
}

// A stepped clock that was moved answers the next call at the time to which it was
// moved, whatever happened before, and says so.
func TestSteppedClockShowsTheNextCall(t *testing.T) {
	const at = "2018-12-17T15:00:00"
	for name, before := range map[string][]string{
		"never called":    nil,
		"called":          {"GET /v1.0/p/graphs/jobs"},
		"called, stepped": {`PATCH /_emulator/projects/p/clock {"mode":"stepped","step":"1m"}`, "GET /v1.0/p/graphs/jobs", "GET /v1.0/p/graphs/jobs"},
	} {
		for _, move := range []string{
			`PATCH /_emulator/projects/p/clock {"mode":"stepped","step":"10s","now":"` + at + `"}`,
			`PATCH /_emulator/projects/*/clock {"mode":"stepped","step":"10s","now":"` + at + `"}`,
		} {
			e := newEmulator(t, emulator.WithScenarioYAML("w", []byte(wildcardScenario)))
			for _, call := range before {
				request(t, e, call)
			}
			request(t, e, move)
			for _, second := range []string{"00", "10", "20"} {
				clock := request(t, e, "GET /_emulator/projects/p/clock").Body.String()
				if want := `"nextCall":"2018-12-17T15:00:` + second + `"`; !strings.Contains(clock, want) {
					t.Errorf("%s, %s: %s, want %s", name, move, clock, want)
				}
				if got, want := request(t, e, "GET /v1.0/p/graphs/jobs").Header().Get("Date"), "Mon, 17 Dec 2018 15:00:"+second+" GMT"; got != want {
					t.Errorf("%s, %s: answered at %s, want %s", name, move, got, want)
				}
			}
		}
	}
}

// Where no job ends later, the way to the end is none.
func TestEndIsNeverInThePast(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("w", []byte(wildcardScenario)))
	for range 2 {
		for _, id := range []string{"p", "*"} {
			rec := request(t, e, "POST /_emulator/projects/"+id+`/clock/advance {"to":"end"}`)
			if want := `{"now":"2018-12-17T12:00:00","changes":[],"dropped":0}`; strings.TrimSpace(rec.Body.String()) != want {
				t.Errorf("%s: %s, want %s", id, rec.Body, want)
			}
		}
	}
}

// A job that is added without begin ends within virtual time, as one with begin.
func TestAddedJobsEndInVirtualTime(t *testing.T) {
	for _, begin := range []string{"", `,"begin":"+0s"`, `,"begin":"2199-12-31T23:59:00"`} {
		e := newEmulator(t, emulator.WithScenarioYAML("w", []byte(wildcardScenario)))
		request(t, e, `PATCH /_emulator/projects/p/clock {"now":"2199-12-31T23:59:00"}`)
		rec := request(t, e, `POST /_emulator/projects/p/jobs {"jobName":"StopGraph","relatedGraph":"m","running":"2m"`+begin+`}`)
		if rec.Code != 400 || !strings.Contains(rec.Body.String(), "2199-12-31T23:59:59") {
			t.Errorf("%s: %d %s, want 400", begin, rec.Code, rec.Body)
		}
	}
}
