package format

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Problem is one problem with a document.
type Problem struct {
	File         string
	Line, Column int    // from 1; of the value, or of its parent if a key is missing
	Path         string // projects["*"].jobs[0].outcome; "": the document as a whole
	Text         string // the actual value and what is allowed
}

// MarshalJSON writes the problem without its file.
func (p Problem) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Line   int    `json:"line"`
		Column int    `json:"column"`
		Path   string `json:"path"`
		Text   string `json:"text"`
	}{p.Line, p.Column, p.Path, p.Text})
}

// String returns the problem as every command prints it.
func (p Problem) String() string {
	where := fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Path != "" {
		where += p.Path + ": "
	}
	return where + p.Text
}

// Problems is all problems with a document, sorted by line and column. It is the error
// that [Read] returns.
type Problems []Problem

// Error returns the problems, one per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}
