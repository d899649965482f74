package main

import "github.com/ges-emulator/ges-emulator/scenarios"

// schemaCommand prints the JSON Schema of scenario files.
type schemaCommand struct{}

// Help is the long help.
func (schemaCommand) Help() string {
	return `The schema is JSON Schema 2020-12. With it an editor completes and checks a scenario as it is typed: save it beside the scenario, and let the scenario's first line be

  # yaml-language-server: $schema=./scenario.schema.json

Example:

  ges-emulator schema > scenario.schema.json`
}

// Run prints it.
func (*schemaCommand) Run(s *streams) error {
	_, err := s.out.Write(scenarios.Schema)
	return err
}
