package gosdk

import (
	"context"
	"fmt"
	"strconv"

	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"
)

// pageSize is how many jobs are asked for at once; the service's default is 10.
const pageSize = 100

// AllJobs reads every page of a list of jobs. filter may be empty; its Limit
// and Offset are not used.
//
// The list may change while it is read. A job that slips to the next page is
// given once; the list ends at the first page that comes back empty or reaches
// jobCount.
func AllJobs(ctx context.Context, client *ges.GesClient, filter model.ListJobsRequest) ([]model.Job, error) {
	var all []model.Job
	seen := map[string]bool{}
	for offset := 0; ; offset += pageSize {
		if err := ctx.Err(); err != nil {
			return nil, err // the SDK takes no context
		}
		page, err := listPage(client, filter, offset)
		if err != nil {
			return nil, err
		}
		for _, job := range *page.JobList {
			if !seen[job.JobId] {
				seen[job.JobId] = true
				all = append(all, job)
			}
		}
		if len(*page.JobList) == 0 || offset+pageSize >= int(*page.JobCount) {
			return all, nil
		}
	}
}

// listPage reads the page at an offset. Both the list and the count are there.
func listPage(client *ges.GesClient, filter model.ListJobsRequest, offset int) (*model.ListJobsResponse, error) {
	filter.Limit, filter.Offset = text(pageSize), text(offset)
	page, err := client.ListJobs(&filter)
	if err != nil {
		return nil, fmt.Errorf("list jobs from %d: %w", offset, err)
	}
	if page.JobList == nil || page.JobCount == nil {
		return nil, fmt.Errorf("list jobs from %d: the answer lacks jobList or jobCount", offset)
	}
	return page, nil
}

// text is a number the way the SDK wants it.
func text(n int) *string {
	s := strconv.Itoa(n)
	return &s
}
