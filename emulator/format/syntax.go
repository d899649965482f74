package format

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlError is what the YAML parser says of a text that is not YAML.
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

// controlCharacter is the parser's message about a character that no YAML has.
const controlCharacter = "control characters are not allowed"

// explain puts the parser's words into those of somebody who writes a file.
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

// The parser keeps the exact place of an error to itself: its message has a
// line only, of what was begun rather than of what went wrong, and sometimes
// none. So its fields are read, not written, by their names; if they should be
// missing one day, problems of syntax point at the end of the file.

// marks are where the parser met the error and where what it was reading began.
func marks(decoder *yaml.Decoder) (problem, context position) {
	return markOf(decoder, "parser", "problem_mark"), markOf(decoder, "parser", "context_mark")
}

// eventMark is where the value begins that the parser has last met.
func eventMark(decoder *yaml.Decoder) position { return markOf(decoder, "event", "start_mark") }

func markOf(decoder *yaml.Decoder, names ...string) position {
	v := parserField(decoder, names...)
	line, column := fieldOf(v, "line"), fieldOf(v, "column")
	if !line.IsValid() || !column.IsValid() {
		return position{}
	}
	return position{int32(line.Int()) + 1, int32(column.Int()) + 1}
}

// readerOffset is the byte at which the parser met what is no text.
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

// fieldOf is a field of a struct; the zero Value when there is none.
func fieldOf(v reflect.Value, name string) reflect.Value {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	return v.FieldByName(name)
}

// textFrom says whether any text stands at a place or after it.
func textFrom(document string, at position) bool {
	return strings.TrimSpace(from(document, at)) != ""
}
