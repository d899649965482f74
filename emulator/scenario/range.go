package scenario

import (
	"cmp"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Range is a range of values, both ends included.
type Range[T any] struct{ From, To T }

// rangeOf returns the kind of a range of values, or of one value that is both ends.
// name is its name in the schema's $defs.
func rangeOf[T cmp.Ordered](name, noun string, of format.Kind[T]) format.Kind[Range[T]] {
	both := format.Object[Range[T]]{
		Name: name, Noun: noun,
		Hints: rangeHints(),
		Doc:   "A range, both ends included.",
		Fields: []format.Field[Range[T]]{
			format.Key("from", of, func(r *Range[T]) *T { return &r.From }, "The least value.").Required(),
			format.Key("to", of, func(r *Range[T]) *T { return &r.To }, "The greatest value, not less than `from`.").Required(),
		},
		Check: func(m format.Mapping, r *Range[T]) {
			if m.Good("from") && m.Good("to") && r.From > r.To {
				m.Problem("to", "%s is less than from, %s", m.Text("to"), m.Text("from"))
			}
		},
	}.Kind()
	s := format.Schema{AnyOf: []format.Schema{of.Schema, both.Schema}}
	return format.Kind[Range[T]]{Schema: s, Write: both.Write, Read: func(n format.Node, into *Range[T]) bool {
		if n.IsMapping() {
			return both.Read(n, into)
		}
		if !of.Read(n, &into.From) {
			return false
		}
		into.To = into.From
		return true
	}}
}
