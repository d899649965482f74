// Package encode writes the JSON that the control API shows to testers: without
// HTML escapes, with null for what is not there, and with [] for an empty list.
//
// Of the answers of the emulated service, which are package gesapi's, it writes single
// values. Documents that are read back are package format's.
package encode

import (
	"bytes"
	"encoding/json"
)

// JSON is the JSON of a value, in one line, with <, > and & as they are.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// MustJSON is [JSON] of a value that always encodes: texts, numbers, and lists and
// objects of them. It panics on others.
func MustJSON(v any) []byte {
	b, err := JSON(v)
	if err != nil {
		panic(err)
	}
	return b
}

// Text is the JSON of a text, as [JSON] gives it.
func Text(s string) string {
	if isPlain(s) {
		return `"` + s + `"`
	}
	return string(MustJSON(s))
}

// AppendText appends the JSON of a text, as [JSON] gives it.
func AppendText(b []byte, s string) []byte {
	if !isPlain(s) {
		return append(b, MustJSON(s)...)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// isPlain reports whether the JSON of a text is the text in quotes.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// OrNull returns a pointer to v; nil, which is null in JSON, for the zero value.
func OrNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// List returns list; an empty one, which is [] in JSON, for nil.
func List[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
