package format

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlError returns the error of the YAML parser as a syntax error.
func yamlError(decoder *yaml.Decoder, err error, document string) *syntaxError {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if _, after, ok := strings.Cut(rest, ": "); ok {
			message = after
		}
	}
	at, context := marks(decoder)
	switch {
	case strings.HasPrefix(message, "unknown anchor"):
		at = eventMark(decoder)
	case message == controlCharacter:
		at = positionAt(document, readerOffset(decoder))
	case strings.Contains(message, "unexpected end of stream"), !textFrom(document, at):
		at, context = context, position{}
	}
	if at.line == 0 || !textFrom(document, at) {
		at = positionAt(document, max(0, len(strings.TrimRight(document, " \t\r\n"))-1))
	}
	text := explain(message, document, at)
	if strings.HasPrefix(message, "did not find expected '") && context.line > 0 && context != at {
		text += fmt.Sprintf("; what it belongs to begins at %d:%d", context.line, context.column)
	}
	return &syntaxError{at: at, text: "not YAML: " + text}
}

// controlCharacter is the parser's message for a character that is not allowed in YAML.
const controlCharacter = "control characters are not allowed"

// explain rewrites a message of the parser for the author of a file.
func explain(message, document string, at position) string {
	name, _ := strings.CutPrefix(message, "unknown anchor ")
	name, isAnchor := strings.CutSuffix(name, " referenced")
	switch {
	case isAnchor:
		return "the alias *" + strings.Trim(name, "'") + " refers to no anchor before it"
	case message == "mapping values are not allowed in this context":
		return "a key cannot stand here; check the indentation, and quote a text that has \": \" in it"
	case message == "found incompatible YAML document":
		return "the line %YAML names a version that cannot be read; leave it out"
	case message == "did not find expected key":
		return "a key is expected here; check the indentation and the quotes"
	case message == "could not find expected ':'":
		return "a \":\" is expected after the key"
	case message == "did not find expected node content":
		return "a value is expected here"
	case message == "did not find expected '-' indicator":
		return "a \"-\" is expected here; check the indentation"
	case strings.Contains(message, "unexpected end of stream"):
		return unclosed
	case message == "found invalid Unicode character escape code":
		return "the escape is of no character: YAML has no pairs of surrogates; write \\U and eight hexadecimal digits"
	case message == "found character that cannot start any token" && charAt(document, at) == '\t',
		strings.Contains(message, "tab character"):
		return "a tab cannot indent; use spaces"
	case message == "did not find expected alphabetic or numeric character":
		return "a name is expected after * or &; put a text that begins so into quotes, such as \"*\""
	case message == "found character that cannot start any token":
		return fmt.Sprintf("a value cannot begin with %c; put it into quotes", charAt(document, at))
	case message == "did not find expected ',' or ']'":
		return "a \",\" or the closing \"]\" is expected here"
	case message == "did not find expected ',' or '}'":
		return "a \",\" or the closing \"}\" is expected here"
	default:
		return message
	}
}

// The parser does not export the exact position of an error: its message has at most the
// line, and that of the start of the construct rather than of the error. So its fields
// are read, never written, by reflection; if a later version does not have them, syntax
// errors point at the end of the file.

// marks returns the positions of the error and of the start of the construct that the
// parser was reading.
func marks(decoder *yaml.Decoder) (problem, context position) {
	return markOf(decoder, "parser", "problem_mark"), markOf(decoder, "parser", "context_mark")
}

// eventMark returns the position of the last value that the parser started to read.
func eventMark(decoder *yaml.Decoder) position { return markOf(decoder, "event", "start_mark") }

func markOf(decoder *yaml.Decoder, names ...string) position {
	v := parserField(decoder, names...)
	line, column := fieldOf(v, "line"), fieldOf(v, "column")
	if !line.IsValid() || !column.IsValid() {
		return position{}
	}
	return position{int32(line.Int()) + 1, int32(column.Int()) + 1}
}

// readerOffset returns the byte offset at which the parser found invalid text.
func readerOffset(decoder *yaml.Decoder) int {
	if v := parserField(decoder, "parser", "problem_offset"); v.IsValid() {
		return int(v.Int())
	}
	return 0
}

func parserField(decoder *yaml.Decoder, names ...string) reflect.Value {
	v := fieldOf(reflect.ValueOf(decoder), "parser")
	for _, name := range names {
		v = fieldOf(v, name)
	}
	return v
}

// fieldOf returns a field of a struct; the zero Value if there is none.
func fieldOf(v reflect.Value, name string) reflect.Value {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v.FieldByName(name)
}

// textFrom reports whether there is any text at a position or after it.
func textFrom(document string, at position) bool {
	return strings.TrimSpace(from(document, at)) != ""
}
