package pollers

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// TooEager polls ten times a second, because that was nice while it was written.
func (p *Poller) TooEager(ctx context.Context, graph string) error {
	return p.every(ctx, 100*time.Millisecond, of(graph), allEnded)
}

// NeverStops looks for a status that the service does not have, so it goes on
// for ever.
func (p *Poller) NeverStops(ctx context.Context, graph string) error {
	return p.every(ctx, interval, of(graph), func(jobs []job) bool {
		return len(jobs) > 0 && jobs[0].Status == "succeeded"
	})
}

// IgnoresRetryAfter takes a 429 for any other failure that passes.
func (p *Poller) IgnoresRetryAfter(ctx context.Context, graph string) error {
	for {
		got, err := p.fetch(ctx, of(graph), 0)
		if failed := new(statusError); err != nil && (!errors.As(err, &failed) || !failed.passes()) {
			return err
		}
		if err == nil && allEnded(got.Jobs) {
			return nil
		}
		if err := p.Pause(ctx, interval); err != nil {
			return err
		}
	}
}

// ForgetsTheLastPage counts only full pages.
func (p *Poller) ForgetsTheLastPage(ctx context.Context, graph string) error {
	for {
		first, err := p.fetch(ctx, of(graph), 0)
		if err != nil {
			return err
		}
		jobs := first.Jobs
		for n := 1; n < first.Count/pageSize; n++ {
			next, err := p.fetch(ctx, of(graph), n*pageSize)
			if err != nil {
				return err
			}
			jobs = append(jobs, next.Jobs...)
		}
		if allEnded(jobs) {
			return nil
		}
		if err := p.Pause(ctx, interval); err != nil {
			return err
		}
	}
}

// TreatsFailedAsRunning waits for success, and a job that failed has none.
func (p *Poller) TreatsFailedAsRunning(ctx context.Context, graph string) error {
	return p.every(ctx, interval, of(graph), func(jobs []job) bool {
		return len(jobs) > 0 && jobs[0].Status == "success"
	})
}

// GivesUpAtTheFirst503 takes every failure for the last word.
func (p *Poller) GivesUpAtTheFirst503(ctx context.Context, graph string) error {
	return p.every(ctx, interval, of(graph), allEnded)
}

// LeaksARequestAPoll starts a watcher at each poll and stops none, so every poll
// makes one request more than the one before.
func (p *Poller) LeaksARequestAPoll(ctx context.Context, graph string) error {
	var watchers []func() (page, error)
	for {
		watchers = append(watchers, func() (page, error) { return p.fetch(ctx, of(graph), 0) })
		for _, watch := range watchers {
			got, err := watch()
			if err != nil {
				return err
			}
			if allEnded(got.Jobs) {
				return nil
			}
		}
		if err := p.Pause(ctx, interval); err != nil {
			return err
		}
	}
}

// MisspellsItsFilter waits for the jobs of all graphs without knowing.
func (p *Poller) MisspellsItsFilter(ctx context.Context, graph string) error {
	return p.every(ctx, interval, url.Values{"grapName": {graph}}, allEnded)
}
