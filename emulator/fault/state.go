package fault

import (
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/when"
)

// State is a fault and its counts.
type State struct {
	Name   string
	Fits   int             // number of matching calls
	Hits   int             // number of calls to which it applied
	Window *Window         // of a limit; nil: none is open
	Added  *scenario.Fault // the fault, if it was added at run time; nil: one of the scenario
}

// Window is the number of calls that a limit has counted since an instant.
type Window struct {
	Begin clock.Instant
	Calls int
}

// StateKind returns the kind of the states of a project's faults in a snapshot, in
// order of evaluation.
func StateKind() format.Kind[[]State] {
	window := format.Object[Window]{
		Name: "faultWindow", Noun: "a limit's window",
		Doc: "The calls that a limit has counted since an instant.",
		Fields: []format.Field[Window]{
			format.Key("begin", format.Instant(), func(w *Window) *clock.Instant { return &w.Begin }, "Since when.").Required(),
			format.Key("calls", format.Count(), func(w *Window) *int { return &w.Calls }, "How many.").Required(),
		},
	}
	return format.List("a list of faults", format.Object[State]{
		Name: "faultState", Noun: "a fault's state",
		Doc: "A fault and its counts.",
		Fields: []format.Field[State]{
			format.Key("name", scenario.FaultName(), func(s *State) *string { return &s.Name }, "Its name.").Required(),
			format.Key("fits", format.Count(), func(s *State) *int { return &s.Fits }, "The calls that fitted its conditions."),
			format.Key("applied", format.Count(), func(s *State) *int { return &s.Hits }, "The calls that it was applied to."),
			format.Key("window", format.Optional(window.Kind()), func(s *State) **Window { return &s.Window }, "The open window of a limit."),
			format.Key("added", format.Optional(scenario.FaultKind()), func(s *State) **scenario.Fault { return &s.Added }, "All of it, where it was added at run time."),
		},
		Check: func(m format.Mapping, s *State) {
			if m.Good("added") && s.Added.Name != s.Name {
				m.Problem("added", "its name is %s, not %s", format.Quote(s.Added.Name), format.Quote(s.Name))
			}
		},
	}.Kind())
}

// State returns the faults and their counts in a form from which [Plan.Restore] restores
// the counter.
func (c *Counter) State() []State {
	entries := c.list()
	list := make([]State, len(entries))
	for i := range entries {
		list[i] = entries[i].state()
	}
	return list
}

func (e *entry) state() State {
	s := State{Name: e.fault.Name, Fits: e.Fits, Hits: e.Hits}
	if e.open {
		s.Window = &Window{Begin: e.begin, Calls: e.calls}
	}
	if e.added {
		s.Added = e.fault
	}
	return s
}

// Changes returns the faults whose counts are others than in a state that
// [Counter.State] returned earlier, with their places in it, and updates that state. ok
// is false if its faults are others: then all of them have changed.
func (c *Counter) Changes(since []State) (changed []State, places []int, ok bool) {
	if c.entries == nil || since == nil || len(since) != len(c.entries) {
		return nil, nil, false
	}
	for i := range c.entries {
		e, s := &c.entries[i], &since[i]
		switch {
		case e.fault.Name != s.Name || e.added != (s.Added != nil) || e.added && e.fault != s.Added:
			return nil, nil, false
		case !e.counted(s):
			*s = e.state()
			changed, places = append(changed, *s), append(places, i)
		}
	}
	return changed, places, true
}

// counted reports whether the counts of a fault are those of a state.
func (e *entry) counted(s *State) bool {
	old := window{}
	if s.Window != nil {
		old = window{true, s.Window.Begin, s.Window.Calls}
	}
	return e.Fits == s.Fits && e.Hits == s.Hits && e.window == old
}

// Restore replaces a new counter's faults by those of a state. It is an error if one of
// them is neither in the plan nor added.
func (p *Plan) Restore(c *Counter, list []State) error {
	entries := make([]entry, len(list))
	planned, names := p.byName(), map[string]bool{}
	for i, s := range list {
		f := s.Added
		if f == nil {
			f = planned[s.Name]
		}
		switch {
		case f == nil:
			return fmt.Errorf("faults[%d]: the scenario has no fault %q", i, s.Name)
		case names[s.Name]:
			return fmt.Errorf("faults[%d]: %q is there twice", i, s.Name)
		case s.Hits > s.Fits:
			return fmt.Errorf("faults[%d]: it applied %d times to %d calls that fitted", i, s.Hits, s.Fits)
		}
		names[s.Name] = true
		e := newEntry(f, s.Added != nil)
		e.Counter = when.Counter{Fits: s.Fits, Hits: s.Hits}
		if s.Window != nil {
			e.window = window{true, s.Window.Begin, s.Window.Calls}
		}
		entries[i] = e
	}
	c.entries = entries
	return nil
}

func (p *Plan) byName() map[string]*scenario.Fault {
	faults := make(map[string]*scenario.Fault, len(p.own)+len(p.shared))
	for f := range p.all() {
		faults[f.Name] = f
	}
	return faults
}
