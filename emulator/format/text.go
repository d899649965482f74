package format

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns the kind of a text that ok accepts; expected describes it. A number or a
// boolean of YAML is read as the text with which it is written.
func Text(expected string, ok func(string) bool, s Schema) Kind[string] {
	s.Type = []string{"string", "number", "boolean"}
	return Kind[string]{Schema: s, Write: writeText[string], Read: func(n Node, into *string) bool {
		v, isScalar := n.Scalar()
		if isScalar && n.isBareJSON() {
			n.Mismatch(expected, "; in JSON a text is in quotes")
			return false
		}
		if !isScalar || !ok(v) {
			n.Mismatch(expected, "")
			return false
		}
		*into = strings.Clone(v) // so that it does not retain the document
		return true
	}}
}

// Line returns the kind of a text on one line, up to a maximum number of characters.
func Line(maximum int) Kind[string] {
	expected := fmt.Sprintf("a text of 1 to %d characters on one line", maximum)
	return Text(expected, func(s string) bool {
		n := utf8.RuneCountInString(s)
		return n >= 1 && n <= maximum && !strings.ContainsFunc(s, unicode.IsControl)
	}, Schema{MinLength: 1, MaxLength: maximum, Pattern: `^[^\x00-\x1f\x7f-\x9f]*$`})
}

// Prose returns the kind of a text up to a maximum number of characters, which may be
// empty or have several lines.
func Prose(maximum int) Kind[string] {
	expected := fmt.Sprintf("a text of at most %d characters, without control characters", maximum)
	return Text(expected, func(s string) bool {
		return utf8.RuneCountInString(s) <= maximum && !strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t'
		})
	}, Schema{MaxLength: maximum, Pattern: `^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$`})
}

// Raw returns the kind of any text up to a maximum number of bytes.
func Raw(maximum int) Kind[string] {
	expected := fmt.Sprintf("a text of at most %d bytes", maximum)
	return Text(expected, func(s string) bool { return len(s) <= maximum }, Schema{MaxLength: maximum})
}

// Identifier returns the kind of a text of letters, digits and the characters in others,
// up to a maximum length.
func Identifier(expected, others string, maximum int) Kind[string] {
	return Text(expected, func(s string) bool {
		return s != "" && len(s) <= maximum && !strings.ContainsFunc(s, func(r rune) bool {
			return !isLetterOrDigit(r) && !strings.ContainsRune(others, r)
		})
	}, Schema{Pattern: identifierPattern(others, maximum)})
}

// Segment returns the kind of an identifier that is a valid segment of a path, unlike .
// and ..; others must contain a dot.
func Segment(expected, others string, maximum int) Kind[string] {
	k := Identifier(expected, others, maximum)
	k.Schema.Pattern = segmentPattern(others)
	k.Schema.MaxLength = maximum
	read := k.Read
	k.Read = func(n Node, into *string) bool {
		if v, _ := n.Scalar(); v == "." || v == ".." {
			n.Mismatch(expected, "; no path can lead to it")
			return false
		}
		return read(n, into)
	}
	return k
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// identifierPattern returns an identifier's regular expression, for the schema.
func identifierPattern(others string, maximum int) string {
	return fmt.Sprintf("^[A-Za-z0-9%s]{1,%d}$", inBrackets(others), maximum)
}

// segmentPattern returns that of a segment of any length: one with another character than
// dots, or with at least three dots.
func segmentPattern(others string) string {
	others = inBrackets(others)
	return fmt.Sprintf(`^(\.*[A-Za-z0-9%s][A-Za-z0-9%s]*|\.{3,})$`, strings.ReplaceAll(others, ".", ""), others)
}

// inBrackets escapes characters for a character class of a regular expression.
func inBrackets(chars string) string {
	return strings.NewReplacer(`^`, `\^`, `-`, `\-`, `]`, `\]`, `\`, `\\`).Replace(chars)
}

// Choice returns the kind of a word out of several, each of which represents a value.
func Choice[T comparable](noun string, words []string, values []T) Kind[T] {
	write := func(b []byte, v *T) []byte {
		if i := slices.Index(values, *v); i >= 0 {
			return AppendText(b, words[i])
		}
		return append(b, "null"...)
	}
	return Kind[T]{Schema: Schema{Type: []string{"string"}, Enum: words}, Write: write, Read: func(n Node, into *T) bool {
		v, isScalar := n.Scalar()
		for i, word := range words {
			if isScalar && v == word {
				*into = values[i]
				return true
			}
		}
		n.Mismatch(noun, allowed(v, words))
		return false
	}}
}

// Enum returns the kind of a word out of several of a string type.
func Enum[T ~string](noun string, values ...T) Kind[T] {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return Choice(noun, names, values)
}

// Bool returns the kind of true and false.
func Bool() Kind[bool] {
	k := Choice("true or false", []string{"false", "true"}, []bool{false, true})
	k.Schema = Schema{Type: []string{"boolean"}}
	k.Write = writeBool
	read := k.Read
	k.Read = func(n Node, into *bool) bool {
		if n.v.kind == textValue {
			n.Mismatch("true or false", "; write it without quotes")
			return false
		}
		return read(n, into)
	}
	return k
}
