package probe

import (
	"encoding/json"
	"encoding/xml"
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

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
	Out      string      `xml:"system-out"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitMessage `xml:"failure"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit is the report as JUnit XML: a rule is a test, one that could not be told a skipped
// one.
func (r *Report) JUnit() ([]byte, error) {
	suite := junitSuite{Name: "ges-emulator check " + r.Base, Tests: len(r.Results), Failures: r.Count(Differs), Skipped: r.Count(Untold), Out: r.Compat()}
	for i := range r.Results {
		result := &r.Results[i]
		c := junitCase{Class: "check", Name: result.Probe + ": " + result.Rule}
		switch result.Outcome {
		case Differs:
			c.Failure = &junitMessage{result.Why, result.Call + "\n" + result.Answer}
		case Untold:
			c.Skipped = &junitMessage{Message: result.Why}
		case Holds:
		}
		suite.Cases = append(suite.Cases, c)
	}
	data, err := xml.MarshalIndent(suite, "", "  ")
	return append(append([]byte(xml.Header), data...), '\n'), err
}
