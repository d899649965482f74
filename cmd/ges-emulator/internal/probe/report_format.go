package probe

import (
	"encoding/json"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/junit"
)

// JSON is the report for a program.
func (r *Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(struct {
		Server  string   `json:"server"`
		Project string   `json:"project"`
		Outcome Outcome  `json:"outcome"`
		Holds   int      `json:"holds"`
		Differs int      `json:"differs"`
		Untold  int      `json:"untold"`
		Calls   int      `json:"calls"`
		Rules   []Result `json:"rules"`
		Compat  string   `json:"compat"`
	}{r.Base, r.Project, r.Outcome(), r.Count(Holds), r.Count(Differs), r.Count(Untold), r.Calls, r.Results, r.Compat()}, "", "  ")
	return append(data, '\n'), err
}

// JUnit is the report as JUnit XML: a rule is a test, one that could not be told a skipped
// one.
func (r *Report) JUnit() ([]byte, error) {
	skipped := r.Count(Untold)
	suite := junit.Suite{Name: "ges-emulator check " + r.Base, Tests: len(r.Results), Failures: r.Count(Differs), Skipped: &skipped, Out: r.Compat()}
	for i := range r.Results {
		result := &r.Results[i]
		c := junit.Case{Class: "check", Name: result.Probe + ": " + result.Rule}
		switch result.Outcome {
		case Differs:
			c.Failure = &junit.Message{Message: result.Why, Text: result.Call + "\n" + result.Answer}
		case Untold:
			c.Skipped = &junit.Message{Message: result.Why}
		case Holds:
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite.XML()
}
