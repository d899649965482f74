package world

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/polling"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/count"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Problem is a reason for a test suite to fail.
type Problem struct {
	Kind    ProblemKind
	Project string // "": of all projects, or of none
	Name    string // of the fault or of the rule
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
	UnusedFault ProblemKind = "fault"     // a fault that never applied: what it was to test was not tested
	Violated    ProblemKind = "violation" // of the contract, information aside
	Polled      ProblemKind = "polling"   // a poller that broke a rule
	TooFewCalls ProblemKind = "calls"     // fewer calls than the test is about
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

// Verify lists the faults of the project that never applied, then the violations
// of the contract by its clients.
func (tx *Tx) Verify() []Problem {
	list, dropped := tx.Violations()
	return append(unusedFaults(tx.project.id, tx.Faults()), violationProblems(list, dropped)...)
}

// Verify is as [Tx.Verify] for all projects together: a fault that they share
// must have applied in one of them.
func (w *World) Verify() []Problem {
	var all []fault.Applied
	index := map[any]int{}
	add := func(tx *Tx) {
		for _, f := range tx.Faults() {
			i, known := index[faultKey(&f)]
			if !known {
				index[faultKey(&f)] = len(all)
				all = append(all, f)
				continue
			}
			all[i].Fits += f.Fits
			all[i].Hits += f.Hits
		}
	}
	if p := w.wildcard(); p != nil {
		p.view(add)
	}
	w.ForEach(add)
	for _, f := range w.identityFaults() {
		if i, known := index[faultKey(&f)]; known { // it names calls of the service too
			all[i].Fits += f.Fits
			all[i].Hits += f.Hits
		} else {
			all = append(all, f)
		}
	}
	list, dropped := w.Violations()
	return append(unusedFaults("", all), violationProblems(list, dropped)...)
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
