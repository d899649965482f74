package format

// value is one value of a document, in whichever of its two languages it is
// written.
type value struct {
	text    string  // of a scalar or a key, without quotes and escapes
	content []value // of a list; of a mapping, keys and values in turn
	yaml    *yamlOnly
	at      position
	kind    valueKind
}

// yamlOnly is what JSON does not have.
type yamlOnly struct {
	alias *value // what an alias stands for
	tag   string // an explicit tag of a type that JSON does not have
}

// valueKind is the type of a value.
type valueKind uint8

const (
	nullValue valueKind = iota
	boolValue
	intValue
	floatValue
	textValue
	mergeKey // << without quotes
	listValue
	mappingValue
	aliasValue
)

// position is a place in the document, from 1. Lines end at LF, CR LF, or CR
// alone; columns are characters.
type position struct{ line, column int32 }

// syntaxError is why a document cannot be read.
type syntaxError struct {
	at    position
	text  string
	final bool // of JSON: YAML could not read it either, or would change it without a word
}
