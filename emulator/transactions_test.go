package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// Two worlds that an answer tells apart: by the year of its Date, and by the
// graphs of its jobs.
const (
	theOneWorld = `{"version":1,"name":"one","clock":{"start":"2018-12-17T12:55:00"},"projects":{"*":{"jobs":[
		{"jobName":"ImportGraph","relatedGraph":"one","begin":"-1h","running":"forever","jobId":"fixed"},
		{"jobName":"StopGraph","relatedGraph":"one","begin":"-2h"}]}},
		"faults":[{"name":"slow","when":{"query":{"graphName":"one"}},"delay":"400ms"}]}`
	theOtherWorld = `{"version":1,"name":"other","clock":{"start":"2020-01-01T00:00:00"},"projects":{"*":{"jobs":[
		{"jobName":"ExportGraph","relatedGraph":"other","begin":"-1h","running":"forever"}]}}}`
)

// jobsAnswer is what an answer of ListJobs has.
type jobsAnswer struct {
	JobCount int
	JobList  []struct{ JobID, RelatedGraph string }
}

func readJobs(t testing.TB, body string) (a jobsAnswer) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Errorf("%s: %v", body, err)
	}
	return a
}

// A call that a fault delays ends in the world in which it began, whatever comes
// in its place meanwhile; what it covers is no part of that.
func TestDelayedCallsEndInTheirOwnWorld(t *testing.T) {
	for name, change := range map[string]string{
		"another scenario": "PUT %s/scenario " + theOtherWorld,
		"a reset":          "POST %s/reset",
		"forgotten":        "DELETE %s",
	} {
		for _, project := range []string{"p1", "*"} {
			t.Run(name+" of "+project, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					e := newEmulator(t, emulator.WithScenarioYAML("one", []byte(theOneWorld)))
					var resp *http.Response
					var text string
					var err error
					go func() {
						resp, text, err = call(portless(e), "GET", "http://ges"+listPath+"?graphName=one&status=running", "")
					}()
					synctest.Wait() // it is delayed
					if rec := request(t, e, fmt.Sprintf(change, "/_emulator/projects/"+project)); rec.Code > 204 {
						t.Fatal(rec.Body)
					}
					clock.Wait(t.Context(), time.Second) // of the bubble
					synctest.Wait()
					if err != nil {
						t.Fatal(err)
					}
					if date := resp.Header.Get("Date"); readJobs(t, text).JobCount != 1 || !strings.Contains(text, `"jobId":"fixed"`) || date != "Mon, 17 Dec 2018 12:55:00 GMT" {
						t.Errorf("%s: %s", date, text)
					}
					for _, area := range project1(t, e).Coverage().Groups {
						if len(area.Covered) > 0 {
							t.Errorf("the new life has covered %v of %s", area.Covered, area.Name)
						}
					}
					if list := project1(t, e).Requests(); len(list) != 0 {
						t.Errorf("the new life has the request %v", list[0])
					}
				})
			})
		}
	}
}

func project1(t testing.TB, e *emulator.Emulator) *emulator.Project { return project(t, e, "p1") }

// Parallel callers of the same body get a job each: no id is answered twice.
func TestParallelJobsHaveIDsOfTheirOwn(t *testing.T) {
	for _, id := range []string{"p1", "*"} {
		e := newEmulator(t, emulator.WithScenarioYAML("one", []byte(theOneWorld)))
		const callers, each = 20, 10
		ids := make([][each]string, callers)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				for k := range each {
					rec := request(t, e, "POST /_emulator/projects/"+id+`/jobs {"jobName":"StopGraph","relatedGraph":"m"}`)
					var answer struct{ JobID string }
					if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || rec.Code != 201 {
						t.Errorf("%d %s", rec.Code, rec.Body)
					}
					ids[i][k] = answer.JobID
				}
			})
		}
		wg.Wait()
		answered := map[string]bool{}
		for _, list := range ids {
			for _, id := range list {
				answered[id] = true
			}
		}
		list := readJobs(t, body(t, e, "?graphName=m&limit=1000"))
		if len(answered) != callers*each || list.JobCount != callers*each {
			t.Errorf("%s: %d ids were answered, %d jobs are listed; want %d", id, len(answered), list.JobCount, callers*each)
		}
		for _, j := range list.JobList {
			if !answered[j.JobID] {
				t.Errorf("%s: the id %s was answered to nobody", id, j.JobID)
			}
		}
	}
}

