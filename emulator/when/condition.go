package when

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Condition selects some of the events that match all other conditions.
type Condition struct {
	From, Until clock.Instant // virtual time, Until excluded
	Calls       scenario.Calls
	Chance      *float64 // the probability of being selected; nil: all are
}

// InTime reports whether an instant is within the condition's time. Events outside it
// are not counted.
func (c *Condition) InTime(now clock.Instant) bool { return now >= c.From && now < c.Until }

// Selects reports whether the n-th matching event, from 1, is selected. key is that of the
// condition's random values, so the same numbers are selected in every run.
func (c *Condition) Selects(n int, key fake.Key) bool {
	if !c.Calls.Includes(n) {
		return false
	}
	return c.Chance == nil || fake.New().Share(key.Nth(n).For("chance")) < *c.Chance
}

// Counter counts the events that match a condition, and those that it selected.
type Counter struct{ Fits, Hits int }
