package main

import (
	"errors"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// openSource is the scenario to serve; nil: the one of the state, if there is one.
func (c *serveCommand) openSource(s *streams) (*source, error) {
	switch {
	case c.Scenario != "":
	case c.State == "":
		c.Scenario = scenarios.Default
	case bool(c.Watch):
		return nil, newUsageFailure("ges-emulator serve my-scenario.yaml --state "+c.State+" --watch", "--watch: no scenario file is named")
	default:
		return nil, nil
	}
	file, err := openSource(c.Scenario, s.in, commandNames()...)
	return &file, err
}

// startError explains why the emulator could not be made.
func (c *serveCommand) startError(file *source, err error) error {
	switch {
	case errors.Is(err, emulator.ErrOtherScenario):
		return newFailure("ges-emulator serve --state "+c.State+", which resumes with that one; or another folder", "%v", err)
	case errors.Is(err, emulator.ErrStateInUse):
		return newFailure("another folder, or stop that one first", "%v", err)
	case file != nil:
		return file.explain(err)
	default:
		return err
	}
}
