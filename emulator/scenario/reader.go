package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// reader goes through one file and collects its problems.
type reader struct {
	file     string
	wall     time.Time
	start    clock.Instant // clock.start, which is read before all that counts from it
	part     bool          // what is read is no whole file: start is now
	kept     bool          // the emulator itself wrote it: its size does not matter
	path     []step        // the way from the root to where the reader is
	problems Problems
	reported map[Problem]bool // without paths

	jobIDs     map[string]string // of the project that is read: jobId → path of its job
	faultNames map[string]string // name → path of its fault
}

func newReader(file string, wall time.Time) *reader {
	return &reader{
		file:       file,
		wall:       wall,
		start:      clock.DefaultStart(),
		reported:   map[Problem]bool{},
		jobIDs:     map[string]string{},
		faultNames: map[string]string{},
	}
}

// step is one part of a path: a key of the format, an item of a list, or a key
// that the file's author made up.
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
			b.WriteString("[" + quote(s.key) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		}
	}
	return b.String()
}

// problem notes a problem where the reader is. What an alias repeats is told
// once.
func (r *reader) problem(at position, format string, args ...any) {
	p := Problem{File: r.file, Line: at.line, Column: at.column, Text: fmt.Sprintf(format, args...)}
	if r.reported[p] {
		return
	}
	r.reported[p] = true
	p.Path = r.where()
	r.problems = append(r.problems, p)
}

// position is a place in the file, from 1.
type position struct{ line, column int }

// node is one value of the file.
type node struct {
	r  *reader
	y  *yaml.Node // never an alias
	at position   // of an alias, where the alias stands: there it is wrong
}

// node is a value of the file as the reader meets it.
func (r *reader) node(y *yaml.Node) node {
	at := position{y.Line, y.Column}
	if y.Kind == yaml.AliasNode {
		y = y.Alias
	}
	return node{r, y, at}
}

func (n node) problem(format string, args ...any) { n.r.problem(n.at, format, args...) }

// null says whether the value is empty, or null.
func (n node) null() bool { return n.y.Kind == yaml.ScalarNode && n.y.Tag == "!!null" }

// wrong reports that the value is not what is wanted: «"sucess" is not an
// outcome». more, if any, follows as it is.
func (n node) wrong(wanted, more string) {
	n.problem("%s is not %s%s", n.came(), wanted, more)
}

// came is what stands in the file, as problems show it.
func (n node) came() string {
	switch {
	case n.y.Style&yaml.TaggedStyle != 0 && !plainTag(n.y.Tag):
		return "a value with the tag " + shorten(n.y.Tag)
	case n.y.Kind == yaml.MappingNode:
		return "a mapping"
	case n.y.Kind == yaml.SequenceNode:
		return "a list"
	case n.null() && n.y.Value == "":
		return "an empty value"
	case n.y.Tag == "!!str" || n.y.Tag == "!!timestamp":
		return quote(n.y.Value)
	default:
		return shorten(n.y.Value)
	}
}

// scalar is the text of a value that is neither a list, a mapping nor null. A
// number or a boolean is its text, as it is written.
func (n node) scalar() (text string, ok bool) {
	if n.y.Kind != yaml.ScalarNode || n.null() {
		return "", false
	}
	if n.y.Style&yaml.TaggedStyle != 0 && !plainTag(n.y.Tag) {
		return "", false
	}
	return n.y.Value, true
}

// plainTag says whether an explicit tag only names a type that JSON has too.
func plainTag(tag string) bool {
	switch tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp":
		return true
	}
	return false
}

const shownRunes = 60

// shorten cuts a long text for a problem.
func shorten(s string) string {
	if runes := []rune(s[:min(len(s), 4*shownRunes+4)]); len(runes) > shownRunes {
		return string(runes[:shownRunes]) + "…"
	}
	return s
}

// quote is a text in quotes, cut when it is long.
func quote(s string) string { return strconv.Quote(shorten(s)) }
