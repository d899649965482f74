package ges

// Field is the contract of one field of a JSON object: of a request's body, or of an
// answer.
type Field struct {
	V1, V2   string // its name in each version; "": the version does not have it
	Kind     Kind
	Required bool     // of a request
	Control  bool     // of a Text: it may have control characters
	Words    []string // of a Word: the documented values
	Fields   []Field  // of an Object, or of the objects of a List
	// Default is the value, as JSON, of a field that was not given; "": it is absent,
	// or invented.
	Default string
}

// Bounds of the values that a request's body can have.
const (
	MaxText = 1024 // characters of a text
	MaxList = 100  // entries of a list
)

// Name returns the field's name in messages and in scenarios: that of the oldest version
// that has it.
func (f *Field) Name() string {
	if f.V1 != "" {
		return f.V1
	}
	return f.V2
}

// In returns the field's name in a version; "" if the version does not have it.
func (f *Field) In(v Version) string {
	if v == V2 {
		return f.V2
	}
	return f.V1
}

// text, flag, number, … return fields without anything special.
func text(v1, v2 string) Field    { return Field{V1: v1, V2: v2} }
func flag(v1, v2 string) Field    { return Field{V1: v1, V2: v2, Kind: Boolean, Default: "false"} }
func integer(v1, v2 string) Field { return Field{V1: v1, V2: v2, Kind: Integer} }
func anything(v1, v2 string) Field {
	return Field{V1: v1, V2: v2, Kind: Any}
}

func word(v1, v2 string, words ...string) Field {
	return Field{V1: v1, V2: v2, Kind: Word, Words: words}
}

func object(v1, v2 string, fields ...Field) Field {
	return Field{V1: v1, V2: v2, Kind: Object, Fields: fields}
}

func list(v1, v2 string, fields ...Field) Field {
	return Field{V1: v1, V2: v2, Kind: List, Fields: fields}
}

// required makes a field required.
func (f Field) required() Field {
	f.Required = true
	return f
}

// withControl allows control characters.
func (f Field) withControl() Field {
	f.Control = true
	return f
}

// or sets the default, as JSON.
func (f Field) or(json string) Field {
	f.Default = json
	return f
}
