package clock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

func TestWaitLetsTimePass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := clock.Wall()
		if !clock.Wait(t.Context(), time.Hour) || clock.Since(begin) != time.Hour {
			t.Errorf("waited %s, want 1h", clock.Since(begin))
		}
		if !clock.Wait(t.Context(), 0) || !clock.Wait(t.Context(), -time.Second) || clock.Since(begin) != time.Hour {
			t.Errorf("no wait took until %s", clock.Since(begin))
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := clock.Wall()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if clock.Wait(ctx, time.Hour) || clock.Since(begin) != time.Minute {
			t.Errorf("waited %s, want 1m and to be told that it was cut short", clock.Since(begin))
		}
		if clock.Wait(ctx, time.Hour) || clock.Since(begin) != time.Minute {
			t.Errorf("a context that has ended lets no time pass; it was %s", clock.Since(begin))
		}
	})
}

// TestWaitForEndsWithItsSignal closes a channel before the time has passed. A
// wait for ever has no timer: the bubble's time would run to its end.
func TestWaitForEndsWithItsSignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, signal := clock.Wall(), make(chan struct{})
		if !clock.WaitFor(t.Context(), time.Second, signal) || clock.Since(begin) != time.Second {
			t.Errorf("waited %s, want 1s", clock.Since(begin))
		}
		go func() {
			clock.Wait(t.Context(), time.Minute)
			close(signal)
		}()
		for _, d := range []time.Duration{time.Hour, clock.Forever} {
			if clock.WaitFor(t.Context(), d, signal) || clock.Since(begin) != time.Minute+time.Second {
				t.Errorf("a wait of %s ended after %s, want 1m1s and to be told that it was cut short", d, clock.Since(begin))
			}
		}
	})
}
