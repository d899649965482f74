package format

// Kind is one sort of value: how it is read and checked, how it is written as
// JSON, and how the JSON Schema describes it.
type Kind[T any] struct {
	// Read reads a value and reports what is wrong with it; false: something is.
	Read func(n Node, into *T) bool
	// Write appends a value such that Read gives the same one; nil: the kind is
	// only read.
	Write  func(b []byte, v *T) []byte
	Schema Schema
	// NullIsAbsent says that null means the same as leaving the key out.
	NullIsAbsent bool
}

// Optional is a value whose absence (nil) differs from its zero value.
func Optional[T any](k Kind[T]) Kind[*T] {
	return Kind[*T]{Schema: k.Schema, NullIsAbsent: k.NullIsAbsent, Write: writeOptional(k.Write), Read: func(n Node, into **T) bool {
		v := new(T)
		if !k.Read(n, v) {
			return false
		}
		*into = v
		return true
	}}
}

// Nullable is a value that may be null, which is the same as absent.
func Nullable[T any](k Kind[T]) Kind[T] {
	k.NullIsAbsent = true
	k.Schema.Type = append(k.Schema.Type, "null")
	return k
}
