package clock

import (
	"math"
	"time"
)

// Mode is the way in which a clock moves.
type Mode string

// The modes of a clock.
const (
	Manual   Mode = "manual"
	Stepped  Mode = "stepped"
	Realtime Mode = "realtime"
)

// Modes lists the modes.
func Modes() []Mode { return []Mode{Manual, Stepped, Realtime} }

// Step is the distance that a stepped clock moves at a call.
type Step struct {
	// By is the distance, > 0; unused when Next is set.
	By time.Duration
	// Next moves to the next change of any job instead.
	Next bool
}

// String is the step as a scenario writes it.
func (s Step) String() string {
	if s.Next {
		return "next"
	}
	return s.By.String()
}

// Limits of a realtime clock's rate, in virtual seconds per real second.
const (
	MinRate = 0.001
	MaxRate = 1e6
)

// Settings say where a clock starts and how it moves.
type Settings struct {
	Start Instant
	Mode  Mode
	Step  Step    // acts when Stepped
	Rate  float64 // acts when Realtime; virtual seconds per real second, MinRate to MaxRate
}

// Defaults of a clock's settings.
const (
	DefaultMode        = Manual
	DefaultStep        = 5 * time.Second
	DefaultRate        = 1.0
	defaultStartString = "2018-12-17T12:55:00"
)

// DefaultStart is the default start of a clock: the minute of the vendor's own
// sample.
func DefaultStart() Instant {
	i, err := Parse(defaultStartString)
	if err != nil {
		panic(err)
	}
	return i
}

// Wall is the wall clock's now. It is read nowhere else.
func Wall() time.Time { return time.Now() }

// Since is the real time that has passed since t.
func Since(t time.Time) time.Duration { return time.Since(t) }

// Clock is one project's virtual time. It is a value: a copy is independent. It is
// not safe for concurrent use; its project guards it.
type Clock struct {
	settings Settings
	wall     func() time.Time

	at     Instant   // now, or the now of the moment below when realtime
	since  time.Time // the real moment of at, when realtime
	ticked bool      // a call had at as its now: the next one moves a stepped clock
}

// New is a clock at its start. wall is the wall clock that a realtime clock
// follows, normally [Wall].
func New(s Settings, wall func() time.Time) Clock {
	c := Clock{settings: s, wall: wall, at: s.Start}
	c.since = c.realNow()
	return c
}

// realNow reads the wall clock, only if this clock follows it.
func (c *Clock) realNow() time.Time {
	if c.settings.Mode != Realtime {
		return time.Time{}
	}
	return c.wall()
}

// Settings are the clock's current settings. Start is where it started, not its now.
func (c *Clock) Settings() Settings { return c.settings }

// Now is the current virtual instant. It does not move a stepped clock.
func (c *Clock) Now() Instant {
	if c.settings.Mode != Realtime {
		return c.at
	}
	real := c.wall().Sub(c.since)
	if c.settings.Rate == 1 {
		return c.at.Add(real)
	}
	switch virtual := float64(real) * c.settings.Rate; {
	case virtual >= float64(Max):
		return Max
	case virtual <= -float64(Max): // the wall clock was set back
		return Min
	default:
		return c.at.Add(time.Duration(virtual))
	}
}

// Until is the real time until the clock reaches an instant, if it is not moved: 0 if
// it already has, [Forever] if it never will. Rounding of rates may make it too
// short; the caller then calls it again.
func (c *Clock) Until(at Instant) time.Duration {
	remaining := at.Sub(c.Now())
	switch {
	case remaining <= 0:
		return 0
	case at == Never || c.settings.Mode != Realtime:
		return Forever
	case c.settings.Rate == 1:
		return remaining
	}
	real := math.Ceil(float64(remaining) / c.settings.Rate)
	if real >= float64(Forever) {
		return Forever
	}
	return time.Duration(real)
}

// Tick returns the now of one API call, and moves a stepped clock. The first call,
// and the first after the clock was moved or its settings changed, does not move it;
// each later one moves it by a step. next returns the next change of any job after
// now ([Never]: none; then the clock does not move).
func (c *Clock) Tick(next func() Instant) Instant {
	if c.settings.Mode != Stepped {
		return c.Now()
	}
	if c.ticked && c.settings.Step.Next {
		c.at = c.PeekCall(c.at, next())
	} else {
		c.at = c.PeekCall(c.at, Never)
	}
	c.ticked = true
	return c.at
}

// PeekCall is the now of the next API call, if the clock shows now until then; next
// is the next change of any job after it.
func (c *Clock) PeekCall(now, next Instant) Instant {
	switch {
	case c.settings.Mode != Stepped || !c.ticked:
		return now
	case !c.settings.Step.Next:
		return now.Add(c.settings.Step.By)
	case next != Never:
		return next
	default:
		return now
	}
}

// Set moves the clock to an instant, forwards or back. A realtime clock continues
// from there.
func (c *Clock) Set(to Instant) {
	c.at, c.ticked = min(max(to, Min), Max), false
	c.since = c.realNow()
}

// State is the complete state of a clock.
type State struct {
	Settings
	Now    Instant
	Ticked bool // a call had Now as its now: the next one moves a stepped clock
	// Since is the real time at which a realtime clock showed Now; if it is zero or
	// in the future, the clock shows Now when it is restored.
	Since time.Time
}

// State is the clock's state. That of a realtime clock does not change until it is
// moved.
func (c *Clock) State() State {
	return State{c.settings, c.at, c.ticked, c.since.Round(0).UTC()}
}

// StoppedAt is the clock's state, with a realtime clock stopped at now.
func (c *Clock) StoppedAt(now Instant) State {
	s := c.State()
	s.Now, s.Since = now, time.Time{}
	return s
}

// Restore puts the clock into a state. Its start does not change.
func (c *Clock) Restore(s State) {
	s.Start = c.settings.Start
	c.settings = s.Settings
	c.Set(s.Now)
	c.ticked = s.Ticked
	if !s.Since.IsZero() && s.Mode == Realtime && !s.Since.After(c.wall()) {
		c.since = s.Since
	}
}

// ChangeSettings changes the clock's settings from now on. Start does not change.
func (c *Clock) ChangeSettings(now Instant, s Settings) {
	s.Start = c.settings.Start
	c.settings = s
	c.Set(now)
}
