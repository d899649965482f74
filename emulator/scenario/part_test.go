package scenario_test

import (
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// An added job must end within virtual time, whether its begin is given or is now.
func TestAddedJobEndsInTime(t *testing.T) {
	now := clock.Max.Add(-time.Hour)
	const job = `{"jobName": "StopGraph", "relatedGraph": "g"`
	for text, want := range map[string]string{
		`, "running": "1h"}`:                  "",
		`, "running": "61m"}`:                 "job:1:58: running: the job would end after 2199-12-31T23:59:59, where virtual time ends",
		`, "waiting": "2h", "running": "0s"}`: "job:1:58: waiting: the job would end after 2199-12-31T23:59:59, where virtual time ends",
		`, "begin": "+59m30s"}`:               "job:1:56: begin: the job would end after 2199-12-31T23:59:59, where virtual time ends",
		`, "begin": "soon", "running": "9h"}`: `job:1:56: begin: "soon" is neither a duration from now, such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)`,
	} {
		got := ""
		if _, err := scenario.ParseJob("job", []byte(job+text), now); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if _, err := scenario.ParseJob("job", []byte(job+"}"), clock.Max); err == nil {
		t.Error("a job that begins at the end of virtual time runs on")
	}
}