// changing is the control calls that change something, what they add to the
// state of a project when they succeed, and what of it they overwrite.
var changing = []struct {
	call       string // with %s for the project and %[2]s for a new name
	jobs       int
	seconds    int
	faults     int
	overwrites string // of jobs, seconds, faults
}{
	{call: `POST %s/jobs {"jobName":"StopGraph","relatedGraph":"added","begin":"-1s","jobId":"%[2]s"}`, jobs: 1},
	{call: `POST %s/jobs {"jobName":"StopGraph","relatedGraph":"added"}`, jobs: 1},
	{call: `PATCH %s/jobs/fixed {"jobProgress":7}`},
	{call: `DELETE %s/jobs/fixed`, overwrites: "jobs"},
	{call: `POST %s/clock/advance {"by":"1s"}`, seconds: 1},
	{call: `PATCH %s/clock {"now":"2018-12-17T12:55:00"}`, overwrites: "seconds"},
	{call: `POST %s/faults {"name":"%[2]s","when":{"calls":99999},"reply":{"errorCode":"GES.9999"}}`, faults: 1},
	{call: `DELETE %s/faults/slow`},
	{call: `DELETE %s/faults`, overwrites: "faults"},
	{call: `DELETE %s/requests`},
	{call: `POST %s/reset`, overwrites: "jobs seconds faults"},
	{call: `DELETE %s`, overwrites: "jobs seconds faults"},
	{call: `PUT %s/scenario ` + theOneWorld, overwrites: "jobs seconds faults"},
	{call: `PUT %s/scenario ` + theOtherWorld, overwrites: "jobs seconds faults"},
	{call: `PUT %s/snapshot SNAPSHOT`, overwrites: "jobs seconds faults"},
}

// Every changing control call runs beside every other, on one project and on all,
// beside a client that polls. None fails for it, none is lost, and no answer is
// of two worlds.
func TestEveryPairOfControlCalls(t *testing.T) {
	for i := range changing {
		for k := i; k < len(changing); k++ {
			for _, projects := range [][2]string{{"p1", "p1"}, {"p1", "*"}, {"*", "p1"}, {"*", "*"}} {
				runPair(t, i, k, projects)
			}
		}
	}
}

func runPair(t *testing.T, i, k int, projects [2]string) {
	e := newEmulator(t, emulator.WithScenarioYAML("one", []byte(strings.ReplaceAll(theOneWorld, "400ms", "1ns"))))
	p := project1(t, e)
	p.Advance(0) // it lives
	snapshot := string(p.Snapshot())
	var done [2]int
	var wg sync.WaitGroup
	for side, call := range [2]int{i, k} {
		wg.Go(func() {
			for n := range 6 {
				text := strings.ReplaceAll(changing[call].call, "SNAPSHOT", snapshot)
				if strings.Contains(text, "%[2]s") {
					text = fmt.Sprintf(text, "/_emulator/projects/"+projects[side], fmt.Sprintf("new-%d-%d", side, n))
				} else {
					text = fmt.Sprintf(text, "/_emulator/projects/"+projects[side])
				}
				switch rec := request(t, e, text); {
				case rec.Code >= 500 || rec.Code == 400:
					t.Errorf("%s beside %s: %d %s", text, changing[i+k-call].call, rec.Code, rec.Body)
				case rec.Code < 300:
					done[side]++
				}
			}
		})
	}
	wg.Go(func() {
		for range 6 {
			rec := request(t, e, "GET "+listPath)
			checkOneWorld(t, rec.Header().Get("Date"), readJobs(t, rec.Body.String()))
		}
	})
	wg.Wait()
	checkNothingLost(t, e, i, k, done)
}

// checkOneWorld fails when an answer has the Date of one world and the jobs of
// another.
func checkOneWorld(t *testing.T, date string, a jobsAnswer) {
	t.Helper()
	another := "other"
	if !strings.Contains(date, "2018") {
		another = "one"
	}
	if a.JobCount != len(a.JobList) && len(a.JobList) != 10 {
		t.Errorf("%d jobs are told, %d listed", a.JobCount, len(a.JobList))
	}
	for _, j := range a.JobList {
		if j.RelatedGraph == another {
			t.Errorf("dated %s it lists %v", date, j)
		}
	}
}

// checkNothingLost compares what a project has with what was answered.
func checkNothingLost(t *testing.T, e *emulator.Emulator, i, k int, done [2]int) {
	t.Helper()
	overwritten := changing[i].overwrites + " " + changing[k].overwrites
	p := project1(t, e)
	wantJobs, wantSeconds, wantFaults, slow := 2, 0, 0, 1
	for side, call := range [2]int{i, k} {
		wantJobs += done[side] * changing[call].jobs
		wantSeconds += done[side] * changing[call].seconds
		wantFaults += done[side] * changing[call].faults
		if strings.HasSuffix(changing[call].call, "/faults/slow") {
			slow = 0
		}
	}
	wantFaults += slow
	names := changing[i].call + " beside " + changing[k].call
	if got := strings.Count(request(t, e, "GET /_emulator/projects/p1/jobs").Body.String(), `"jobId"`); !strings.Contains(overwritten, "jobs") && got != wantJobs {
		t.Errorf("%s: %d jobs, want %d", names, got, wantJobs)
	}
	start := time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC)
	if got := p.Now().Sub(start); !strings.Contains(overwritten, "seconds") && got != time.Duration(wantSeconds)*time.Second {
		t.Errorf("%s: it stands at %s, want %d s", names, got, wantSeconds)
	}
	if got := strings.Count(request(t, e, "GET /_emulator/projects/p1/faults").Body.String(), `"name"`); !strings.Contains(overwritten, "faults") && got != wantFaults {
		t.Errorf("%s: %d faults, want %d", names, got, wantFaults)
	}
}
