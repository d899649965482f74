package gesapi

import (
	"net/url"
	"strings"
)

// query is a query string as it came. It is taken apart only when someone asks:
// a poller that asks the same again is answered without.
type query struct {
	raw    string
	parsed bool
	params []param
}

// param is one key of a query string with its first value.
type param struct {
	name, value string
	repeated    bool  // it came more than once
	err         error // its value is not percent-encoded as it should be
}

// get is the parameter of a name; false when it is absent, as one with an empty
// value is.
func (q *query) get(name string) (param, bool) {
	q.parse()
	for _, p := range q.params {
		if p.name == name {
			return p, p.value != "" || p.err != nil
		}
	}
	return param{}, false
}

// value is the value of a parameter, "" when it is absent. Other names of a
// parameter count as it.
func (q *query) value(name string) string {
	for _, name := range spellings(name) {
		if p, ok := q.get(name); ok {
			return p.value
		}
	}
	return ""
}

// spellings are the names under which a parameter may come. The vendor's page
// says graphName; its SDKs and newer pages say graph_name.
func spellings(name string) []string {
	if name == graphName || name == graphNameSDK {
		return []string{graphName, graphNameSDK}
	}
	return []string{name}
}

func (q *query) parse() {
	if q.parsed {
		return
	}
	q.parsed = true
	for pair := range strings.SplitSeq(q.raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil || name == "" {
			continue // no known parameter is written like that
		}
		q.add(name, value)
	}
}

func (q *query) add(name, escaped string) {
	for i := range q.params {
		if q.params[i].name == name {
			q.params[i].repeated = true
			return
		}
	}
	value, err := url.QueryUnescape(escaped)
	if err != nil {
		value = escaped
	}
	q.params = append(q.params, param{name: name, value: value, err: err})
}
