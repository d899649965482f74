package emulator_test

import (
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// A project that is forgotten follows the emulator's scenario again, whatever
// was done to it: one that this names, one of "*", and those to come.
func TestForgottenProjectsBeginAfresh(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("two.yaml", []byte(`
version: 1
name: two
projects:
  named: {jobs: [{jobName: StopGraph, relatedGraph: g, begin: -1h}]}
  "*": {jobs: [{jobName: StopGraph, relatedGraph: g, begin: -1h}, {jobName: StopGraph, relatedGraph: h, begin: -1h}]}
`)))
	another := map[string]string{"named": `{"jobCount":1,`, "p1": `{"jobCount":2,`, "later": `{"jobCount":2,`}
	for _, way := range [][]string{{"named", "p1", "*"}, {"*"}} {
		request(t, e, "GET /v1.0/p1/graphs/jobs")
		for _, change := range []string{`PUT %/scenario {"version":1,"projects":{"x":{}}}`, `POST %/clock/advance {"by":"-2h"}`} {
			if rec := request(t, e, strings.ReplaceAll(change, "%", "/_emulator/projects/*")); rec.Code != 200 {
				t.Fatal(rec.Body)
			}
		}
		for id := range another {
			if got := request(t, e, "GET /v1.0/"+id+"/graphs/jobs").Body.String(); !strings.HasPrefix(got, `{"jobCount":0,`) {
				t.Fatalf("%s was not changed: %s", id, got)
			}
		}
		for _, id := range append(way, "later") {
			request(t, e, "DELETE /_emulator/projects/"+id)
		}
		for id, want := range another {
			if got := request(t, e, "GET /v1.0/"+id+"/graphs/jobs").Body.String(); !strings.HasPrefix(got, want) {
				t.Errorf("%v forgotten, %s answers %s, want %s", way, id, got, want)
			}
		}
		request(t, e, "DELETE /_emulator/projects/later")
	}
}
