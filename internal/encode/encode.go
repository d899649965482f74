// Package encode writes the JSON that the control API shows to testers: without
// HTML escapes, with null for what is not there, and with [] for an empty list.
//
// It writes neither answers of the emulated service, which are package gesapi's,
// nor documents that are read back, which are package format's.
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
