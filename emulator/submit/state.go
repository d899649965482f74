package submit

import (
	"fmt"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/when"
)

// State is a rule and its counts.
type State struct {
	Place int // of a rule of the scenario, from 0
	Fits  int
	Hits  int
	Added *scenario.SubmitRule // the rule, if it was added at run time; nil: one of the scenario
}

// StateKind returns the kind of the states of a project's rules in a snapshot, in the
// order in which they are tried.
func StateKind() format.Kind[[]State] {
	return format.List("a list of rules for submitted jobs", format.Object[State]{
		Name: "submitRuleState", Noun: "a rule's state",
		Doc: "A rule for submitted jobs and its counts.",
		Fields: []format.Field[State]{
			format.Key("place", format.Count(), func(s *State) *int { return &s.Place }, "Its place in the scenario, the project's own rules first."),
			format.Key("fits", format.Count(), func(s *State) *int { return &s.Fits }, "The submissions that fitted its conditions."),
			format.Key("applied", format.Count(), func(s *State) *int { return &s.Hits }, "The submissions that it decided."),
			format.Key("added", format.Optional(scenario.SubmitRuleKind()), func(s *State) **scenario.SubmitRule { return &s.Added }, "All of it, where it was added at run time."),
		},
	}.Kind())
}

// State returns the rules and their counts in a form from which [Rules.Restored] restores
// them; nil as at the start.
func (r Rules) State() []State {
	if len(r.entries) == 0 {
		return []State{}
	}
	list := make([]State, len(r.entries))
	for i, e := range r.entries {
		list[i] = State{Place: e.place, Fits: e.Fits, Hits: e.Hits}
		if e.place == added {
			list[i].Place, list[i].Added = 0, e.rule
		}
	}
	return list
}

// Restored returns the rules of a state. r is those of the scenario.
func (r Rules) Restored(list []State) (Rules, error) {
	after := Rules{make([]entry, len(list))}
	for i, s := range list {
		switch {
		case s.Added != nil:
			after.entries[i] = newEntry(s.Added, added)
		case s.Place >= len(r.entries) || slices.ContainsFunc(after.entries[:i], func(e entry) bool { return e.place == s.Place }):
			return r, fmt.Errorf("rules[%d]: the scenario has no further rule %d", i, s.Place)
		default:
			after.entries[i] = newEntry(r.entries[s.Place].rule, s.Place)
		}
		if s.Hits > s.Fits {
			return r, fmt.Errorf("rules[%d]: it applied to %d of %d submissions that fitted", i, s.Hits, s.Fits)
		}
		after.entries[i].Counter = when.Counter{Fits: s.Fits, Hits: s.Hits}
	}
	return after, nil
}
