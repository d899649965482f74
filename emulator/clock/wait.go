package clock

import (
	"context"
	"time"
)

// Wait lets real time pass: d, or less when the context ends first. It says
// whether all of d passed.
func Wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
