package world

import (
	"fmt"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// origin is where projects begin: what a scenario says of them, compiled. It is
// immutable and shared by all projects that follow from it.
type origin struct {
	scenario *scenario.Scenario
	project  string // the one of the scenario's projects that it is
	root     fake.Key
	plan     *jobs.Plan
	faults   *fault.Plan
	auth     *auth.Checker
	clock    clock.Clock
	hash     func() string // of the scenario's source
}

// newOrigin compiles one project of a scenario, whose credentials a checker
// knows.
func newOrigin(s *scenario.Scenario, project string, checker *auth.Checker, wall func() time.Time) (*origin, error) {
	plan, err := jobs.Compile(s, project)
	if err != nil {
		return nil, fmt.Errorf("scenario %s, project %q: %w", s.Name, project, err)
	}
	return &origin{
		scenario: s,
		project:  project,
		root:     fake.NewKey(s.Seed),
		plan:     plan,
		faults:   fault.Compile(s, project),
		auth:     checker,
		clock:    clock.New(s.Clock, wall),
		hash:     sync.OnceValue(s.Source.Hash),
	}, nil
}

func newChecker(s *scenario.Scenario, wall func() time.Time) *auth.Checker {
	return auth.New(s.Auth, fake.NewKey(s.Seed), wall)
}
