package probe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// maxDepth is how deep JSON may be nested.
const maxDepth = 50

// kind is the kind of a JSON value.
type kind string

// The kinds of values.
const (
	object kind = "an object"
	array  kind = "a list"
	text   kind = "a text"
	number kind = "a number"
	word   kind = "true or false"
	null   kind = "null"
	absent kind = "absent"
)

// value is a JSON value that keeps the order of keys. A nil value is an absent one.
type value struct {
	kind  kind
	text  string   // of a text; of a number and a word as it was written
	keys  []string // of an object
	items []*value // of a list; of an object its values, in the order of keys
}

// parseValue parses one JSON document.
func parseValue(data []byte) (*value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	if d.More() {
		return nil, errors.New("there is more than one document")
	}
	return v, nil
}

func readValue(d *json.Decoder, depth int) (*value, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it is nested more than %d deep", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case string:
		return &value{kind: text, text: t}, nil
	case json.Number:
		return &value{kind: number, text: string(t)}, nil
	case bool:
		return &value{kind: word, text: strconv.FormatBool(t)}, nil
	case json.Delim:
		return readCompound(d, t, depth)
	default:
		return &value{kind: null}, nil
	}
}

// readCompound reads the rest of an object or a list.
func readCompound(d *json.Decoder, open json.Delim, depth int) (*value, error) {
	v := &value{kind: array}
	if open == '{' {
		v.kind = object
	}
	for d.More() {
		if v.kind == object {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			v.keys = append(v.keys, fmt.Sprint(key))
		}
		item, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		v.items = append(v.items, item)
	}
	_, err := d.Token()
	return v, err
}

// get returns the value of a key; nil: there is none.
func (v *value) get(key string) *value {
	if v == nil || v.kind != object {
		return nil
	}
	for i, k := range v.keys {
		if k == key {
			return v.items[i]
		}
	}
	return nil
}

// has reports whether there is a key, be its value null.
func (v *value) has(key string) bool { return v.get(key) != nil }

// str returns the text of a key's value; "" if it is no text.
func (v *value) str(key string) string {
	if x := v.get(key); x.is(text) {
		return x.text
	}
	return ""
}

// integer returns the integer that a value is; false: it is none.
func (v *value) integer() (int64, bool) {
	if !v.is(number) {
		return 0, false
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil
}

// literal returns a text, or a number or a word as it was written; "" of other values.
func (v *value) literal() string {
	if v == nil {
		return ""
	}
	return v.text
}

// is reports whether a value is of a kind.
func (v *value) is(k kind) bool { return v.kindOf() == k }

func (v *value) kindOf() kind {
	if v == nil {
		return absent
	}
	return v.kind
}

// list returns the items of a key's list.
func (v *value) list(key string) []*value {
	if x := v.get(key); x.is(array) {
		return x.items
	}
	return nil
}

// equal reports whether two values are the same, the order of keys included.
func (v *value) equal(w *value) bool {
	if v.kindOf() != w.kindOf() {
		return false
	}
	if v == nil {
		return true
	}
	if v.text != w.text || len(v.keys) != len(w.keys) || len(v.items) != len(w.items) {
		return false
	}
	for i := range v.keys {
		if v.keys[i] != w.keys[i] {
			return false
		}
	}
	for i := range v.items {
		if !v.items[i].equal(w.items[i]) {
			return false
		}
	}
	return true
}
