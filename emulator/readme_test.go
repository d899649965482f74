package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// TestImportIsFollowed is the README's example, to the letter.
func TestImportIsFollowed(t *testing.T) {
	ges := emulator.Start(t, emulator.WithScenario("documented-sample"))
	jobs := listJobs(t, ges.URL+"/v1.0/p1/graphs/jobs") // the client under test
	if jobs[0].Status != "success" {
		t.Errorf("the first job is %s", jobs[0].Status)
	}

	ges.Project("p1").AdvanceTo(time.Date(2018, 12, 17, 12, 56, 0, 0, time.UTC)) // back in time
	if jobs = listJobs(t, ges.URL+"/v1.0/p1/graphs/jobs"); jobs[0].Status != "running" {
		t.Errorf("at 12:56 the first job was %s", jobs[0].Status)
	}
}

type job struct{ Status string }

// listJobs stands for a client under test.
func listJobs(t *testing.T, url string) []job {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var page struct{ JobList []job }
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil || len(page.JobList) == 0 {
		t.Fatalf("%s: %d jobs, %v", resp.Status, len(page.JobList), err)
	}
	return page.JobList
}
