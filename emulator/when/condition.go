package when

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Condition selects some of the things that fit all else.
type Condition struct {
	From, Until clock.Instant // virtual time, Until excluded
	Calls       scenario.Calls
	Chance      *float64 // the share that is selected; nil: all
}

// InTime says whether an instant is within the condition's time. What is not does
// not count.
func (c *Condition) InTime(now clock.Instant) bool { return now >= c.From && now < c.Until }

// Selects says whether the n-th thing that fits, from 1, is selected. key is of
// what is drawn for this condition: the same numbers are selected in every run.
func (c *Condition) Selects(n int, key fake.Key) bool {
	if !c.Calls.Includes(n) {
		return false
	}
	return c.Chance == nil || fake.New().Share(key.Nth(n).For("chance")) < *c.Chance
}

// Counter counts what fits a condition, and what it was applied to. The zero value
// has counted nothing.
type Counter struct{ Fits, Hits int }
