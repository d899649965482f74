package clock

import (
	"context"
	"math"
	"time"
)

// Forever is longer than every wait.
const Forever time.Duration = math.MaxInt64

// Wait lets real time pass: d, or less when the context ends first. It says
// whether all of d passed.
func Wait(ctx context.Context, d time.Duration) bool { return WaitFor(ctx, d, nil) }

// WaitFor is as [Wait], and ends as well when a channel is closed. A wait of
// [Forever] needs no time to pass: it ends with one of the two.
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
