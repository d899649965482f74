package api

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Body is a JSON object of a request's body, bound to the fields of a table. A nil body
// has no values.
type Body struct {
	Fields []ges.Field
	Values []FieldValue // one for each field
}

// FieldValue is the value of a field. The zero value means that the field is absent, or
// null, which is the same.
type FieldValue struct {
	JSON   string // in one form; of an Object or a List what is known of it, by the names of the table
	Text   string // of a Text, a Word and Digits
	Flag   bool   // of a Boolean
	Object *Body  // of an Object
	List   []*Body
}

// value returns the value of a field by its name.
func (b *Body) value(name string) FieldValue {
	if b == nil {
		return FieldValue{}
	}
	i := slices.IndexFunc(b.Fields, func(f ges.Field) bool { return f.Name() == name })
	if i < 0 {
		return FieldValue{}
	}
	return b.Values[i]
}

// Given reports whether a field has a value.
func (b *Body) Given(name string) bool { return b.value(name).JSON != "" }

// Text returns the value of a Text, a Word or Digits; "" if it is absent.
func (b *Body) Text(name string) string { return b.value(name).Text }

// Flag returns the value of a Boolean; false if it is absent.
func (b *Body) Flag(name string) bool { return b.value(name).Flag }

// JSON returns a value as JSON; "" if it is absent.
func (b *Body) JSON(name string) string { return b.value(name).JSON }

// Object returns the value of an Object; nil if it is absent.
func (b *Body) Object(name string) *Body { return b.value(name).Object }

// List returns the value of a List.
func (b *Body) List(name string) []*Body { return b.value(name).List }
