package emulator

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Violation is something that clients did and the contract does not allow.
type Violation struct {
	// Project is the project that the request was for, "" when it reached none:
	// such a violation is the emulator's, not a project's.
	Project string
	// Rule is the stable id of the rule, such as unknown-parameter. The page
	// docs/violations.md has them all.
	Rule string
	// Info says that it is worth knowing but no mistake: it fails no test, and
	// strict mode lets it pass.
	Info bool
	// Parameter is what it is about: a query parameter, projectId, or a part of
	// the request such as method, path, body or Content-Type.
	Parameter  string
	Value      string // as it came, cut at 120 bytes
	Allowed    string // in words
	Suggestion string // what was probably meant; "": no idea
	// FirstCall is the number of the project's call that had it first, from 1;
	// 0 when the request was none of the emulated calls.
	FirstCall int
	Count     int    // how often it came
	Where     string // where the contract says so

	text string
}

// String says in a line what came and what is allowed.
func (v Violation) String() string { return v.text }

func violations(list []journal.Entry) []Violation {
	var all []Violation
	for _, e := range list {
		rule, _ := journal.LookUpRule(e.Rule)
		all = append(all, Violation{
			Project: e.Project, Rule: string(e.Rule), Info: rule.Severity != journal.Error,
			Parameter: e.Parameter, Value: e.Value, Allowed: e.Allowed, Suggestion: e.Meant,
			FirstCall: e.FirstCall, Count: e.Count, Where: rule.Where, text: e.String(),
		})
	}
	return all
}

// Violations lists what the project's clients did that the contract does not
// allow, in the order in which it first came; at most 1,000 different ones. A
// reset forgets them.
func (p *Project) Violations() []Violation {
	var list []journal.Entry
	must(p.look(func(tx *world.Tx) error {
		list, _ = tx.Violations()
		return nil
	}))
	return violations(list)
}

// Violations lists what clients did that the contract does not allow: in
// requests that reached no project, then in every project. Those that a project
// forgot at a reset are among them; at most 1,000 different ones.
func (e *Emulator) Violations() []Violation {
	list, _ := e.world.EveryViolation()
	return violations(list)
}

// Verify is an error when the project's clients did what the contract does not
// allow, or when a fault never applied, so that what it was to test was not
// tested. It lists each in a line.
func (p *Project) Verify() error {
	var problems []world.Problem
	must(p.look(func(tx *world.Tx) error {
		problems = tx.Verify()
		return nil
	}))
	return joined(problems)
}

func line(p world.Problem) string {
	if p.Kind == world.Violated && p.Name != "" {
		return fmt.Sprintf("project %s: %s: %s", p.Project, p.Name, p.Text)
	}
	return fmt.Sprintf("project %s: %s", p.Project, p.Text)
}

// CoverageGroup is what of one group of coverage points clients have covered.
type CoverageGroup struct {
	// Name is parameters, values, jobStatuses, jobNames, httpStatuses,
	// errorCodes or edges.
	Name       string
	Covered    []string
	NotCovered []string
	// NotInScenario was not met and cannot be: the scenario has no such job, and
	// none of its faults answers so.
	NotInScenario []string
}

// Coverage is what of the contract clients have met and what not, by area.
type Coverage struct {
	Groups []CoverageGroup

	text string
}

// String is the coverage for a person, in some dozens of lines.
func (c Coverage) String() string { return c.text }

// Coverage tells which parameters, values, job statuses, job names, answers and
// edges the project's clients have met, and which not. A reset forgets it.
func (p *Project) Coverage() Coverage {
	var report journal.Report
	must(p.look(func(tx *world.Tx) error {
		report = tx.Coverage()
		return nil
	}))
	c := Coverage{text: report.String()}
	for _, r := range report {
		c.Groups = append(c.Groups, CoverageGroup{string(r.Group), r.Covered, r.NotCovered, r.NotOffered})
	}
	return c
}

// WithStrict answers 400 GES.0001 with the violation as its message to every
// call that violates the contract, where the answer would have been another.
// Information passes. Such a call is counted and moves a stepped clock, and its
// credentials are checked before; it counts for no fault.
func WithStrict() Option {
	return func(c *config) error {
		c.strict = true
		return nil
	}
}

// WithNoViolations fails a test at its end when clients did what the contract does
// not allow, and lists it; also what a project has forgotten since at a reset.
// Information does not fail it.
//
//	ges := emulator.Start(t, emulator.WithNoViolations(t))
func WithNoViolations(tb TB) Option {
	return func(c *config) error {
		c.unspoilt = tb
		return nil
	}
}

func (c *config) gesapi() []func(*gesapi.API) {
	options := []func(*gesapi.API){gesapi.Observe(c.observer())}
	if c.strict {
		options = append(options, gesapi.Strict)
	}
	return options
}

// failAtEnd fails a test at its end when there were violations. A server that
// the test started is stopped by then: cleanups run last first.
func (e *Emulator) failAtEnd(tb TB) {
	tb.Helper()
	tb.Cleanup(func() {
		tb.Helper()
		if text := FormatViolations(e.Violations()); text != "" {
			tb.Errorf("emulator: clients violated the contract:\n%s", text)
		}
	})
}

// FormatViolations lists violations for a person, one a line, information left out; ""
// when there are none.
func FormatViolations(list []Violation) string {
	var text strings.Builder
	for _, v := range list {
		if v.Info {
			continue
		}
		where := "no project"
		if v.Project != "" {
			where = "project " + v.Project
		}
		if v.FirstCall > 0 {
			where += fmt.Sprintf(", call %d", v.FirstCall)
		}
		if v.Count > 1 {
			where += fmt.Sprintf(", %d times", v.Count)
		}
		fmt.Fprintf(&text, "  %s: %s (%s)\n", v.Rule, v, where)
	}
	return strings.TrimSuffix(text.String(), "\n")
}
