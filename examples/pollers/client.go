package pollers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Poller asks one project for its jobs.
type Poller struct {
	Endpoint  string // such as http://127.0.0.1:8080
	ProjectID string

	// Pause passes the time between two polls; its error ends the wait. A
	// program sleeps, a test moves a virtual clock.
	Pause func(ctx context.Context, d time.Duration) error
}

// interval is the time between two polls.
const interval = 5 * time.Second

// pageSize is how many jobs are asked for at once.
const pageSize = 10

// job is what of a job matters here.
type job struct {
	ID     string `json:"jobId"`
	Status string `json:"status"`
}

// page is one page of a list.
type page struct {
	Count int   `json:"jobCount"`
	Jobs  []job `json:"jobList"`
}

// statusError is an answer other than 200.
type statusError struct {
	status     int
	retryAfter time.Duration // 0: it did not say
}

func (e *statusError) Error() string { return fmt.Sprintf("the service answered %d", e.status) }

// passes says whether the same call may succeed later.
func (e *statusError) passes() bool {
	return e.status == http.StatusTooManyRequests || e.status >= http.StatusInternalServerError
}

// fetch reads the page at an offset.
func (p *Poller) fetch(ctx context.Context, filter url.Values, offset int) (page, error) {
	query := url.Values{"offset": {strconv.Itoa(offset)}, "limit": {strconv.Itoa(pageSize)}}
	for name, values := range filter {
		query[name] = values
	}
	target := fmt.Sprintf("%s/v1.0/%s/graphs/jobs?%s", p.Endpoint, url.PathEscape(p.ProjectID), query.Encode())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return page{}, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return page{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // none, or no number: 0
		return page{}, &statusError{resp.StatusCode, time.Duration(seconds) * time.Second}
	}
	var got page
	err = json.NewDecoder(resp.Body).Decode(&got)
	return got, err
}

// of is the filter for the jobs of a graph.
func of(graph string) url.Values { return url.Values{"graphName": {graph}} }

// ended says whether a job will change no more.
func (j job) ended() bool {
	return j.Status == "success" || j.Status == "failed" || j.Status == "partiallyFailed"
}

// allEnded says whether there are jobs and each has ended.
func allEnded(jobs []job) bool {
	for _, j := range jobs {
		if !j.ended() {
			return false
		}
	}
	return len(jobs) > 0
}
