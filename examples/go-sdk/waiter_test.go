package gosdk_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

func TestWaitForImport(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("import-lifecycle"))
	polls := 1 // the last poll is not followed by a pause
	waiter := gosdk.Waiter{
		Client: connect(t, server),
		Poller: gosdk.Poller{Pause: func(ctx context.Context) error { polls++; return noPause(ctx) }},
	}

	job, err := waiter.WaitForImport(context.Background(), "test1217")
	if err != nil {
		t.Fatal(err)
	}
	if job.Status != "success" || job.RelatedGraph != "test1217" {
		t.Errorf("job is %s of graph %s, want success of test1217", job.Status, job.RelatedGraph)
	}
	if began, ended := *job.BeginTime, *job.EndTime; began != "2018-12-17T12:55:00" || ended != "2018-12-17T12:56:07" {
		t.Errorf("job ran from %s to %s, want 12:55:00 to 12:56:07", began, ended)
	}
	if job.JobDetail == nil || len(*job.JobDetail.EdgesetPath) != 1 {
		t.Errorf("detail %v, want one edge file", job.JobDetail)
	}
	if polls != 8 {
		t.Errorf("%d polls, want 8: one each 10 s for the 67 s until the import has ended", polls)
	}
}

// failing is a scenario of the test's own, on a clock that moves only when told:
// an import that went well, and one that fails 50 s later than the clock's start.
const failing = `
version: 1
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: movies, begin: -1h}
      - jobName: ImportGraph
        relatedGraph: movies
        begin: +20s
        running: 30s
        outcome: failed
        failReason: The file movies/edge.csv does not exist.
        jobDetail:
          edgesetPath: [{path: movies/edge.csv, cause: no such file}]
          schemaPath: [{path: movies/schema.xml, status: success}]
      - {jobName: StopGraph, relatedGraph: movies, begin: +60s}
`

func TestFailedImport(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenarioYAML("failing.yaml", []byte(failing)))
	server.Project(projectID).Advance(20 * time.Second) // the new import begins
	waiter := gosdk.Waiter{Client: connect(t, server), Poller: gosdk.Poller{Pause: advance(server, 5*time.Second)}}

	job, err := waiter.WaitForImport(context.Background(), "movies")
	var failed *gosdk.ImportError
	if !errors.As(err, &failed) {
		t.Fatalf("error %v, want an ImportError", err)
	}
	if job.Status != "failed" || *job.FailReason != "The file movies/edge.csv does not exist." {
		t.Errorf("job is %s: %s", job.Status, *job.FailReason)
	}
	want := "import " + job.JobId + " of graph movies: failed: The file movies/edge.csv does not exist." +
		"\n\tmovies/edge.csv: failed: no such file"
	if err.Error() != want {
		t.Errorf("error %q\nwant  %q", err, want)
	}
	if now := server.Project(projectID).Now().Format(time.TimeOnly); now != "12:55:50" {
		t.Errorf("the wait ended at %s, want 12:55:50, where the import failed", now)
	}
}

func TestPartlyFailedImport(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("import-partial-failure"))
	waiter := gosdk.Waiter{Client: connect(t, server), Poller: gosdk.Poller{Pause: noPause}}

	job, err := waiter.WaitForImport(context.Background(), "movie_reviews")
	var failed *gosdk.ImportError
	if !errors.As(err, &failed) || job.Status != "partiallyFailed" {
		t.Fatalf("error %v, job %s; want an ImportError, partiallyFailed", err, job.Status)
	}
	files := gosdk.RejectedFiles(job)
	want := gosdk.RejectedFile{
		Path:   "movie-data/movie_reviews/edge.csv",
		Status: "partFailed",
		Cause:  "line 1211: the target vertex does not exist",
		Total:  1659,
		Failed: 450,
	}
	if len(files) != 1 || files[0] != want {
		t.Errorf("rejected files %v, want %v", files, want)
	}
	if line := "edge.csv: partFailed, 450 of 1659 lines rejected: line 1211"; !strings.Contains(err.Error(), line) {
		t.Errorf("error %q lacks %q", err, line)
	}

	// The user repairs the file; the scenario's second import succeeds.
	again, err := waiter.WaitForImport(context.Background(), "movie_reviews")
	if err != nil || again.JobId == job.JobId {
		t.Errorf("second import %s, error %v; want another job than %s, and success", again.JobId, err, job.JobId)
	}
}

func TestThirdPollFails(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("third-poll-fails"))
	var course []string
	waiter := gosdk.Waiter{
		Client: connect(t, server),
		Poller: gosdk.Poller{
			Pause:   func(ctx context.Context) error { course = append(course, "pause"); return noPause(ctx) },
			OnRetry: func(err error) { course = append(course, gosdk.ErrorCode(err)) },
		},
	}

	job, err := waiter.WaitForImport(context.Background(), "test1217")
	if err != nil {
		t.Fatal(err)
	}
	if job.Status != "success" {
		t.Errorf("job is %s, want success", job.Status)
	}
	want := []string{"pause", "pause", "GES.9999", "pause", "pause", "pause"}
	if !slices.Equal(course, want) {
		t.Errorf("between the polls: %v\nwant               %v", course, want)
	}
}

func TestThirdPollFailsWithoutRetries(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("third-poll-fails"))
	waiter := gosdk.Waiter{Client: connect(t, server), Poller: gosdk.Poller{Pause: noPause, Retries: -1}}

	_, err := waiter.WaitForImport(context.Background(), "test1217")
	var response *sdkerr.ServiceResponseError
	if !errors.As(err, &response) {
		t.Fatalf("error %v, want the SDK's", err)
	}
	if response.StatusCode != http.StatusBadRequest || gosdk.ErrorCode(err) != "GES.9999" {
		t.Errorf("status %d, code %s; want 400, GES.9999", response.StatusCode, gosdk.ErrorCode(err))
	}
	if len(response.RequestId) != 32 {
		t.Errorf("request id %q, want 32 hex digits", response.RequestId)
	}
}

func TestGivesUpAfterFailuresInARow(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("documented-failure"))
	retries := 0
	waiter := gosdk.Waiter{
		Client: connect(t, server),
		Poller: gosdk.Poller{Pause: advance(server, 5*time.Second), OnRetry: func(error) { retries++ }},
	}
	_, err := waiter.WaitForImport(context.Background(), "any")
	if gosdk.ErrorCode(err) != "GES.9999" || retries != gosdk.DefaultRetries {
		t.Errorf("error %v after %d retries, want GES.9999 after %d", err, retries, gosdk.DefaultRetries)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("empty"))
	ctx, cancel := context.WithCancel(context.Background())
	polls := 0
	waiter := gosdk.Waiter{Client: connect(t, server), Poller: gosdk.Poller{Pause: func(ctx context.Context) error {
		if polls++; polls == 3 {
			cancel()
		}
		return ctx.Err()
	}}}
	if _, err := waiter.WaitForImport(ctx, "none"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}
