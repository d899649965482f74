package format

import "slices"

// Object is the table of a mapping's keys, from which the reader, the writer and the JSON
// Schema are derived.
type Object[O any] struct {
	Name   string // in the schema's $defs
	Noun   string // "a job": in problems
	Doc    string
	Blank  O // a value with all defaults
	Fields []Field[O]
	// Check checks the values together, after they are read.
	Check func(m Mapping, o *O)
	// OneOf is a list of keys of which at least one must be given.
	OneOf []string
	// Hints are about keys that the object does not have.
	Hints []Hint
	// Exclusive is a list of keys of which at most one may be given.
	Exclusive []string
	// Conditions are what Check checks, as far as a schema can say it.
	Conditions []Schema
}

// Field is one key of an object, see [Key].
type Field[O any] struct{ column }

// Key returns a key of an object, with its kind of value, the field of the Go type that
// it sets, and its description.
func Key[O, T any](name string, k Kind[T], of func(*O) *T, doc string) Field[O] {
	f := column{
		key: name, doc: doc, schema: k.Schema, nullIsAbsent: k.NullIsAbsent,
		read: func(n Node, o any) bool { return k.Read(n, of(o.(*O))) },
	}
	if k.Write != nil {
		f.write = func(b []byte, o any) []byte { return k.Write(b, of(o.(*O))) }
	}
	return Field[O]{f}
}

// Required makes the key required.
func (f Field[O]) Required() Field[O] {
	f.required = true
	return f
}

// AlwaysWritten makes the writer write the key even if its value is the default.
func (f Field[O]) AlwaysWritten() Field[O] {
	f.alwaysWritten = true
	return f
}

// Default documents the default of the key.
func (f Field[O]) Default(v any) Field[O] {
	f.schema.Default = v
	return f
}

// Examples documents examples of the key.
func (f Field[O]) Examples(examples ...any) Field[O] {
	f.schema.Examples = examples
	return f
}

// Changes of a table are functions: as methods they would be compiled for every object.

// MakeOptional makes a required key of a table optional, with the default in Blank.
func MakeOptional[O any](ob *Object[O], key string) { setRequired(ob, key, false) }

// MakeRequired makes an optional key of a table required.
func MakeRequired[O any](ob *Object[O], key string) { setRequired(ob, key, true) }

func setRequired[O any](ob *Object[O], key string, required bool) {
	for i := range ob.Fields {
		if ob.Fields[i].key == key {
			ob.Fields[i].required = required
		}
	}
}

// ReplaceKey replaces the field with the same key.
func ReplaceKey[O any](ob *Object[O], f Field[O]) {
	ob.Fields = slices.Clone(ob.Fields)
	for i := range ob.Fields {
		if ob.Fields[i].key == f.key {
			ob.Fields[i] = f
		}
	}
}

// SelectKeys removes all other keys from a table.
func SelectKeys[O any](ob *Object[O], keys ...string) {
	ob.Fields = slices.DeleteFunc(slices.Clone(ob.Fields), func(f Field[O]) bool { return !slices.Contains(keys, f.key) })
}

// DropKey removes a key from a table.
func DropKey[O any](ob *Object[O], key string) {
	ob.Fields = slices.DeleteFunc(slices.Clone(ob.Fields), func(f Field[O]) bool { return f.key == key })
}

// KeysOf returns the keys of a table, in its order.
func KeysOf[O any](ob *Object[O]) []string {
	keys := make([]string, len(ob.Fields))
	for i := range ob.Fields {
		keys[i] = ob.Fields[i].key
	}
	return keys
}

// Kind returns the kind of the object, as the value of a key or of a list.
func (ob Object[O]) Kind() Kind[O] {
	t := ob.table()
	return Kind[O]{NullIsAbsent: true, Schema: t.schema(), Write: typedWriter[O](t), Read: func(n Node, o *O) bool {
		*o = ob.Blank
		return t.read(n, o)
	}}
}

// Inline returns the kind of the object as a value whose keys set fields of the enclosing
// Go type: reading it sets only the keys that are given.
func (ob Object[O]) Inline() Kind[O] {
	t := ob.table()
	return Kind[O]{NullIsAbsent: true, Schema: t.schema(), Write: typedWriter[O](t), Read: func(n Node, o *O) bool { return t.read(n, o) }}
}

// typedWriter is the writer of a table; nil if it has none.
func typedWriter[O any](t *table) func([]byte, *O) []byte {
	if !t.isWritable() {
		return nil
	}
	return func(b []byte, o *O) []byte { return t.write(b, o) }
}

// table returns the object without its Go type.
func (ob Object[O]) table() *table {
	columns := make([]column, len(ob.Fields))
	for i := range ob.Fields {
		columns[i] = ob.Fields[i].column
	}
	var check func(m Mapping, o any)
	if ob.Check != nil {
		check = func(m Mapping, o any) { ob.Check(m, o.(*O)) }
	}
	return newTable(table{
		name: ob.Name, noun: ob.Noun, doc: ob.Doc, columns: columns, check: check,
		blank: func() any {
			blank := ob.Blank
			return &blank
		},
		oneOf: ob.OneOf, exclusive: ob.Exclusive, conditions: ob.Conditions,
	}, ob.Hints)
}
