package scenario

import (
	"cmp"

	"gopkg.in/yaml.v3"
)

const yamlScalar = yaml.ScalarNode

// list is any number of values. An empty list is not nil.
func list[T any](noun string, of kind[T]) kind[[]T] {
	item := of.schema
	s := schema{Type: []string{"array", "null"}, Items: &item}
	return kind[[]T]{absent: true, schema: s, write: writeList(of.write), read: func(n node, into *[]T) bool {
		if n.y.Kind != yaml.SequenceNode {
			n.wrong(noun, "")
			return false
		}
		ok := true
		values := make([]T, len(n.y.Content))
		for i, y := range n.y.Content {
			n.r.at(step{item: i}, func() { ok = of.read(n.r.node(y), &values[i]) && ok })
		}
		*into = values
		return ok
	}}
}

// filled is a list with at least one value.
func filled[T any](k kind[[]T]) kind[[]T] {
	read := k.read
	k.schema.MinItems = 1
	k.read = func(n node, into *[]T) bool {
		if n.y.Kind == yaml.SequenceNode && len(n.y.Content) == 0 {
			n.problem("the list is empty; it needs a value, or leave the key out")
			return false
		}
		return read(n, into)
	}
	return k
}

// between is a range of values, or one value that is both ends. name is its
// name in the schema's $defs.
func between[T cmp.Ordered](name, noun string, of kind[T]) kind[Range[T]] {
	both := object[Range[T]]{
		name: name, noun: noun,
		doc: "A range, both ends included.",
		fields: []field[Range[T]]{
			key("from", of, func(r *Range[T]) *T { return &r.From }, "The least value.").need(),
			key("to", of, func(r *Range[T]) *T { return &r.To }, "The greatest value, not less than `from`.").need(),
		},
		check: func(m mapping, r *Range[T]) {
			if m.good("from") && m.good("to") && r.From > r.To {
				m.problem("to", "%s is less than from, %s", m.shown("to"), m.shown("from"))
			}
		},
	}.kind()
	s := schema{AnyOf: []schema{of.schema, both.schema}}
	return kind[Range[T]]{schema: s, write: both.write, read: func(n node, into *Range[T]) bool {
		if n.y.Kind == yaml.MappingNode {
			return both.read(n, into)
		}
		if !of.read(n, &into.From) {
			return false
		}
		into.To = into.From
		return true
	}}
}

// shown is a key's value as it stands in the file.
func (m mapping) shown(key string) string { return shorten(m.values[m.index[key]].y.Value) }
