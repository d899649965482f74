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
