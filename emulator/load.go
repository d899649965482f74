package emulator

import "errors"

// Load replaces the scenario by that of an option, such as [WithScenario] or
// [WithScenarioFile]. All projects start again, without the changes made to them;
// calls under way still see the old scenario. On an error nothing changes.
func (e *Emulator) Load(scenario Option) error {
	c := &config{overrides: e.world.Overrides()}
	if err := scenario(c); err != nil {
		return err
	}
	if c.source == nil {
		return errors.New("the option names no scenario")
	}
	s, err := c.parseScenario()
	if err != nil {
		return err
	}
	return e.world.Load(s)
}
