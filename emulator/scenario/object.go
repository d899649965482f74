package scenario

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// kind is one sort of value: how the loader reads it, reporting what is wrong
// with it, how it is written as JSON, and how the JSON Schema describes it.
type kind[T any] struct {
	read func(n node, into *T) bool
	// write appends a value such that read gives the same one. It is there for
	// what a [Snapshot] can hold.
	write  func(b []byte, v *T) []byte
	schema schema
	// absent says that null means the same as leaving the key out.
	absent bool
}

// object is a mapping with the keys that the format knows: the one table from
// which the loader, the writer and the JSON Schema are made.
type object[O any] struct {
	name   string // in the schema's $defs
	noun   string // "a job": in problems
	doc    string
	blank  O // with defaults
	fields []field[O]
	// check looks at the values together, once they are read.
	check func(m mapping, o *O)
	// oneOf are keys of which at least one must be given.
	oneOf []string

	index map[string]int // by key: place in fields
}

// field is one key of an object.
type field[O any] struct {
	key      string
	doc      string
	required bool
	schema   schema
	absent   bool
	read     func(n node, o *O) bool
	write    func(b []byte, o *O) []byte
	blank    string // what is written of the object's blank, which is left out
	always   bool   // but not this
}

// key describes a key of an object, whose value goes to a field of the Go type.
func key[O, T any](name string, k kind[T], of func(*O) *T, doc string) field[O] {
	f := field[O]{
		key: name, doc: doc, schema: k.schema, absent: k.absent,
		read: func(n node, o *O) bool { return k.read(n, of(o)) },
	}
	if k.write != nil {
		f.write = func(b []byte, o *O) []byte { return k.write(b, of(o)) }
	}
	return f
}

// need makes a key required.
func (f field[O]) need() field[O] {
	f.required = true
	return f
}

// written has a key written also where its value is the default.
func (f field[O]) written() field[O] {
	f.always = true
	return f
}

// byDefault tells what the key's absence means.
func (f field[O]) byDefault(v any) field[O] {
	f.schema.Default = v
	return f
}

// like gives the key examples.
func (f field[O]) like(examples ...any) field[O] {
	f.schema.Examples = examples
	return f
}

// kind is the object as a value of a key or of a list.
func (ob object[O]) kind() kind[O] {
	ob.prepare()
	return kind[O]{absent: true, schema: ob.schema(), write: ob.writer(), read: func(n node, o *O) bool {
		*o = ob.blank
		return ob.read(n, o)
	}}
}

// inline is the object as a value whose keys belong to the Go type around it.
func (ob object[O]) inline() kind[O] {
	ob.prepare()
	return kind[O]{absent: true, schema: ob.schema(), write: ob.writer(), read: ob.read}
}

func (ob *object[O]) prepare() {
	ob.index = make(map[string]int, len(ob.fields))
	for i := range ob.fields {
		ob.index[ob.fields[i].key] = i
	}
}

// keys are the object's keys, in the order of the table.
func (ob *object[O]) keys() []string {
	keys := make([]string, len(ob.fields))
	for i, f := range ob.fields {
		keys[i] = f.key
	}
	return keys
}

// mapping is an object's mapping in the file, sorted by the table.
type mapping struct {
	node
	index  map[string]int
	values []slot
}

// slot is the value of one key; its zero value stands for a key that is absent.
type slot struct {
	node
	owner *yaml.Node // the mapping in which the key stands: a merged one may repeat it
	bad   bool       // something is wrong with it, or a wrong key was meant to be it
}

// given says whether a key is given.
func (m mapping) given(key string) bool { return m.values[m.index[key]].y != nil }

// good says whether a key is given and was read without problems.
func (m mapping) good(key string) bool { return m.given(key) && !m.bad(key) }

// bad says whether something is wrong with a key's value.
func (m mapping) bad(key string) bool { return m.values[m.index[key]].bad }

// problem reports a problem of a key's value; of the mapping, if the key is
// absent.
func (m mapping) problem(key, format string, args ...any) {
	if !m.given(key) {
		m.node.problem(format, args...)
		return
	}
	m.r.at(step{key: key, item: -1}, func() {
		m.values[m.index[key]].problem(format, args...)
	})
}

// read reads the mapping's keys, in the order of the table.
func (ob *object[O]) read(n node, o *O) bool {
	if n.y.Kind != yaml.MappingNode {
		n.wrong(ob.noun, "; it has the keys "+strings.Join(ob.keys(), ", "))
		return false
	}
	before := len(n.r.problems)
	m := mapping{node: n, index: ob.index, values: make([]slot, len(ob.fields))}
	meant := ob.collect(m)
	for i := range ob.fields {
		f, s := &ob.fields[i], &m.values[i]
		if s.y == nil || s.null() && f.absent {
			s.y, s.bad = nil, meant[f.key]
			if f.required && !s.bad {
				n.problem("%s is missing; %s needs it", f.key, ob.noun)
			}
			continue
		}
		n.r.at(step{key: f.key, item: -1}, func() { s.bad = !f.read(s.node, o) })
	}
	if len(ob.oneOf) > 0 && !ob.hasOne(m) {
		n.problem("%s needs one of %s", ob.noun, strings.Join(ob.oneOf, ", "))
	}
	if ob.check != nil {
		ob.check(m, o)
	}
	return len(n.r.problems) == before
}

func (ob *object[O]) hasOne(m mapping) bool {
	for _, key := range ob.oneOf {
		if m.given(key) || m.bad(key) {
			return true
		}
	}
	return false
}

// collect puts the file's values into their slots, and reports keys that the
// table does not have. meant are the keys that those were probably meant to be.
func (ob *object[O]) collect(m mapping) (meant map[string]bool) {
	m.entries(func(owner *yaml.Node, key, value node) {
		i, known := ob.index[key.y.Value]
		if !known {
			if word := ob.unknown(key); word != "" {
				if meant == nil {
					meant = map[string]bool{}
				}
				meant[word] = true
			}
			return
		}
		switch s := &m.values[i]; s.owner {
		case nil:
			*s = slot{node: value, owner: owner}
		case owner:
			key.r.at(step{key: key.y.Value, item: -1}, func() { key.repeated(s.at) })
		}
	})
	return meant
}

// unknown reports a key that the table does not have, and guesses which it was
// meant to be.
func (ob *object[O]) unknown(key node) (meant string) {
	keys := ob.keys()
	meant = suggest.Closest(key.y.Value, keys)
	key.r.at(step{key: key.y.Value, item: -1, own: !isWord(key.y.Value)}, func() {
		key.problem("%s is not a key of %s%s", quote(key.y.Value), ob.noun, allowed(key.y.Value, keys))
	})
	return meant
}

// repeated reports a key that stands twice in one mapping.
func (n node) repeated(first position) {
	n.problem("%s is given twice; its first value is at %d:%d", quote(n.y.Value), first.line, first.column)
}

// isWord says whether a key can stand in a path without quotes.
func isWord(s string) bool {
	return s != "" && len(s) <= shownRunes && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// allowed ends a problem about a word: what was probably meant, and what is
// allowed.
func allowed(came string, words []string) string {
	var b strings.Builder
	if meant := suggest.Closest(came, words); meant != "" {
		fmt.Fprintf(&b, "; did you mean %s?", meant)
	}
	if len(words) > 20 {
		words = append(words[:3:3], "…")
	}
	fmt.Fprintf(&b, " (%s)", strings.Join(words, ", "))
	return b.String()
}
