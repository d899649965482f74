package deploy

import (
	"context"
	"fmt"
	"slices"

	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

// JobError says that a job ended, but not well.
type JobError struct{ Job Job }

func (e *JobError) Error() string {
	s := fmt.Sprintf("%s of graph %s: %s", e.Job.Name, e.Job.Graph, e.Job.Status)
	if e.Job.FailReason != "" {
		s += ": " + e.Job.FailReason
	}
	for _, file := range e.Job.Files {
		if file.Status != "success" {
			s += "\n\t" + file.String()
		}
	}
	return s
}

// run submits a job of a graph and follows it until it has ended. The error is a
// [*JobError] if it ended in another way than success.
func (d *Deployer) run(ctx context.Context, g Graph, jobName string, submit func() (jobID string, err error)) (Job, error) {
	id, err := d.submit(ctx, g, jobName, submit)
	if err != nil {
		return Job{}, fmt.Errorf("submit %s of graph %s: %w", jobName, g.Name, err)
	}
	return d.follow(ctx, g, id)
}

// submit submits a job and returns its id.
func (d *Deployer) submit(ctx context.Context, g Graph, jobName string, submit func() (jobID string, err error)) (jobID string, err error) {
	jobs := func() (ids []string, err error) {
		all, err := all(ctx, func(offset, limit int) ([]Job, int, error) { return d.Service.ListJobs(g.Name, offset, limit) })
		for _, j := range all {
			if j.Name == jobName { // the service filters by graph but not by kind of job
				ids = append(ids, j.ID)
			}
		}
		return ids, err
	}
	return d.once(ctx, jobs, submit)
}

// once calls submit until the service has accepted the call, and returns the id of what
// that has made. A call whose answer is lost may have been accepted: then list has an id
// that it did not have before, and submit is not called again.
func (d *Deployer) once(ctx context.Context, list func() (ids []string, err error), submit func() (id string, err error)) (id string, err error) {
	var before []string
	if err := d.Until(ctx, func() (done bool, err error) {
		before, err = list()
		return true, err
	}); err != nil {
		return "", err
	}
	lost := false
	err = d.Until(ctx, func() (done bool, err error) {
		if lost {
			after, err := list()
			id = firstOther(after, before)
			if err != nil || id != "" {
				return true, err
			}
		}
		id, err = submit()
		lost = gosdk.Lost(err)
		return true, err
	})
	return id, err
}

// firstOther is the first id that is not among others; "" if there is none.
func firstOther(ids, others []string) string {
	for _, id := range ids {
		if !slices.Contains(others, id) {
			return id
		}
	}
	return ""
}

// follow polls a job until it has ended.
func (d *Deployer) follow(ctx context.Context, g Graph, jobID string) (job Job, err error) {
	err = d.Until(ctx, func() (done bool, err error) {
		job, err = d.Service.ShowJob(g.ID, jobID)
		return job.Done(), err
	})
	switch {
	case err != nil:
		return Job{}, fmt.Errorf("wait for job %s of graph %s: %w", jobID, g.Name, err)
	case job.Status != "success":
		return job, &JobError{job}
	default:
		return job, nil
	}
}

// pageSize is how many rows of a list are requested at once; the service's default is 10.
const pageSize = 100

// all reads every page of a list.
func all[T any](ctx context.Context, list func(offset, limit int) (page []T, total int, err error)) ([]T, error) {
	var rows []T
	for {
		if err := ctx.Err(); err != nil {
			return nil, err // the SDK takes no context
		}
		page, total, err := list(len(rows), pageSize)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page...)
		if len(page) == 0 || len(rows) >= total {
			return rows, nil
		}
	}
}
