package fault

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Plan is the faults of a project, in the order in which they are tried. It is
// immutable and safe for concurrent use.
type Plan struct {
	faults []scenario.Fault
}

// Compile is the faults of the project that serves an id: its own, then those
// of all projects.
func Compile(s *scenario.Scenario, projectID string) *Plan {
	p := &Plan{}
	if project := s.Project(projectID); project != nil {
		p.faults = slices.Concat(project.Faults, s.Faults)
	}
	return p
}

// Call is what a fault's conditions look at.
type Call struct {
	Operation ges.Operation
	Now       clock.Instant
	// Query gives the value of a query parameter, "" when it is absent. It is
	// asked only when a condition needs it.
	Query func(name string) string
}

// Counter counts one project's calls. It is not safe for concurrent use; its
// project guards it.
type Counter struct {
	plan *Plan
	fits []int // by fault: the calls that fit all but its call numbers
}

// NewCounter is a count that starts at no call.
func (p *Plan) NewCounter() Counter { return Counter{plan: p, fits: make([]int, len(p.faults))} }

// Next counts a call and says which fault it meets; nil: none. A call counts
// for every fault that it fits, met or not: «the third call» is the third
// whatever else went wrong before.
func (c *Counter) Next(call Call) *scenario.Fault {
	var met *scenario.Fault
	for i := range c.plan.faults {
		f := &c.plan.faults[i]
		if !fits(f, call) {
			continue
		}
		c.fits[i]++
		if met == nil && f.Calls.Includes(c.fits[i]) {
			met = f
		}
	}
	return met
}

func fits(f *scenario.Fault, call Call) bool {
	if len(f.Operations) > 0 && !slices.Contains(f.Operations, call.Operation) {
		return false
	}
	if call.Now < f.From || call.Now >= f.Until {
		return false
	}
	for _, p := range f.Query {
		if call.Query(p.Name) != p.Value {
			return false
		}
	}
	return true
}
