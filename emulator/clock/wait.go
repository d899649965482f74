package clock

import (
	"context"
	"math"
	"time"
)

// Forever is longer than every wait.
const Forever time.Duration = math.MaxInt64

// Wait waits d of real time, or until the context ends. It returns true if all of d
// passed.
func Wait(ctx context.Context, d time.Duration) bool { return WaitFor(ctx, d, nil) }

// WaitFor is like [Wait], and ends also when a channel is closed. A wait of [Forever]
// ends only by one of these two.
func WaitFor(ctx context.Context, d time.Duration, signal <-chan struct{}) bool {
	if d <= 0 {
		return true
	}
	var expired <-chan time.Time
	if d < Forever {
		timer := time.NewTimer(d)
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case <-expired:
		return true
	case <-signal:
		return false
	case <-ctx.Done():
		return false
	}
}
