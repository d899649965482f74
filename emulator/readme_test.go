package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// TestImportIsFollowed is the README's example, to the letter.
func TestImportIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ges := emulator.StartInProcess(t, emulator.WithScenario("import-lifecycle"),
			emulator.WithClock(emulator.Clock{Mode: emulator.Realtime}))

		// The client under test polls every 5 s until the import of this graph has ended.
		status := followImport(t, ges.Client(), ges.URL+"/v1.0/p1/graphs/jobs?graphName=test1217")

		if now := ges.Project("p1").Now().Format(time.TimeOnly); status != "success" || now != "12:56:10" {
			t.Errorf("%s at %s", status, now)
		}
	})
}

// followImport stands for a client under test.
func followImport(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	for {
		resp, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		var page struct {
			JobList []struct{ JobName, Status string }
		}
		err = json.NewDecoder(resp.Body).Decode(&page)
		resp.Body.Close()
		if err != nil {
			t.Fatalf("%s: %v", resp.Status, err)
		}
		for _, job := range page.JobList {
			if job.JobName == "ImportGraph" && job.Status != "waiting" && job.Status != "running" {
				return job.Status
			}
		}
		time.Sleep(5 * time.Second) //nolint:forbidigo // the pause of a client; inside synctest it takes no time
	}
}
