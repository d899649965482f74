package gosdk_test

import (
	"context"
	"errors"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

func TestAllJobsPages(t *testing.T) {
	client := connect(t, emulator.Start(t, emulator.WithScenario("busy-month")))

	first, err := client.ListJobs(&model.ListJobsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(*first.JobList); got != 10 {
		t.Errorf("a page without a limit has %d jobs, want the service's default of 10", got)
	}

	jobs, err := gosdk.AllJobs(context.Background(), client, model.ListJobsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, job := range jobs {
		ids[job.JobId] = true
	}
	if len(jobs) != 5000 || len(ids) != 5000 || int(*first.JobCount) != 5000 {
		t.Errorf("%d jobs with %d ids, jobCount %d; want 5000 of each", len(jobs), len(ids), *first.JobCount)
	}
	if jobs[0].JobId != (*first.JobList)[0].JobId {
		t.Errorf("the first job is %s, on the default page %s", jobs[0].JobId, (*first.JobList)[0].JobId)
	}
}

func TestAllJobsFilters(t *testing.T) {
	client := connect(t, emulator.Start(t, emulator.WithScenario("busy-month")))
	failed := "failed"
	filters := map[string]model.ListJobsRequest{"status": {Status: &failed}}

	some, err := client.ListJobs(&model.ListJobsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	job := (*some.JobList)[0]
	day := (*job.BeginTime)[:len("2006-01-02")]
	filters["graph"] = model.ListJobsRequest{GraphName: &job.RelatedGraph}
	filters["from a day on"] = model.ListJobsRequest{StartTime: &day}

	for name, filter := range filters {
		t.Run(name, func(t *testing.T) {
			page, err := client.ListJobs(&filter)
			if err != nil {
				t.Fatal(err)
			}
			jobs, err := gosdk.AllJobs(context.Background(), client, filter)
			if err != nil {
				t.Fatal(err)
			}
			if len(jobs) == 0 || len(jobs) != int(*page.JobCount) {
				t.Fatalf("%d jobs, jobCount %d", len(jobs), *page.JobCount)
			}
			for _, job := range jobs {
				if filter.Status != nil && job.Status != *filter.Status {
					t.Errorf("job %s is %s, want %s", job.JobId, job.Status, *filter.Status)
				}
				if filter.GraphName != nil && job.RelatedGraph != *filter.GraphName {
					t.Errorf("job %s is of graph %s, want %s", job.JobId, job.RelatedGraph, *filter.GraphName)
				}
				if filter.StartTime != nil && *job.BeginTime < *filter.StartTime {
					t.Errorf("job %s began at %s, before %s", job.JobId, *job.BeginTime, *filter.StartTime)
				}
			}
		})
	}
}

func TestAllJobsOfAnEmptyTaskCenter(t *testing.T) {
	client := connect(t, emulator.Start(t, emulator.WithScenario("empty")))
	jobs, err := gosdk.AllJobs(context.Background(), client, model.ListJobsRequest{})
	if err != nil || len(jobs) != 0 {
		t.Errorf("%d jobs, error %v; want none of either", len(jobs), err)
	}
}

func TestAllJobsStopsWithItsContext(t *testing.T) {
	client := connect(t, emulator.Start(t, emulator.WithScenario("busy-month")))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := gosdk.AllJobs(ctx, client, model.ListJobsRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestBadParameter(t *testing.T) {
	client := connect(t, emulator.Start(t, emulator.WithScenario("empty")))
	unknown := "done"
	_, err := gosdk.AllJobs(context.Background(), client, model.ListJobsRequest{Status: &unknown})
	if code := gosdk.ErrorCode(err); code != "GES.0001" {
		t.Errorf("code %q of %v, want GES.0001", code, err)
	}
	if gosdk.Transient(err) {
		t.Error("a bad parameter stays bad, but the error counts as transient")
	}
}
