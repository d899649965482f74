package format

import (
	"fmt"
	"strconv"
	"strings"
)

// reader is one read of a document. It collects the document's problems.
type reader struct {
	Options
	path     []step // the way from the root to where the reader is
	problems Problems
	reported map[Problem]bool             // without paths
	claimed  map[string]map[string]string // scope → value → path of the first key that has it
}

func newReader(o Options) *reader {
	return &reader{Options: o, reported: map[Problem]bool{}, claimed: map[string]map[string]string{}}
}

// step is one part of a path: a key of the format, an item of a list, or a key
// that the document's author made up.
type step struct {
	key  string
	item int // of a list; -1: a key
	own  bool
}

// at reads something one step further down.
func (r *reader) at(s step, read func()) {
	r.path = append(r.path, s)
	read()
	r.path = r.path[:len(r.path)-1]
}

// where is the path as problems show it: projects["*"].jobs[0].outcome.
func (r *reader) where() string {
	var b strings.Builder
	for _, s := range r.path {
		switch {
		case s.item >= 0:
			b.WriteString("[" + strconv.Itoa(s.item) + "]")
		case s.own:
			b.WriteString("[" + Quote(s.key) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		}
	}
	return b.String()
}

// problem notes a problem where the reader is. What an alias repeats is reported
// once.
func (r *reader) problem(at position, format string, args ...any) {
	p := Problem{File: r.File, Line: at.line, Column: at.column, Text: fmt.Sprintf(format, args...)}
	if r.reported[p] {
		return
	}
	r.reported[p] = true
	p.Path = r.where()
	r.problems = append(r.problems, p)
}

// claim notes that a value is used at the present path, or returns the path of its
// first use in the same scope.
func (r *reader) claim(scope, value string) (first string, taken bool) {
	if first, taken = r.claimed[scope][value]; taken {
		return first, true
	}
	if r.claimed[scope] == nil {
		r.claimed[scope] = map[string]string{}
	}
	r.claimed[scope][value] = r.where()
	return "", false
}

// position is a place in the document, from 1.
type position struct{ line, column int }
