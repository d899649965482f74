package format

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// reader is the state of reading a document. It collects the problems.
type reader struct {
	Options
	isJSON   bool   // the document is JSON
	path     []step // from the root to the current value
	problems Problems
	reported map[Problem]bool             // without paths
	claimed  map[string]map[string]string // scope → value → path of the first key that has it
	slots    []slot                       // of the mappings being read
}

func newReader(o Options) *reader {
	return &reader{Options: o, reported: map[Problem]bool{}, claimed: map[string]map[string]string{}}
}

// tree parses the document. Valid JSON is read as JSON, everything else as YAML.
func (r *reader) tree(data []byte) (Node, bool) {
	if r.tooLarge(len(data)) {
		r.problem(position{1, 1}, "the file has %d bytes; at most %d (64 MiB) are read", len(data), MaxFileSize)
		return Node{}, false
	}
	text, problem := decode(data)
	if problem == nil {
		var root *value
		if root, r.isJSON, problem = parse(text, r.Empty); root != nil {
			if problem != nil {
				r.problem(problem.at, "%s", problem.text)
			}
			return r.node(root), true
		}
	}
	r.problem(problem.at, "%s", problem.text)
	return Node{}, false
}

// parse parses a text in either language. If it is neither, the error is that of the
// language that it resembles.
func parse(text, empty string) (root *value, isJSON bool, problem *syntaxError) {
	root, notJSON := parseJSON(text)
	if notJSON == nil {
		return root, true, nil
	}
	isJSON, final := looksLikeJSON(text)
	switch {
	case isJSON && final != nil:
		return nil, true, final
	case isJSON && notJSON.final:
		return nil, true, notJSON
	}
	root, notYAML := parseYAML(text, empty)
	if notYAML != nil && isJSON {
		return nil, true, notJSON
	}
	return root, false, notYAML
}

// step is one element of a path: a key of the format, an item of a list, or a key chosen
// by the document's author.
type step struct {
	key  string
	item int // index in a list; -1: a key
	own  bool
}

// at calls read one step further down the path.
func (r *reader) at(s step, read func()) {
	r.path = append(r.path, s)
	read()
	r.path = r.path[:len(r.path)-1]
}

// takeSlots returns n slots for the values of a mapping, which must be given back.
func (r *reader) takeSlots(n int) []slot {
	first := len(r.slots)
	r.slots = slices.Grow(r.slots, n)[:first+n]
	clear(r.slots[first:])
	return r.slots[first:]
}

func (r *reader) returnSlots(n int) { r.slots = r.slots[:len(r.slots)-n] }

// where returns the current path as shown in problems: projects["*"].jobs[0].outcome.
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

// problem records a problem at the current path. Problems repeated by an alias are
// recorded once.
func (r *reader) problem(at position, format string, args ...any) {
	p := Problem{File: r.File, Line: int(at.line), Column: int(at.column), Text: fmt.Sprintf(format, args...)}
	if r.reported[p] {
		return
	}
	r.reported[p] = true
	p.Path = r.where()
	r.problems = append(r.problems, p)
}

// claim records that a value is used at the current path, or returns the path of its first
// use in the same scope.
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
