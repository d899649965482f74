package emulator

import "errors"

// Load replaces the scenario by that of an option, such as [WithScenario] or
// [WithScenarioFile]: all projects are forgotten, what was changed about them
// too, and begin anew. Calls that are under way end in the world in which they
// began, and so does a [Project] from before. On an error nothing changes.
func (e *Emulator) Load(scenario Option) error {
	c := new(config)
	if err := scenario(c); err != nil {
		return err
	}
	if c.scenario == nil {
		return errors.New("the option names no scenario")
	}
	return e.world.Load(c.scenario)
}
