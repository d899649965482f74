package clock_test

import (
	"math"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// wall is a wall clock that stands until it is told to move.
type wall struct{ at time.Time }

func newWall() *wall { return &wall{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (w *wall) now() time.Time { return w.at }

func (w *wall) pass(d time.Duration) { w.at = w.at.Add(d) }

// wantNow asserts a clock's now as a distance from the default start.
func wantNow(t *testing.T, c *clock.Clock, want time.Duration) {
	t.Helper()
	if got := c.Now().Sub(clock.DefaultStart()); got != want {
		t.Errorf("the clock shows the start %+v, want %+v", got, want)
	}
}

// wantTicks asserts what the next calls see, as distances from the default
// start.
func wantTicks(t *testing.T, c *clock.Clock, next func() clock.Instant, want ...time.Duration) {
	t.Helper()
	for i, w := range want {
		if got := c.Tick(next).Sub(clock.DefaultStart()); got != w {
			t.Errorf("call %d sees the start %+v, want %+v", i+1, got, w)
		}
		if got := c.Now().Sub(clock.DefaultStart()); got != w {
			t.Errorf("after call %d the clock shows the start %+v, want %+v", i+1, got, w)
		}
	}
}

func noNext() clock.Instant { return clock.Never }

func settings(m clock.Mode) clock.Settings {
	return clock.Settings{Start: clock.DefaultStart(), Mode: m, Step: clock.Step{By: clock.DefaultStep}, Rate: clock.DefaultRate}
}

func TestManualMovesOnlyWhenTold(t *testing.T) {
	w := newWall()
	c := clock.New(settings(clock.Manual), w.now)
	w.pass(time.Hour)
	wantTicks(t, &c, noNext, 0, 0)
	c.Set(clock.DefaultStart().Add(time.Minute))
	wantTicks(t, &c, noNext, time.Minute, time.Minute)
	c.Set(clock.DefaultStart().Add(-time.Minute))
	wantTicks(t, &c, noNext, -time.Minute)
}

// The first call sees the start, each later one a step more; asking moves
// nothing.
func TestSteppedMovesAtEachCallButTheFirst(t *testing.T) {
	w := newWall()
	c := clock.New(settings(clock.Stepped), w.now)
	wantNow(t, &c, 0)
	w.pass(time.Hour)
	wantTicks(t, &c, noNext, 0, 5*time.Second, 10*time.Second)
	wantNow(t, &c, 10*time.Second)
	wantNow(t, &c, 10*time.Second)
	c.Set(clock.DefaultStart().Add(-time.Minute)) // the next call sees where it was set
	wantTicks(t, &c, noNext, -time.Minute, -55*time.Second)
}

func TestSteppedFirstCallSeesWhereItWasSet(t *testing.T) {
	c := clock.New(settings(clock.Stepped), newWall().now)
	c.Set(clock.DefaultStart().Add(time.Minute))
	wantTicks(t, &c, noNext, time.Minute, 65*time.Second)
}

func TestSteppedStopsAtTheEndOfTime(t *testing.T) {
	c := clock.New(settings(clock.Stepped), newWall().now)
	c.Set(clock.Max - 1)
	for range 3 {
		c.Tick(noNext)
	}
	if c.Now() != clock.Max {
		t.Errorf("the clock stands at %d, want %d", c.Now(), clock.Max)
	}
}

// With step: next a call sees the next change; where there is none, time stands.
func TestStepNext(t *testing.T) {
	changes := []time.Duration{3 * time.Second, 4 * time.Second}
	var c clock.Clock
	next := func() clock.Instant {
		for _, d := range changes {
			if at := clock.DefaultStart().Add(d); at > c.Now() {
				return at
			}
		}
		return clock.Never
	}
	s := settings(clock.Stepped)
	s.Step = clock.Step{Next: true}
	c = clock.New(s, newWall().now)
	wantTicks(t, &c, next, 0, 3*time.Second, 4*time.Second, 4*time.Second, 4*time.Second)
	c.Set(clock.DefaultStart().Add(time.Second))
	wantTicks(t, &c, next, time.Second, 3*time.Second)
}

func TestRealtimeFollowsTheWallClock(t *testing.T) {
	for _, c := range []struct {
		rate       float64
		pass, want time.Duration
	}{
		{1, 0, 0},
		{1, 1, 1},
		{1, 36 * time.Hour, 36 * time.Hour},
		{60, 1500 * time.Millisecond, 90 * time.Second},
		{0.5, 3 * time.Second, 1500 * time.Millisecond},
		{clock.MinRate, 10 * time.Second, 10 * time.Millisecond},
		{clock.MinRate, 5 * 365 * day, 5 * 365 * day / 1000},
		{clock.MaxRate, time.Millisecond, 1000 * time.Second},
		{clock.MaxRate, 10 * time.Minute, 600_000_000 * time.Second},
		{1, -time.Minute, -time.Minute}, // the wall clock was set back
	} {
		w, s := newWall(), settings(clock.Realtime)
		s.Rate = c.rate
		k := clock.New(s, w.now)
		w.pass(c.pass)
		wantTicks(t, &k, noNext, c.want)
	}
}

// However long a fast clock runs, it stops at a bound of time and goes not round.
func TestRealtimeStopsAtTheBounds(t *testing.T) {
	for _, c := range []struct {
		rate float64
		pass time.Duration
		want clock.Instant
	}{
		{1, 250 * 365 * day, clock.Max},
		{clock.MaxRate, 2 * time.Hour, clock.Max},
		{clock.MaxRate, 10 * 365 * day, clock.Max},
		{clock.MaxRate, math.MaxInt64, clock.Max},
		{1, -100 * 365 * day, clock.Min},
		{clock.MaxRate, -3 * time.Hour, clock.Min},
		{clock.MaxRate, -10 * 365 * day, clock.Min},
	} {
		w, s := newWall(), settings(clock.Realtime)
		s.Rate = c.rate
		k := clock.New(s, w.now)
		w.pass(c.pass)
		if got := k.Now(); got != c.want {
			t.Errorf("%s on at rate %g the clock shows %s (%d), want %s", c.pass, c.rate, got, got, c.want)
		}
	}
}

func TestRealtimeRunsOnFromWhereItIsSet(t *testing.T) {
	w := newWall()
	c := clock.New(settings(clock.Realtime), w.now)
	w.pass(time.Hour)
	wantNow(t, &c, time.Hour)
	c.Set(clock.DefaultStart().Add(-time.Minute))
	wantNow(t, &c, -time.Minute)
	w.pass(time.Second)
	wantNow(t, &c, -59*time.Second)
}

func TestSetStaysInBounds(t *testing.T) {
	c := clock.New(settings(clock.Manual), newWall().now)
	for to, want := range map[clock.Instant]clock.Instant{
		-1: clock.Min, clock.Min: clock.Min, clock.Max: clock.Max, clock.Max + 1: clock.Max, clock.Never: clock.Max,
	} {
		if c.Set(to); c.Now() != want {
			t.Errorf("set to %d the clock shows %d, want %d", to, c.Now(), want)
		}
	}
}

// New settings hold from now on; now itself and the start stay.
func TestChangeKeepsNow(t *testing.T) {
	w := newWall()
	c := clock.New(settings(clock.Realtime), w.now)
	w.pass(time.Minute)

	fast := settings(clock.Realtime)
	fast.Rate, fast.Start = 60, 7
	c.ChangeSettings(c.Now(), fast)
	wantNow(t, &c, time.Minute)
	w.pass(time.Second)
	wantNow(t, &c, 2*time.Minute)

	c.ChangeSettings(c.Now(), settings(clock.Manual))
	w.pass(time.Hour)
	wantNow(t, &c, 2*time.Minute)

	c.ChangeSettings(c.Now(), settings(clock.Stepped))
	wantTicks(t, &c, noNext, 2*time.Minute, 2*time.Minute+5*time.Second)

	c.ChangeSettings(c.Now(), settings(clock.Realtime))
	wantNow(t, &c, 2*time.Minute+5*time.Second)
	w.pass(time.Second)
	wantNow(t, &c, 2*time.Minute+6*time.Second)

	if got := c.Settings(); got != settings(clock.Realtime) {
		t.Errorf("settings are %+v", got)
	}
}

// A copy goes its own way.
func TestCopyGoesItsOwnWay(t *testing.T) {
	a := clock.New(settings(clock.Stepped), newWall().now)
	wantTicks(t, &a, noNext, 0)
	b := a
	wantTicks(t, &a, noNext, 5*time.Second, 10*time.Second)
	wantTicks(t, &b, noNext, 5*time.Second)
	wantNow(t, &a, 10*time.Second)
}

func TestStepIsShownAsAScenarioWritesIt(t *testing.T) {
	for want, s := range map[string]clock.Step{"next": {Next: true}, "5s": {By: 5 * time.Second}, "1h0m0s": {By: time.Hour}} {
		if s.String() != want {
			t.Errorf("%+v is shown as %q, want %q", s, s, want)
		}
	}
}

// TestUntil waits for an instant as long as the clock says, at every rate.
func TestUntil(t *testing.T) {
	for _, rate := range []float64{1, 0.001, 0.3, 60, 1e6, 7.7} {
		for _, way := range []time.Duration{1, time.Millisecond, 90 * time.Second, 1<<50 + 1} {
			w, s := newWall(), settings(clock.Realtime)
			s.Rate = rate
			c := clock.New(s, w.now)
			w.pass(time.Minute)
			begin := c.Now()
			at := begin.Add(way)
			want, until := time.Duration(float64(way)/rate), 0
			waited := time.Duration(0)
			for ; c.Now() < at && until < 10; until++ {
				d := c.Until(at)
				if d <= 0 {
					t.Fatalf("rate %g: %s before %s there is no time to wait", rate, at.Sub(c.Now()), at)
				}
				w.pass(d)
				waited += d
			}
			slack := 2 + want>>40 + time.Duration(1/rate)
			if c.Now() < at || waited < want-slack || waited > want+slack || c.Until(at) != 0 {
				t.Errorf("rate %g: %s of virtual time took %s, want %s; asked %d times", rate, way, waited, want, until)
			}
		}
	}
	for _, mode := range []clock.Mode{clock.Manual, clock.Stepped} {
		c := clock.New(settings(mode), newWall().now)
		if now := c.Now(); c.Until(now) != 0 || c.Until(now.Add(-time.Hour)) != 0 || c.Until(now+1) != clock.Forever {
			t.Errorf("a %s clock moves by itself", mode)
		}
	}
	slow := settings(clock.Realtime)
	slow.Rate = clock.MinRate
	c := clock.New(slow, newWall().now)
	if c.Until(clock.Never) != clock.Forever || c.Until(clock.Max) != clock.Forever {
		t.Errorf("never is in %s, the end of time in %s", c.Until(clock.Never), c.Until(clock.Max))
	}
}
