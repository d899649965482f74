package probe

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/count"
	shorten "github.com/ges-emulator/ges-emulator/internal/text"
)

// Result is what one probe found.
type Result struct {
	Probe   string  `json:"probe"`
	Rule    string  `json:"rule"`
	Outcome Outcome `json:"outcome"`
	Why     string  `json:"why,omitempty"`    // of Differs what came instead, of Untold what is missing
	Call    string  `json:"call,omitempty"`   // of Differs the one that shows it
	Answer  string  `json:"answer,omitempty"` // to it: status and begin of the body
	Switch  string  `json:"switch,omitempty"` // the key of compat that the probe tells
	Value   string  `json:"value,omitempty"`  // of the switch there
}

// Report is what a run found.
type Report struct {
	Base    string
	Project string
	Results []Result // in the order of the table
	Calls   int      // made
	Empty   bool     // the project has no job, graph or backup
}

func newResult(c *Client, p *Probe, v verdict, s *survey) Result {
	r := Result{Probe: p.Name, Rule: p.Rule, Outcome: v.outcome, Why: c.masked(v.why), Switch: p.Switch, Value: v.value}
	if v.outcome == Differs {
		a := v.answer
		if a == nil {
			a = s.first
		}
		r.Call = c.masked(a.call)
		r.Answer = c.masked(fmt.Sprintf("%d %s", a.status, shorten.Truncate(strings.TrimSpace(string(a.body)), 300)))
	}
	return r
}

// Count returns how many probes have an outcome.
func (r *Report) Count(o Outcome) int {
	n := 0
	for i := range r.Results {
		if r.Results[i].Outcome == o {
			n++
		}
	}
	return n
}

// Outcome is that of the whole run: Differs if one probe differs, Untold if nothing could
// be told of jobs, graphs and backups because there are none.
func (r *Report) Outcome() Outcome {
	switch {
	case r.Count(Differs) > 0:
		return Differs
	case r.Empty || r.Count(Holds) == 0:
		return Untold
	}
	return Holds
}

// Counts is a line of the counts.
func (r *Report) Counts() string {
	return fmt.Sprintf("%s: %d hold, %d differ, %d could not be told; %s", count.Of(len(r.Results), "rule"),
		r.Count(Holds), r.Count(Differs), r.Count(Untold), count.Of(r.Calls, "call"))
}

// switches are the keys of compat, in the order of a scenario.
var switches = [...]string{"order", "queuedStatus", "dateRange", "errorBody", "progress", "unknownGraph"}

// Compat is the block of a scenario under which the emulator behaves as the server does.
// What could not be told is a comment, and has the default then.
func (r *Report) Compat() string {
	var b strings.Builder
	values, why := map[string]string{}, map[string]string{}
	for i := range r.Results {
		switch result := &r.Results[i]; {
		case result.Switch == "":
		case result.Value != "" && values[result.Switch] == "":
			values[result.Switch] = result.Value
		case result.Outcome == Differs:
			why[result.Switch] = "no value has what the server does: " + result.Why
		case result.Value == "" && why[result.Switch] == "":
			why[result.Switch] = "could not be told: " + result.Why
		}
	}
	b.WriteString("compat:")
	if len(values) == 0 {
		b.WriteString(" {}")
	}
	b.WriteByte('\n')
	for _, name := range switches {
		if values[name] == "" {
			fmt.Fprintf(&b, "  # %s: %s\n", name, strings.ReplaceAll(why[name], "\n", " "))
			continue
		}
		fmt.Fprintf(&b, "  %s: %s\n", name, values[name])
	}
	return b.String()
}

// Text is the report for a person; it ends with the compat block.
func (r *Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, project %s\n\n", r.Base, r.Project)
	for _, o := range []Outcome{Holds, Untold, Differs} {
		for i := range r.Results {
			if r.Results[i].Outcome == o {
				r.Results[i].write(&b)
			}
		}
	}
	fmt.Fprintf(&b, "\n%s\n\n%s", r.Counts(), r.Compat())
	return b.String()
}

func (r *Result) write(b *strings.Builder) {
	fmt.Fprintf(b, "%-8s %-24s %s\n", r.Outcome, r.Probe, r.Rule)
	const indent = "                                  "
	if r.Value != "" {
		fmt.Fprintf(b, "%scompat.%s: %s\n", indent, r.Switch, r.Value)
	}
	if r.Why != "" {
		fmt.Fprintf(b, "%s%s\n", indent, r.Why)
	}
	if r.Call != "" {
		fmt.Fprintf(b, "%s%s\n%s%s\n", indent, r.Call, indent, r.Answer)
	}
}
