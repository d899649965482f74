package gesapi

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// percentEncodedUTF8 is what all values of a path and a query should be, in words.
const percentEncodedUTF8 = "percent-encoded UTF-8"

// query is a query string, taken apart.
type query struct {
	raw    string
	shown  string // raw, its secrets masked
	params []param
	index  map[string]int // of params, once there are many
}

// param is one key of a query string with its first value.
type param struct {
	name, value string
	repeated    bool   // it came more than once
	badName     bool   // its name is not percent-encoded as it should be, and stands as it came
	wanted      string // what its value should be, and is not, so that it stands as it came; "": it is
}

// get is the parameter of a name; false when it is absent, as one with an empty
// value is.
func (q *query) get(name string) (param, bool) {
	i := q.find(name)
	if i < 0 || q.params[i].badName {
		return param{}, false
	}
	p := q.params[i]
	return p, p.value != ""
}

// fewParams is how many parameters are faster looked through than looked up.
const fewParams = 16

func (q *query) find(name string) int {
	if q.index != nil {
		if i, ok := q.index[name]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(q.params, func(p param) bool { return p.name == name })
}

// has says whether a parameter came with a value.
func (q *query) has(name string) bool {
	_, ok := q.get(name)
	return ok
}

// value is the value of the first of some names that came with one; "": none did.
func (q *query) value(names ...string) string {
	for _, name := range names {
		if p, ok := q.get(name); ok {
			return p.value
		}
	}
	return ""
}

func (q *query) parse() {
	for pair := range strings.SplitSeq(q.raw, "&") {
		escaped, value, _ := strings.Cut(pair, "=")
		if escaped == "" && value == "" {
			continue // between two &
		}
		name, err := url.QueryUnescape(escaped)
		if err != nil || !utf8.ValidString(name) {
			q.add(param{name: escaped, badName: true}, value)
			continue
		}
		q.add(param{name: name}, value)
	}
}

func (q *query) add(p param, escaped string) {
	if i := q.find(p.name); i >= 0 {
		q.params[i].repeated = true
		return
	}
	value, err := url.QueryUnescape(escaped)
	switch {
	case err != nil:
		p.wanted = "percent-encoded text"
	case !utf8.ValidString(value):
		p.wanted = percentEncodedUTF8
	}
	p.value = value
	if p.wanted != "" {
		p.value = escaped
	}
	q.params = append(q.params, p)
	switch {
	case q.index != nil:
		q.index[p.name] = len(q.params) - 1
	case len(q.params) == fewParams:
		q.index = map[string]int{}
		for i := range q.params {
			q.index[q.params[i].name] = i
		}
	}
}
