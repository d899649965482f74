// Package format reads, checks and writes documents in YAML or JSON by tables of
// keys.
//
// A table is an [Object]: a list of [Field] values, each with its key, its
// description, its [Kind] of value and the Go field that it sets. One table gives
// the reader ([Read]), the writer ([Kind].Write) and the JSON Schema
// ([DocumentSchema]). The reader reports every [Problem] of a document at once,
// each with its line and column, what came, what is allowed, and a guess at what
// was meant. A value that is read without problems needs no further checking.
//
//	object.go, mapping.go   tables, and a mapping as its table sorts it
//	kind.go                 what a kind is; optional and nullable values
//	text.go, number.go      kinds of texts, words and numbers
//	duration.go, instant.go durations and moments: texts, and kinds (duration_kind.go)
//	list.go, dict.go        lists; mappings whose keys the author makes up
//	options.go, reader.go   one read: its options, its path, its problems
//	node.go                 one value of the document, as kinds read it
//	value.go                one value, whichever language it is written in
//	unicode.go              the text of a document: its encoding, lines and columns
//	json.go, json_lexer.go  JSON: what is valid JSON is read as such
//	yaml.go, yaml_breaks.go YAML: all else
//	syntax.go, alias.go     what is no YAML, or would expand to too much
//	write.go, schema.go     the writer and the schema
//
// It is the only package that knows YAML. It knows nothing of jobs, projects or
// the emulated service: which keys a document has is said in package scenario
// (a scenario file and what the control API takes) and by the owners of the parts
// of a state document (package snapshot lists them).
//
// To add a key to a scenario, add a line to the table in package scenario that is
// named after its mapping; to add a kind of value that only one table needs,
// write it there, from the kinds here. Only what several tables share belongs
// here.
package format
