package format

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// Mapping is an object's mapping in the document, with its values in the order of the
// table.
type Mapping struct {
	Node
	index  map[string]int
	values []slot
}

// slot is the value of one key; the zero value means that the key is absent.
type slot struct {
	Node
	owner *value // the mapping that contains the key, as a merged one may repeat it
	bad   bool   // it has a problem, or an unknown key was probably meant to be this one
}

func (m Mapping) slot(key string) *slot { return &m.values[m.index[key]] }

// Given reports whether a key is given.
func (m Mapping) Given(key string) bool { return m.slot(key).v != nil }

// Good reports whether a key is given and was read without problems.
func (m Mapping) Good(key string) bool { return m.Given(key) && !m.Bad(key) }

// Bad reports whether a key's value has a problem.
func (m Mapping) Bad(key string) bool { return m.slot(key).bad }

// Text returns a key's value as written in the document.
func (m Mapping) Text(key string) string { return Shorten(m.slot(key).v.text) }

// Problem reports a problem with a key's value, or with the mapping if the key is absent.
func (m Mapping) Problem(key, format string, args ...any) {
	if !m.Given(key) {
		m.Node.Problem(format, args...)
		return
	}
	m.r.at(step{key: key, item: -1}, func() { m.slot(key).Problem(format, args...) })
}

// ItemProblem reports a problem with an item of the list that is a key's value.
func (m Mapping) ItemProblem(key string, i int, format string, args ...any) {
	m.r.at(step{key: key, item: -1}, func() {
		m.r.at(step{item: i}, func() {
			m.r.node(&m.slot(key).v.content[i]).Problem(format, args...)
		})
	})
}

// Unique reports a problem if another mapping in the same scope has the same text for a
// key. The caller names the scope, which is the whole document unless [Node.NewScope]
// starts it again.
func (m Mapping) Unique(key, scope, text string) {
	if !m.Good(key) {
		return
	}
	if first, taken := m.r.claim(scope, text); taken {
		m.Problem(key, "%s is the %s of %s already", Quote(text), key, first)
	}
}

// read reads the mapping's keys, in the order of the table.
func (t *table) read(n Node, o any) bool {
	if !n.IsMapping() {
		n.Mismatch(t.noun, "; it has the keys "+strings.Join(t.keys, ", "))
		return false
	}
	before := len(n.r.problems)
	m := Mapping{Node: n, index: t.index, values: n.r.takeSlots(len(t.columns))}
	defer n.r.returnSlots(len(t.columns))
	suggestion := t.collect(m)
	for i := range t.columns {
		f, s := &t.columns[i], &m.values[i]
		if s.v == nil || s.isNull() && f.nullIsAbsent {
			s.v, s.bad = nil, suggestion[f.key]
			if f.required && !s.bad {
				n.Problem("%s is missing; %s needs it", f.key, t.noun)
			}
			continue
		}
		n.r.at(step{key: f.key, item: -1}, func() { s.bad = !f.read(s.Node, o) })
	}
	t.checkGroups(m)
	if t.check != nil {
		t.check(m, o)
	}
	return len(n.r.problems) == before
}

// checkGroups reports keys of which none is given, or too many.
func (t *table) checkGroups(m Mapping) {
	isPresent := func(key string) bool { return m.Given(key) || m.Bad(key) }
	if len(t.oneOf) > 0 && !slices.ContainsFunc(t.oneOf, isPresent) {
		m.Node.Problem("%s needs one of %s", t.noun, strings.Join(t.oneOf, ", "))
	}
	given := slices.DeleteFunc(slices.Clone(t.exclusive), func(key string) bool { return !m.Given(key) })
	if len(given) > 1 {
		last := len(t.exclusive) - 1
		m.Problem(given[1], "%s is in place of %s; only one of %s and %s is allowed",
			given[1], given[0], strings.Join(t.exclusive[:last], ", "), t.exclusive[last])
	}
}

// exactlyOne reports whether exactly one key of a group must be given.
func (t *table) exactlyOne() bool {
	return len(t.oneOf) > 0 && slices.Equal(t.oneOf, t.exclusive)
}

// collect stores the document's values in their slots, and reports unknown keys.
// suggestion is the set of keys that those were probably meant to be.
func (t *table) collect(m Mapping) (suggestion map[string]bool) {
	var unknown [][2]Node // keys with their values
	m.entries(func(owner *value, key, value Node) {
		i, known := t.index[key.v.text]
		if !known {
			unknown = append(unknown, [2]Node{key, value})
			return
		}
		switch s := &m.values[i]; s.owner {
		case nil:
			*s = slot{Node: value, owner: owner}
		case owner:
			key.r.at(step{key: key.v.text, item: -1}, func() { key.repeated(s.at) })
		}
	})
	if unknown == nil {
		return nil
	}
	suggestion = map[string]bool{}
	for _, entry := range unknown {
		suggestion[t.unknown(m, entry[0], entry[1])] = true
	}
	return suggestion
}

// repeated reports a key that is repeated in one mapping.
func (n Node) repeated(first position) {
	n.Problem("%s is given twice; its first value is at %d:%d", Quote(n.v.text), first.line, first.column)
}

// allowed returns the end of a problem with a word: a suggestion, and the allowed words.
func allowed(received string, words []string) string {
	return allowedOr(suggest.Closest(received, words), words)
}

// allowedOr is allowed with a suggestion; "": none.
func allowedOr(suggestion string, words []string) string {
	var b strings.Builder
	if suggestion != "" {
		fmt.Fprintf(&b, "; did you mean %s?", suggestion)
	}
	if len(words) > 20 {
		words = append(words[:3:3], "…")
	}
	fmt.Fprintf(&b, " (%s)", strings.Join(words, ", "))
	return b.String()
}
