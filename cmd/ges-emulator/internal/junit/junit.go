// Package junit writes reports as JUnit XML, which test tools read: the one form that the
// reports of check and of diff share.
package junit

import "encoding/xml"

// Suite is a report: tests, of which some failed.
type Suite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Skipped  *int     `xml:"skipped,attr"` // nil: a report that skips none
	Cases    []Case   `xml:"testcase"`
	Out      string   `xml:"system-out,omitempty"`
}

// Case is one test. Without a failure it passed, unless it was skipped.
type Case struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *Message `xml:"failure"`
	Skipped *Message `xml:"skipped"`
}

// Message says why a test failed or was skipped.
type Message struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// XML is the document.
func (s Suite) XML() ([]byte, error) {
	data, err := xml.MarshalIndent(s, "", "  ")
	return append(append([]byte(xml.Header), data...), '\n'), err
}
