package format

// Kind is a kind of value: how it is read and validated, how it is written as JSON, and
// its JSON Schema.
type Kind[T any] struct {
	// Read reads a value and reports its problems; false if there are any.
	Read func(n Node, into *T) bool
	// Write appends a value in the form that Read reads; nil: the kind cannot be
	// written.
	Write  func(b []byte, v *T) []byte
	Schema Schema
	// NullIsAbsent reports that null is the same as an absent key.
	NullIsAbsent bool
}

// Optional returns the kind of a value whose absence (nil) differs from its zero value.
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

// Nullable returns the kind of a value that may be null, which is the same as absent.
func Nullable[T any](k Kind[T]) Kind[T] {
	k.NullIsAbsent = true
	k.Schema.Type = append(k.Schema.Type, "null")
	return k
}
