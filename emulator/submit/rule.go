package submit

import (
	"fmt"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/when"
)

// Submission is an accepted submission: the input of a rule's conditions.
type Submission struct {
	JobName string
	Graph   string // the graph's name
	Now     clock.Instant
	Key     fake.Key // from which the job's values follow
}

// Rules are the rules of one project with their counts. They are a value: a change
// returns another one.
type Rules struct{ entries []entry }

// entry is one rule and its counts.
type entry struct {
	rule  *scenario.SubmitRule
	place int // in the scenario, the project's own rules first; −1: added at run time
	when  when.Condition
	when.Counter
}

func newEntry(r *scenario.SubmitRule, place int) entry {
	return entry{rule: r, place: place, when: when.Condition{From: r.From, Until: r.Until, Calls: r.Calls, Chance: r.Chance}}
}

// added is the place of a rule that was added at run time.
const added = -1

// New returns the rules of the project that serves an id: its own, then those of all
// projects.
func New(s *scenario.Scenario, projectID string) Rules {
	var r Rules
	if project := s.Project(projectID); project != nil {
		for _, list := range [][]scenario.SubmitRule{project.SubmitRules, s.SubmitRules} {
			for i := range list {
				r.entries = append(r.entries, newEntry(&list[i], len(r.entries)))
			}
		}
	}
	return r
}

// Next counts a submission. It returns the rule that decides it, nil if none applies, and
// the rules with their new counts.
func (r Rules) Next(s Submission) (*scenario.SubmitRule, Rules) {
	if len(r.entries) == 0 {
		return nil, r
	}
	var rule *scenario.SubmitRule
	after := Rules{slices.Clone(r.entries)}
	for i := range after.entries {
		e := &after.entries[i]
		if !e.fits(s) {
			continue
		}
		e.Fits++
		if rule == nil && e.selects(s) {
			rule = e.rule
			e.Hits++
		}
	}
	return rule, after
}

func (e *entry) fits(s Submission) bool {
	return e.when.InTime(s.Now) && (e.rule.JobName == "" || e.rule.JobName == s.JobName) && (e.rule.Graph == "" || e.rule.Graph == s.Graph)
}

// selects reports whether the rule applies to a submission that it has just counted.
// Chance follows from the submission itself and from the rule's name, or its place if it
// has none, not from the number of the submission.
func (e *entry) selects(s Submission) bool {
	c := e.when
	c.Chance = nil
	if !c.Selects(e.Fits, 0) {
		return false
	}
	key := s.Key.For("rule").Nth(e.place)
	if e.rule.Name != "" { // wherever it is
		key = s.Key.For("rule").For(e.rule.Name)
	}
	return e.when.Chance == nil || fake.New().Share(key) < *e.when.Chance
}

// Applied is a rule and how often it has applied.
type Applied struct {
	Rule  *scenario.SubmitRule
	Fits  int  // accepted submissions that fit its conditions
	Hits  int  // those that it decided
	Added bool // at run time
}

// MarshalJSON writes the rule in the format of a scenario, with its counts, as in the
// control API.
func (a Applied) MarshalJSON() ([]byte, error) {
	keys := scenario.SubmitRuleKind().Write(nil, a.Rule)
	separator := ","
	if len(keys) == len("{}") {
		separator = ""
	}
	return fmt.Appendf(keys[:len(keys)-1], `%s"added":%t,"fits":%d,"applied":%d}`, separator, a.Added, a.Fits, a.Hits), nil
}

// List returns the rules in the order in which they are tried.
func (r Rules) List() []Applied {
	list := make([]Applied, len(r.entries))
	for i, e := range r.entries {
		list[i] = Applied{e.rule, e.Fits, e.Hits, e.place == added}
	}
	return list
}

// With returns the rules with another one, which is tried before those of the scenario
// and after those added earlier; false if its name is in use, or missing.
func (r Rules) With(rule *scenario.SubmitRule) (Rules, bool) {
	if rule.Name == "" || r.index(rule.Name) >= 0 {
		return r, false
	}
	at := 0
	for at < len(r.entries) && r.entries[at].place == added {
		at++
	}
	return Rules{slices.Insert(slices.Clone(r.entries), at, newEntry(rule, added))}, true
}

// Without returns the rules without one of a name, which may be one of the scenario;
// false if there is none.
func (r Rules) Without(name string) (Rules, bool) {
	i := r.index(name)
	if i < 0 {
		return r, false
	}
	return Rules{slices.Delete(slices.Clone(r.entries), i, i+1)}, true
}

// Equal reports whether the rules and their counts are the same as others.
func (r Rules) Equal(o Rules) bool {
	return slices.EqualFunc(r.entries, o.entries, func(a, b entry) bool {
		return a.rule == b.rule && a.place == b.place && a.Counter == b.Counter
	})
}

// Restarted returns the rules with counts of zero.
func (r Rules) Restarted() Rules {
	after := Rules{slices.Clone(r.entries)}
	for i := range after.entries {
		after.entries[i].Counter = when.Counter{}
	}
	return after
}

func (r Rules) index(name string) int {
	return slices.IndexFunc(r.entries, func(e entry) bool { return name != "" && e.rule.Name == name })
}
