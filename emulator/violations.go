package emulator

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Violation is something that a client did and the contract does not allow; see
// [journal.Violation].
type Violation = journal.Violation

// Violations lists the violations of the contract by the project's clients, in the
// order of their first occurrence; at most 1,000 different ones. A reset clears
// them.
func (p *Project) Violations() (list []Violation) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		list, _ = tx.Violations()
		return nil
	}))
	return list
}

// Violations lists the violations of the contract by all clients: in requests that
// reached no project, then in every project, also those from before a reset; at
// most 1,000 different ones.
func (e *Emulator) Violations() []Violation {
	list, _ := e.world.AllViolations()
	return list
}

// Verify returns an error when nobody called the project, when its clients violated
// the contract, or when a fault never applied, so that the test did not test it. It
// lists each in a line. With "*" it is about all projects together.
func (p *Project) Verify() error {
	p.tb.Helper()
	problems := p.world.VerifyCalls(p.id, 0)
	if p.id == scenario.AnyProject {
		return joinProblems(append(problems, p.world.Verify()...))
	}
	p.must(p.view(func(tx *world.Tx) error {
		problems = append(problems, tx.Verify()...)
		return nil
	}))
	return joinProblems(problems)
}

// CoverageGroup is the coverage points of one group; see [journal.CoverageGroup].
type CoverageGroup = journal.CoverageGroup

// Coverage is the parts of the contract that clients have covered, and those that
// they have not; see [journal.Coverage]. Its String is text for a person.
type Coverage = journal.Coverage

// Coverage returns which parameters, values, job statuses, job names, answers and
// edge cases the project's clients have covered, and which not. A reset clears it.
func (p *Project) Coverage() (c Coverage) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		c = tx.Coverage()
		return nil
	}))
	return c
}

// WithoutDelays answers at once where a fault has a delay, which is real time: for tests
// of what a client does with the answers, and not of its time limits. An answer that
// trickles comes whole.
func WithoutDelays() Option {
	return func(c *config) error {
		c.withoutDelays = true
		return nil
	}
}

// WithStrict answers every call that violates the contract with 400 GES.0001 and
// the violation as message, unless it fails anyway; information is accepted. Such a
// call is counted, moves a stepped clock, and its credentials are checked first; no
// fault counts it.
func WithStrict() Option {
	return func(c *config) error {
		c.strict = true
		return nil
	}
}

// WithNoViolations fails a test at its end when clients violated the contract, also
// before a reset, and lists the violations. Information does not fail it.
//
//	ges := emulator.Start(t, emulator.WithNoViolations(t))
func WithNoViolations(tb TB) Option {
	return func(c *config) error {
		c.failOnViolation = tb
		return nil
	}
}

func (c *config) apiOptions() []func(*gesapi.API) {
	options := []func(*gesapi.API){gesapi.Observe(c.observe)}
	if c.strict {
		options = append(options, gesapi.Strict)
	}
	if c.withoutDelays {
		options = append(options, gesapi.WithoutDelays)
	}
	return options
}

// failOnViolation fails a test at its end if there were violations. A server that
// the test started has stopped by then: cleanups run last first.
func (e *Emulator) failOnViolation(tb TB) {
	tb.Helper()
	tb.Cleanup(func() {
		tb.Helper()
		if text := FormatViolations(e.Violations()); text != "" {
			tb.Errorf("emulator: clients violated the contract:\n%s", text)
		}
	})
}

// FormatViolations lists violations as text, one a line, without information; ""
// when there are none.
func FormatViolations(list []Violation) string {
	var text strings.Builder
	for _, v := range list {
		if v.Severity() != journal.Error {
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
