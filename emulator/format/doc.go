// Package format reads, validates and writes documents in YAML or JSON, driven by tables
// of keys.
//
// A table is an [Object]: a list of [Field] values, each with a key, a description, a
// [Kind] of value and the Go field that it sets. The reader ([Read]), the writer
// ([Kind].Write) and the JSON Schema ([DocumentSchema]) are all derived from the same
// table. The reader reports every [Problem] of a document at once, with its line and
// column, the actual value, what is allowed, and a suggestion. A value that was read
// without problems needs no further checking.
//
//	object.go, mapping.go   tables, and a mapping of the document with its table
//	hint.go                 explanations of keys that users of other tools expect
//	kind.go                 the definition of a kind; optional and nullable values
//	text.go, number.go      kinds of texts, words and numbers
//	duration.go, instant.go durations and moments: texts, and kinds (duration_kind.go)
//	list.go, dict.go        lists; mappings with arbitrary keys
//	options.go, reader.go   a read: its options, its path, its problems
//	setting.go              values that take the place of those in a document
//	node.go                 a value of the document, as read by kinds
//	value.go                a value, independent of the language
//	unicode.go              the text of a document: its encoding, lines and columns
//	json.go, json_lexer.go  JSON: valid JSON is read by this parser
//	yaml.go, yaml_breaks.go YAML: all other documents
//	syntax.go, alias.go     syntax errors, and aliases that expand to too much
//	write.go, schema.go     the writer and the schema
//
// It is the only package that parses YAML. It knows nothing about jobs, projects or the
// emulated service: the keys of a document are defined in package scenario (scenario
// files and request bodies of the control API) and by the owners of the parts of a state
// document (package snapshot lists them).
//
// To add a key to a scenario, add a line to the table in package scenario that is named
// after its mapping; a kind of value that only one table needs belongs there too, made
// from the kinds here. Only kinds that several tables share belong in this package.
package format
