package format

// value is one value of a document, independent of its language.
type value struct {
	text    string  // of a scalar or a key, without quotes and escapes
	content []value // of a list; of a mapping, keys and values in turn
	yaml    *yamlOnly
	at      position
	kind    valueKind
}

// yamlOnly is the properties of a value that JSON does not have.
type yamlOnly struct {
	alias *value // the target of an alias
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

// position is a position in the document, from 1. Lines end with LF, CR LF, or CR alone;
// columns count characters.
type position struct{ line, column int32 }

// syntaxError is the reason why a document cannot be parsed.
type syntaxError struct {
	at    position
	text  string
	final bool // of JSON: it is not valid YAML either, or has another meaning there
}
