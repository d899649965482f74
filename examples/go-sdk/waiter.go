package gosdk

import (
	"context"
	"fmt"
	"strings"

	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"
)

// Waiter waits for jobs. Only Client is required.
type Waiter struct {
	Poller

	Client *ges.GesClient
}

// ImportError says that an import ended, but not well.
type ImportError struct {
	Job model.Job
}

func (e *ImportError) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "import %s of graph %s: %s", e.Job.JobId, e.Job.RelatedGraph, e.Job.Status)
	if e.Job.FailReason != nil {
		fmt.Fprintf(&s, ": %s", *e.Job.FailReason)
	}
	for _, file := range RejectedFiles(e.Job) {
		fmt.Fprintf(&s, "\n\t%s", file)
	}
	return s.String()
}

// WaitForImport polls until the newest import of a graph has ended, and gives
// that job. An import that has not begun is waited for. The error is an
// [*ImportError] if the import ended in another way than success, the
// context's when that is done, else what the service said.
func (w *Waiter) WaitForImport(ctx context.Context, graph string) (model.Job, error) {
	var job model.Job
	err := w.Until(ctx, func() (done bool, err error) {
		var found bool
		job, found, err = w.newestImport(ctx, graph)
		return found && ended(job), err
	})
	if err != nil {
		return model.Job{}, fmt.Errorf("wait for the import of %s: %w", graph, err)
	}
	if job.Status != "success" {
		return job, &ImportError{Job: job}
	}
	return job, nil
}

// newestImport is the import of a graph that began last. The service filters by
// graph but not by kind of job, and promises no order.
func (w *Waiter) newestImport(ctx context.Context, graph string) (newest model.Job, found bool, err error) {
	jobs, err := AllJobs(ctx, w.Client, model.ListJobsRequest{GraphName: &graph})
	if err != nil {
		return model.Job{}, false, err
	}
	for _, job := range jobs {
		if job.JobName == "ImportGraph" && (!found || began(job) >= began(newest)) {
			newest, found = job, true
		}
	}
	return newest, found, nil
}

// began is when a job began; as text these times sort like the times they are.
func began(job model.Job) string {
	if job.BeginTime == nil {
		return ""
	}
	return *job.BeginTime
}

// ended says whether a job will change no more. A queued job is «waiting» on the
// vendor's older pages and «pending» on the newer ones.
func ended(job model.Job) bool {
	switch job.Status {
	case "waiting", "pending", "running":
		return false
	default:
		return true
	}
}
