package main

import (
	"errors"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// source is the scenario to serve; nil: the one of the state, if there is one.
func (c *serveCommand) source(s *streams) (*source, error) {
	switch {
	case c.Scenario != "":
	case c.State == "":
		c.Scenario = scenarios.Default
	case bool(c.Watch):
		return nil, misused("ges-emulator serve my-scenario.yaml --state "+c.State+" --watch", "--watch: no scenario file is named")
	default:
		return nil, nil
	}
	file, err := openSource(c.Scenario, s.in, commandNames()...)
	return &file, err
}

// notStarted is why no emulator was made.
func (c *serveCommand) notStarted(file *source, err error) error {
	switch {
	case errors.Is(err, emulator.ErrOtherScenario):
		return failed("ges-emulator serve --state "+c.State+", which goes on with that one; or another folder", "%v", err)
	case errors.Is(err, emulator.ErrStateInUse):
		return failed("another folder, or stop that one first", "%v", err)
	case file != nil:
		return file.explain(err)
	default:
		return err
	}
}
