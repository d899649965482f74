package journal

import (
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// CoverageGroup is the coverage points of one group, by name.
type CoverageGroup struct {
	Name       GroupName `json:"-"` // operations, parameters, values, jobStatuses, jobNames, httpStatuses, errorCodes or edges
	Covered    []string  `json:"met"`
	NotCovered []string  `json:"notMet"`
	// NotInScenario is not covered and cannot be: the scenario has no such job or
	// fault.
	NotInScenario []string `json:"notInScenario"`
}

// Coverage is the parts of the contract that clients have covered, and those that
// they have not.
type Coverage struct{ Groups []CoverageGroup }

// NewCoverage sorts all points into those that are covered and those that are not.
// offered is what the scenario can show at all. Of an operation that was not called, but
// for ListJobs, only that is told.
func NewCoverage(covered, offered Set) Coverage {
	var c Coverage
	offered = offered.Clone()
	called := map[ges.Operation]bool{"": true}
	for _, o := range emulated() {
		if called[o.ID] = o.ID == ges.ListJobs || covered.Has(CoveragePoint{Operations, string(o.ID)}); called[o.ID] {
			offered.addErrors(o)
		}
	}
	for _, name := range GroupNames() {
		g := CoverageGroup{Name: name, Covered: []string{}, NotCovered: []string{}, NotInScenario: []string{}}
		for n, p := range points().points {
			switch {
			case p.Group != name:
			case !called[points().owners[n]]:
			case covered.has(n):
				g.Covered = append(g.Covered, p.Name)
			case offered.has(n):
				g.NotCovered = append(g.NotCovered, p.Name)
			case name != ErrorCodes: // of that long table only what can come is of interest
				g.NotInScenario = append(g.NotInScenario, p.Name)
			}
		}
		c.Groups = append(c.Groups, g)
	}
	return c
}

// MarshalJSON writes the coverage as the control API shows it: an object with a key
// for each group.
func (c Coverage) MarshalJSON() ([]byte, error) {
	groups := map[GroupName]CoverageGroup{}
	for _, g := range c.Groups {
		groups[g.Name] = g
	}
	return encode.JSON(groups)
}

// title is a group for a person.
func title(g GroupName) string {
	switch g {
	case JobStatuses:
		return "job statuses"
	case JobNames:
		return "job names"
	case HTTPStatuses:
		return "HTTP statuses"
	case ErrorCodes:
		return "error codes"
	default:
		return string(g)
	}
}

// String is the coverage as text, in some dozens of lines: a line a group with its
// numbers, then what is covered and what is not.
func (c Coverage) String() string {
	var text strings.Builder
	for _, group := range c.Groups {
		total := len(group.Covered) + len(group.NotCovered)
		if total > 0 {
			fmt.Fprintf(&text, "%-14s %d of %d met\n", title(group.Name), len(group.Covered), total)
		} else {
			fmt.Fprintf(&text, "%-14s the scenario offers none\n", title(group.Name))
		}
		for _, name := range group.Covered {
			fmt.Fprintf(&text, "  + %s\n", name)
		}
		if group.Name == Operations && len(group.NotCovered) > 0 {
			fmt.Fprintf(&text, "    never called: %s\n", strings.Join(group.NotCovered, ", "))
			continue
		}
		for _, name := range group.NotCovered {
			fmt.Fprintf(&text, "  - %s: never met\n", uncovered(group.Name, name))
		}
		if len(group.NotInScenario) > 0 {
			fmt.Fprintf(&text, "    not in this scenario: %s\n", strings.Join(group.NotInScenario, ", "))
		}
	}
	return text.String()
}

// uncovered names a point so that a line says what a suite has never come across.
func uncovered(g GroupName, name string) string {
	switch g {
	case JobStatuses:
		return "a job with status " + name
	case JobNames:
		return "a job named " + name
	default:
		return name
	}
}
