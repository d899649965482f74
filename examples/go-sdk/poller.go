package gosdk

import (
	"context"
	"time"
)

// Defaults of a [Poller].
const (
	DefaultInterval = 5 * time.Second
	DefaultRetries  = 3
)

// Poller repeats a call until what it waits for has happened. The zero value is ready.
type Poller struct {
	// Pause passes the time between two polls. The default sleeps for
	// DefaultInterval; a test moves a virtual clock instead.
	Pause func(ctx context.Context) error

	// Retries is how many polls in a row may fail with a [Transient] error
	// before the poller gives up: 0 means DefaultRetries, less than 0 none.
	Retries int

	// OnRetry, if set, hears of each failed poll that will be repeated.
	OnRetry func(err error)
}

// Until calls poll until it is done, with a pause after each other call. The error is
// poll's own unless it is transient, or the context's when that is done.
func (p *Poller) Until(ctx context.Context, poll func() (done bool, err error)) error {
	for failures := 0; ; {
		done, err := poll()
		switch {
		case err == nil && done:
			return nil
		case err == nil:
			failures = 0
		case !Transient(err) || failures >= p.retries():
			return err
		default:
			failures++
			if p.OnRetry != nil {
				p.OnRetry(err)
			}
		}
		if err := p.pause(ctx); err != nil {
			return err
		}
	}
}

func (p *Poller) retries() int {
	if p.Retries == 0 {
		return DefaultRetries
	}
	return p.Retries
}

func (p *Poller) pause(ctx context.Context) error {
	if p.Pause != nil {
		return p.Pause(ctx)
	}
	timer := time.NewTimer(DefaultInterval)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
