package world

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
	"github.com/ges-emulator/ges-emulator/internal/count"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Problem is a reason for a test suite to fail.
type Problem struct {
	Kind    ProblemKind
	Project string // "": of all projects, or of none
	Name    string // of the fault or of the rule; of a submit rule without one its place, such as #2
	Message string // what is wrong, in a line
}

// String is the problem in a line, with its project.
func (p Problem) String() string {
	if p.Kind == Violated && p.Name != "" && p.Project != "" {
		return fmt.Sprintf("project %s: %s: %s", p.Project, p.Name, p.Message)
	}
	if p.Project == "" {
		return p.Message
	}
	return fmt.Sprintf("project %s: %s", p.Project, p.Message)
}

// MarshalJSON writes the problem as the control API shows it.
func (p Problem) MarshalJSON() ([]byte, error) {
	return encode.JSON(struct {
		Kind    ProblemKind `json:"kind"`
		Project *string     `json:"project"`
		Name    string      `json:"name"`
		Message string      `json:"message"`
	}{p.Kind, encode.OrNull(p.Project), p.Name, p.Message})
}

// ProblemKind says what a problem is about.
type ProblemKind string

// The kinds of problems.
const (
	UnusedFault ProblemKind = "fault"      // a fault that never applied: what it was to test was not tested
	UnusedRule  ProblemKind = "submitRule" // a rule for submitted jobs that never applied
	Violated    ProblemKind = "violation"  // of the contract, information aside
	Polled      ProblemKind = "polling"    // a poller that broke a rule
	TooFewCalls ProblemKind = "calls"      // fewer calls than the test is about
)

// maxCalledProjects is how many projects a message names.
const maxCalledProjects = 10

// VerifyCalls requires a number of calls of a project, or of all together for "*",
// at least one: of a project that nobody called there is nothing to find.
func (w *World) VerifyCalls(id string, least int) []Problem {
	calls, named, called := 0, id, []string{}
	w.ForEach(func(tx *Tx) {
		if tx.Calls() > 0 {
			called = append(called, tx.ID())
		}
		if id == scenario.AnyProject || id == tx.ID() {
			calls += tx.Calls()
		}
	})
	least = max(1, least)
	if calls >= least {
		return nil
	}
	if id == scenario.AnyProject {
		named = ""
	}
	text := fmt.Sprintf("%s came, wanted %s or more", count.Of(calls, "call"), count.Thousands(least))
	switch {
	case len(called) == 0:
		text = "no project was called"
	case calls == 0:
		more := ""
		if n := len(called) - maxCalledProjects; n > 0 {
			called, more = called[:maxCalledProjects], fmt.Sprintf(" and %s more", count.Thousands(n))
		}
		text = "nobody called it; called were " + strings.Join(called, ", ") + more
	}
	return []Problem{{TooFewCalls, named, polling.MinCalls, text}}
}

// Verify lists the faults and the rules for submitted jobs of the project that never
// applied, then the violations of the contract by its clients.
func (tx *Tx) Verify() []Problem {
	list, dropped := tx.Violations()
	unused := append(unusedFaults(tx.project.id, tx.Faults()), unusedRules(tx.project.id, tx.SubmitRules())...)
	return append(unused, violationProblems(list, dropped)...)
}

// Verify is as [Tx.Verify] for all projects together: a fault or a rule that they share
// must have applied in one of them.
func (w *World) Verify() []Problem {
	faults := total[fault.Applied]{key: faultKey, add: func(sum *fault.Applied, f fault.Applied) {
		sum.Fits += f.Fits
		sum.Hits += f.Hits
	}}
	rules := total[submit.Applied]{key: ruleKey, add: func(sum *submit.Applied, r submit.Applied) {
		sum.Fits += r.Fits
		sum.Hits += r.Hits
	}}
	add := func(tx *Tx) {
		faults.addAll(tx.Faults())
		rules.addAll(tx.SubmitRules())
	}
	if p := w.wildcard(); p != nil {
		p.view(add)
	}
	w.ForEach(add)
	faults.addAll(w.identityFaults()) // some name calls of the service too
	list, dropped := w.Violations()
	return append(append(unusedFaults("", faults.all), unusedRules("", rules.all)...), violationProblems(list, dropped)...)
}

// total adds up the counts of what several projects share.
type total[T any] struct {
	key   func(*T) any // what is the same in projects that share it
	add   func(sum *T, one T)
	all   []T
	index map[any]int
}

func (t *total[T]) addAll(list []T) {
	if t.index == nil {
		t.index = map[any]int{}
	}
	for _, one := range list {
		if i, known := t.index[t.key(&one)]; known {
			t.add(&t.all[i], one)
			continue
		}
		t.index[t.key(&one)] = len(t.all)
		t.all = append(t.all, one)
	}
}

// faultKey identifies a fault that several projects share. One that was added to
// all of them is a value of its own in each: its times may count from each one's
// now.
func faultKey(f *fault.Applied) any {
	if f.Added {
		return f.Fault.Name
	}
	return f.Fault
}

// ruleKey is as [faultKey] for a rule.
func ruleKey(r *submit.Applied) any {
	if r.Added {
		return r.Rule.Name
	}
	return r.Rule
}

func unusedFaults(project string, faults []fault.Applied) []Problem {
	var problems []Problem
	for _, f := range faults {
		if f.Hits > 0 {
			continue
		}
		text := fmt.Sprintf("fault %q never applied: no call fitted it", f.Fault.Name)
		if f.Fits > 0 {
			text = fmt.Sprintf("fault %q never applied: %s fitted all but its numbers, chance or limit", f.Fault.Name, count.Of(f.Fits, "call"))
		}
		problems = append(problems, Problem{UnusedFault, project, f.Fault.Name, text})
	}
	return problems
}

func unusedRules(project string, rules []submit.Applied) []Problem {
	var problems []Problem
	for i, r := range rules {
		if r.Hits > 0 {
			continue
		}
		name := cmp.Or(r.Rule.Name, fmt.Sprintf("#%d", i+1))
		text := fmt.Sprintf("submit rule %q never applied: no submitted job fitted it", name)
		if r.Fits > 0 {
			text = fmt.Sprintf("submit rule %q never applied: to %s that fitted it another rule applied, or its numbers or chance did not select it", name, count.Of(r.Fits, "submitted job"))
		}
		problems = append(problems, Problem{UnusedRule, project, name, text})
	}
	return problems
}

func violationProblems(list []journal.Violation, dropped int) []Problem {
	var problems []Problem
	for _, e := range list {
		if e.Severity() == journal.Error {
			problems = append(problems, Problem{Violated, e.Project, string(e.Rule), e.String()})
		}
	}
	if dropped > 0 {
		problems = append(problems, Problem{Violated, "", "", fmt.Sprintf("%d violations more are not told apart", dropped)})
	}
	return problems
}
