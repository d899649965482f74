package pollers

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// Wait polls until all jobs of a graph have ended: every page, no more often than
// it should, not before the service wants to hear from it again, on over
// failures that pass, and not once more than it has to.
func (p *Poller) Wait(ctx context.Context, graph string) error {
	for {
		jobs, err := p.all(ctx, of(graph))
		pause := interval
		if failed := new(statusError); errors.As(err, &failed) && failed.passes() {
			pause = max(pause, failed.retryAfter)
		} else if err != nil {
			return err
		}
		if err == nil && allEnded(jobs) {
			return nil
		}
		if err := p.Pause(ctx, pause); err != nil {
			return err
		}
	}
}

// all reads every page of a list.
func (p *Poller) all(ctx context.Context, filter url.Values) ([]job, error) {
	var jobs []job
	for offset := 0; ; offset += pageSize {
		got, err := p.fetch(ctx, filter, offset)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, got.Jobs...)
		if offset+pageSize >= got.Count {
			return jobs, nil
		}
	}
}

// every polls the first page again and again, until done says so or on an error.
func (p *Poller) every(ctx context.Context, pause time.Duration, filter url.Values, done func([]job) bool) error {
	for {
		got, err := p.fetch(ctx, filter, 0)
		if err != nil {
			return err
		}
		if done(got.Jobs) {
			return nil
		}
		if err := p.Pause(ctx, pause); err != nil {
			return err
		}
	}
}
