package emulator

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// WithSeed overrides the seed of every scenario: of the one that the emulator starts
// with, and of each that is loaded later, with [Emulator.Load] or the control API.
// Restored snapshots and projects of [WithState] keep the values with which they began.
func WithSeed(seed int64) Option { return WithOverride("seed", strconv.FormatInt(seed, 10)) }

// WithClock overrides the clock of every scenario, as [WithSeed] does the seed. A zero
// field leaves that of the scenario. Times of a scenario that are relative to the start
// move with it.
func WithClock(c Clock) Option { return withOverrides("clock", c) }

// WithCompat overrides the compat switches of every scenario, as [WithSeed] does the
// seed. A zero field leaves that of the scenario. Clients with an SDK of the vendor's
// want Compat{ErrorBody: "error_code"}, the only error body that these decode.
func WithCompat(c Compat) Option { return withOverrides("compat", c) }

// WithOverride overrides one key of every scenario, as [WithSeed] does the seed. The key
// is seed, or one of clock, compat or auth, such as "compat.errorBody", and the value is written
// as in a scenario file. It is an error when there is no such key, and when the value is
// not allowed.
func WithOverride(key, value string) Option {
	return func(c *config) (err error) {
		if c.overrides, err = c.overrides.With(key, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return nil
	}
}

// withOverrides overrides the keys of a part of a scenario that are set in its Go value.
func withOverrides(part string, value any) Option {
	return func(c *config) error {
		data, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
		keys := map[string]any{}
		if err := json.Unmarshal(data, &keys); err != nil {
			return err
		}
		for key, value := range keys {
			if err := WithOverride(part+"."+key, fmt.Sprint(value))(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// logUnusedOverrides logs the overrides of a clock that do not matter in the scenario's
// mode.
func (c *config) logUnusedOverrides(s *scenario.Scenario) {
	for key, mode := range map[string]clock.Mode{"clock.step": clock.Stepped, "clock.rate": clock.Realtime} {
		if c.overrides.Has(key) && s.Clock.Mode != mode {
			c.log.Warn("override without effect on this scenario's clock; override clock.mode too",
				"key", key, "mode", s.Clock.Mode, "of mode", mode)
		}
	}
}
