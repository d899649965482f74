package fault

import (
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// State is the faults and the calls that they have seen, such that
// [Plan.Restore] gives the counter again.
func (c *Counter) State() []scenario.FaultState {
	list := make([]scenario.FaultState, len(c.entries))
	for i := range c.entries {
		e := &c.entries[i]
		list[i] = scenario.FaultState{Name: e.fault.Name, Fits: e.fits, Hits: e.hits}
		if e.open {
			list[i].Window = &scenario.FaultWindow{Begin: e.begin, Calls: e.calls}
		}
		if e.added {
			list[i].Added = e.fault
		}
	}
	return list
}

// Same says whether the counter still has a state that it once gave.
func (c *Counter) Same(list []scenario.FaultState) bool {
	if len(list) != len(c.entries) {
		return false
	}
	for i := range c.entries {
		e, s := &c.entries[i], &list[i]
		was := window{}
		if s.Window != nil {
			was = window{true, s.Window.Begin, s.Window.Calls}
		}
		if e.fault.Name != s.Name || e.fits != s.Fits || e.hits != s.Hits || e.window != was ||
			e.added != (s.Added != nil) || e.added && e.fault != s.Added {
			return false
		}
	}
	return true
}

// Restore replaces a new counter's faults by those of a state. It is an error
// when one of them is neither in the plan nor added.
func (p *Plan) Restore(c *Counter, list []scenario.FaultState) error {
	entries := make([]entry, len(list))
	names := map[string]bool{}
	for i, s := range list {
		e := entry{fault: s.Added, added: s.Added != nil, fits: s.Fits, hits: s.Hits}
		if s.Added == nil {
			e.fault = p.find(s.Name)
		}
		switch {
		case e.fault == nil:
			return fmt.Errorf("faults[%d]: the scenario has no fault %q", i, s.Name)
		case names[s.Name]:
			return fmt.Errorf("faults[%d]: %q is there twice", i, s.Name)
		case s.Hits > s.Fits:
			return fmt.Errorf("faults[%d]: it applied %d times to %d calls that fitted", i, s.Hits, s.Fits)
		}
		names[s.Name] = true
		if s.Window != nil {
			e.window = window{true, s.Window.Begin, s.Window.Calls}
		}
		entries[i] = e
	}
	c.entries = entries
	return nil
}

func (p *Plan) find(name string) *scenario.Fault {
	for _, f := range p.faults {
		if f.Name == name {
			return f
		}
	}
	return nil
}
