package emulator

import (
	"errors"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Load replaces the scenario by that of an option, such as [WithScenario] or
// [WithScenarioFile]. All projects start again, without the changes made to them;
// calls under way still see the old scenario. On an error nothing changes.
func (e *Emulator) Load(option Option) error {
	s, err := scenarioOf(option, e.world)
	if err != nil {
		return err
	}
	return e.world.Load(s)
}

// Load replaces the project's scenario by that of an option, such as [WithScenario] or
// [WithScenarioFile], which has one project, under any id. The project starts again,
// without the changes made to it, and keeps the scenario in a Reset; other projects keep
// theirs. On an error nothing changes.
func (p *Project) Load(option Option) error {
	p.tb.Helper()
	s, err := scenarioOf(option, p.world)
	if err != nil {
		return p.fail(err)
	}
	id, err := s.OnlyProject()
	if err != nil {
		return p.fail(err)
	}
	replacement, err := p.world.PrepareScenario(s, id)
	if err != nil {
		return p.fail(err)
	}
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		_, err := tx.Replace(replacement)
		return err
	}))
}

// Scenario is the name of the scenario that the project follows. A scenario without a
// name has that of its file, without folder and ending.
func (p *Project) Scenario() (name string) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		name = tx.Scenario().Name
		return nil
	}))
	return name
}

// scenarioOf returns the scenario that an option names, with the overrides of a world.
func scenarioOf(option Option, w *world.World) (*scenario.Scenario, error) {
	c := &config{overrides: w.Overrides()}
	if option != nil {
		if err := option(c); err != nil {
			return nil, err
		}
	}
	if c.source == nil {
		return nil, errors.New("the option names no scenario")
	}
	return c.parseScenario()
}
