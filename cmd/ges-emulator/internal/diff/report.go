package diff

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/junit"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// MaxDifferences is how many differences a report has at most.
const MaxDifferences = 1_000

// Report is the outcome of a replay.
type Report struct {
	Recording   string       `json:"recording"`
	Scenario    string       `json:"scenario"`
	Exchanges   int          `json:"exchanges"` // that were replayed
	Refused     int          `json:"refused"`   // of them, not compared: they were refused for their credentials
	Latest      time.Time    `json:"latest"`    // the latest recorded instant
	Old         bool         `json:"old"`       // it is older than asked for
	Ignored     int          `json:"ignored"`   // so many differences are left out
	Unused      []string     `json:"unused,omitempty"`
	Differences []Difference `json:"differences"`
	Count       int          `json:"count"` // of all differences; the list has the first [MaxDifferences]
}

// Add adds a difference, unless it is to be left out.
func (r *Report) Add(d Difference, ignored *Ignore) {
	if ignored.covers(&d) {
		r.Ignored++
		return
	}
	r.Count++
	if len(r.Differences) < MaxDifferences {
		r.Differences = append(r.Differences, d)
	}
}

// Text is the report for people: a block for each difference.
func (r *Report) Text() string {
	var b strings.Builder
	for i := range r.Differences {
		d := &r.Differences[i]
		fmt.Fprintf(&b, "exchange %d, %s: %s %s\n  %s\n", d.Exchange, d.operation(), d.Method, d.URI, d.What())
		for line := range strings.Lines(d.notes()) {
			b.WriteString("  " + line)
		}
		fmt.Fprintf(&b, "  %s\n\n", d.Curl)
	}
	fmt.Fprintf(&b, "%s replayed against %s: %s", count.Of(r.Exchanges, "exchange"), r.Scenario, count.Of(r.Count, "difference"))
	if r.Count > len(r.Differences) {
		fmt.Fprintf(&b, ", of which these are the first %d", len(r.Differences))
	}
	if r.Ignored > 0 {
		fmt.Fprintf(&b, "; %d left out", r.Ignored)
	}
	if r.Refused > 0 {
		fmt.Fprintf(&b, "; %d not compared, as they were refused for their credentials", r.Refused)
	}
	b.WriteByte('\n')
	for _, entry := range r.Unused {
		fmt.Fprintf(&b, "left out, but not met: %s\n", entry)
	}
	if r.Old {
		fmt.Fprintf(&b, "the recording is old: its latest call is of %s\n", r.Latest.Format(time.DateOnly))
	}
	return b.String()
}

// notes are what is known of the difference, a line each.
func (d *Difference) notes() string {
	notes := ""
	if d.Expired != "" {
		notes += "no longer left out: " + d.Expired + "\n"
	}
	if d.Rule != "" {
		notes += "rule: " + d.Rule + "\n"
	}
	return notes
}

func (d *Difference) operation() string {
	if d.Operation == "" {
		return "no known operation"
	}
	return d.Operation
}

// JSON is the report for a program.
func (r *Report) JSON() ([]byte, error) {
	if r.Differences == nil {
		r.Differences = []Difference{}
	}
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}

// JUnit is the report as JUnit XML: each difference is a failed test, none at all one
// that passed.
func (r *Report) JUnit() ([]byte, error) {
	suite := junit.Suite{Name: "ges-emulator diff " + r.Recording, Tests: max(len(r.Differences), 1), Failures: len(r.Differences)}
	for i := range r.Differences {
		d := &r.Differences[i]
		suite.Cases = append(suite.Cases, junit.Case{
			Class: "diff." + d.operation(), Name: fmt.Sprintf("exchange %d: %s %s", d.Exchange, d.Kind, d.Field),
			Failure: &junit.Message{Message: d.What(), Text: d.Method + " " + d.URI + "\n" + d.notes() + d.Curl},
		})
	}
	if len(r.Differences) == 0 {
		suite.Cases = []junit.Case{{Class: "diff", Name: count.Of(r.Exchanges, "exchange")}}
	}
	return suite.XML()
}
