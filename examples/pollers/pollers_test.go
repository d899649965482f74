package pollers_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/examples/pollers"
)

// An import of 12 s, then what else a test needs.
const (
	oneImport = `
version: 1
projects:
  p1:
    jobs: [{jobName: ImportGraph, relatedGraph: movies, begin: 0s, running: 12s}]
`
	failedImport = `
version: 1
projects:
  p1:
    jobs: [{jobName: ImportGraph, relatedGraph: movies, begin: 0s, running: 12s, outcome: failed, failReason: no such file}]
`
	manyJobs = `
version: 1
projects:
  p1:
    generate: [{count: 25, jobName: ExportGraph, relatedGraph: movies, begin: {from: 0s, to: 0s}, running: 12s}]
`
	throttled = oneImport + `
faults: [{name: throttle, when: {calls: 2}, reply: {status: 429, errorCode: GES.9999, headers: {Retry-After: "30"}}}]
`
	outage = oneImport + `
faults: [{name: outage, when: {calls: 2}, reply: {status: 503, errorCode: GES.9999}}]
`
)

// rules is what is asked of every poller.
const rules = "?minGap=5s&maxGap=1m&stopsAfterEnd=true&keepsRetryAfter=true&fetchesAllPages=true&retriesFailures=true&maxAtOnce=1"

// enough is how many pauses a poller has before it is stopped.
const enough = 8

var errEnough = errors.New("it polls for too long")

// poll lets a poller wait on a project, whose time its pauses move.
func poll(t *testing.T, scenario string, wait func(*pollers.Poller, context.Context, string) error) (*emulator.Server, error) {
	t.Helper()
	ges := emulator.Start(t, emulator.WithScenarioYAML(t.Name(), []byte(scenario)))
	remaining := enough
	p := &pollers.Poller{Endpoint: ges.URL, ProjectID: "p1", Pause: func(_ context.Context, d time.Duration) error {
		if remaining--; remaining < 0 {
			return errEnough
		}
		ges.Project("p1").Advance(d)
		return nil
	}}
	return ges, wait(p, t.Context(), "movies")
}

// verify asks the emulator for what it makes of its clients.
func verify(t *testing.T, ges *emulator.Server, query string) (status int, problems []string) {
	t.Helper()
	resp, err := http.Get(ges.URL + "/_emulator/projects/p1/verify" + query)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Problems []struct{ Kind, Name, Message string }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	for _, p := range answer.Problems {
		_, text, _ := strings.Cut(p.Message, " at 127.0.0.1: ")
		if text == "" {
			text = p.Message
		}
		problems = append(problems, p.Name+": "+text)
	}
	return resp.StatusCode, problems
}

func TestEveryFaultyPollerIsFoundOut(t *testing.T) {
	for _, c := range []struct {
		name     string
		scenario string
		wait     func(*pollers.Poller, context.Context, string) error
		want     string
	}{
		{
			"too eager", oneImport, (*pollers.Poller).TooEager,
			"minGap: it is too eager: request 2 came 100ms of virtual time after the one before, allowed are 5s or more",
		},
		{
			"never stops", oneImport, (*pollers.Poller).NeverStops,
			"stopsAfterEnd: it went on after all that it asks for had ended (1 success): 5 calls, the first is request 5",
		},
		{
			"ignores Retry-After", throttled, (*pollers.Poller).IgnoresRetryAfter,
			"keepsRetryAfter: it did not wait as Retry-After told it: 2 calls too early, the first is request 3, inside 30s",
		},
		{
			"forgets the last page", manyJobs, (*pollers.Poller).ForgetsTheLastPage,
			"fetchesAllPages: 1 page was never fetched, of a list of 25 jobs",
		},
		{
			"treats failed as running", failedImport, (*pollers.Poller).TreatsFailedAsRunning,
			"stopsAfterEnd: it went on after all that it asks for had ended (1 failed): 5 calls, the first is request 5",
		},
		{
			"gives up at the first 503", outage, (*pollers.Poller).GivesUpAtTheFirst503,
			`retriesFailures: it gave up at 503 of fault "outage": request 2 was its last, and not all that it asks for had ended`,
		},
		{
			"leaks a request a poll", oneImport, (*pollers.Poller).LeaksARequestAPoll,
			"maxAtOnce: it leaks requests: each poll makes more than the one before (1, 2, 3 at one virtual moment)",
		},
		{
			"misspells its filter", oneImport, (*pollers.Poller).MisspellsItsFilter,
			"unknown-parameter: grapName is not a parameter of this call (did you mean graphName?); allowed are offset, limit, status, graphName, startTime, endTime",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			ges, _ := poll(t, c.scenario, c.wait) // whether it ends well is not what the journal goes by
			status, problems := verify(t, ges, rules)
			found := false
			for _, p := range problems {
				found = found || p == c.want
			}
			if status != http.StatusConflict || !found {
				t.Errorf("verify answers %d\n%s\nwant among them\n%s", status, strings.Join(problems, "\n"), c.want)
			}
		})
	}
}

// No rule is broken by who polls as one should, whatever happens meanwhile.
func TestAGoodPollerIsLetBe(t *testing.T) {
	for name, scenario := range map[string]string{
		"one import": oneImport, "one that fails": failedImport, "many jobs": manyJobs, "throttled": throttled, "an outage": outage,
	} {
		t.Run(name, func(t *testing.T) {
			ges, err := poll(t, scenario, (*pollers.Poller).Wait)
			if err != nil {
				t.Fatal(err)
			}
			if status, problems := verify(t, ges, rules); status != http.StatusOK {
				t.Errorf("verify answers %d\n%s", status, strings.Join(problems, "\n"))
			}
			for _, p := range ges.Project("p1").Polling() {
				if findings := p.DefaultFindings(); len(findings) > 0 {
					t.Errorf("findings: %v", findings)
				}
			}
		})
	}
}
