package format

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// tree reads the file's one document.
func (r *reader) tree(data []byte) (Node, bool) {
	if r.tooLarge(len(data)) {
		r.problem(position{1, 1}, "the file has %d bytes; at most %d (64 MiB) are read", len(data), MaxFileSize)
		return Node{}, false
	}
	decoder := yaml.NewDecoder(bytes.NewReader(plainSurrogates(data)))
	var document yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF) || err == nil && isEmpty(&document):
		r.problem(position{1, 1}, "%s", cmp.Or(r.Empty, "it is empty"))
		return Node{}, false
	case err != nil:
		r.syntaxProblem(decoder, err, data)
		return Node{}, false
	}
	var second yaml.Node
	switch err := decoder.Decode(&second); {
	case err == nil:
		r.problem(position{second.Line, second.Column}, "a second document begins here; only one is read")
	case !errors.Is(err, io.EOF):
		r.syntaxProblem(decoder, err, data)
	}
	root := r.node(document.Content[0])
	return root, bytes.IndexByte(data, '&') < 0 || r.checkAliases(root.y, len(data))
}

func isEmpty(document *yaml.Node) bool {
	root := document.Content[0]
	return root.Kind == yaml.ScalarNode && root.Tag == "!!null" && root.Value == ""
}

// syntaxProblem reports what the YAML parser says of a text that is not YAML.
func (r *reader) syntaxProblem(decoder *yaml.Decoder, err error, data []byte) {
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
	case isReaderError(message):
		at = positionAt(data, readerOffset(decoder))
	case strings.Contains(message, "unexpected end of stream"), !textFrom(data, at):
		at, context = context, position{}
	}
	if at.line == 0 || !textFrom(data, at) {
		at = positionAt(data, len(bytes.TrimRight(data, " \t\r\n"))-1)
	}
	text := explain(message, data, at)
	if strings.HasPrefix(message, "did not find expected '") && context.line > 0 && context != at {
		text += fmt.Sprintf("; what it belongs to begins at %d:%d", context.line, context.column)
	}
	r.problem(at, "not YAML: %s", text)
}

// explain puts the parser's words into those of somebody who writes a file.
func explain(message string, data []byte, at position) string {
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
		return "what begins here is not closed before the end of the file"
	case message == "found character that cannot start any token" && charAt(data, at) == '\t',
		strings.Contains(message, "tab character"):
		return "a tab cannot indent; use spaces"
	case message == "did not find expected alphabetic or numeric character":
		return "a name is expected after * or &; put a text that begins so into quotes, such as \"*\""
	case message == "found character that cannot start any token":
		return fmt.Sprintf("a value cannot begin with %c; put it into quotes", charAt(data, at))
	case message == "did not find expected ',' or ']'":
		return "a \",\" or the closing \"]\" is expected here"
	case message == "did not find expected ',' or '}'":
		return "a \",\" or the closing \"}\" is expected here"
	default:
		return message
	}
}

func isReaderError(message string) bool {
	for _, part := range []string{"UTF-8", "UTF-16", "control characters", "surrogate", "invalid Unicode character"} {
		if strings.Contains(message, part) {
			return !strings.Contains(message, "escape code")
		}
	}
	return false
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
	return position{int(line.Int()) + 1, int(column.Int()) + 1}
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

// positionAt is the place of a byte.
func positionAt(data []byte, offset int) position {
	before := data[:min(max(offset, 0), len(data))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return position{line, 1 + len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))}
}

// textFrom says whether any text stands at a place or after it.
func textFrom(data []byte, at position) bool {
	return len(bytes.TrimSpace(from(data, at))) > 0
}

// charAt is the character at a place; a space where there is none.
func charAt(data []byte, at position) rune {
	for _, r := range string(from(data, at)[:min(4, len(from(data, at)))]) {
		return r
	}
	return ' '
}

// from is the text from a place on.
func from(data []byte, at position) []byte {
	for range at.line - 1 {
		_, after, ok := bytes.Cut(data, []byte("\n"))
		if !ok {
			return nil
		}
		data = after
	}
	text := string(data[:min(len(data), 4*at.column)])
	column := 1
	for i := range text {
		if column == at.column {
			return data[i:]
		}
		column++
	}
	return nil
}
