package emulator

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// ParsedScenario is the scenario that an option names.
func ParsedScenario(t *testing.T, o Option) *scenario.Scenario {
	t.Helper()
	c := new(config)
	if err := o(c); err != nil {
		t.Fatal(err)
	}
	s, err := c.parseScenario()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
