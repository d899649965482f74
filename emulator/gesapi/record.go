package gesapi

import (
	"encoding/json"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
)

// appendRecord appends an answer that is one object.
func appendRecord(b []byte, v ges.Version, r *api.Record) []byte {
	if r.Key == nil {
		return appendFields(b, v, r.Fields, r.Values)
	}
	b = append(b, '{')
	b = appendKey(b, r.Key.In(v))
	b = appendFields(b, v, r.Fields, r.Values)
	return append(b, '}')
}

// appendRecords appends an answer that is a page of a list.
func appendRecords(b []byte, v ges.Version, l *api.RecordList) []byte {
	b = append(b, '{')
	b = appendKey(b, l.Count.In(v))
	b = strconv.AppendInt(b, int64(l.Total), 10)
	b = append(b, ',')
	b = appendKey(b, l.List.In(v))
	b = append(b, '[')
	for i, row := range l.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendFields(b, v, l.Fields, row)
	}
	return append(b, "]}"...)
}

// appendFields appends an object with the fields of a table that a version has.
func appendFields(b []byte, v ges.Version, fields []ges.Field, values graph.Values) []byte {
	b = append(b, '{')
	start := len(b)
	for i := range fields {
		f := &fields[i]
		name := f.In(v)
		if name == "" || i >= len(values) || values[i] == "" {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = appendKey(b, name)
		b = appendValue(b, v, f, values[i])
	}
	return append(b, '}')
}

func appendKey(b []byte, name string) []byte {
	b = append(b, '"')
	b = append(b, name...)
	return append(b, `":`...)
}

// appendValue appends a value of a field. Objects in it get the names of the version.
func appendValue(b []byte, v ges.Version, f *ges.Field, value string) []byte {
	if len(f.Fields) == 0 || value == "[]" {
		return append(b, value...)
	}
	if f.Kind == ges.Object {
		return appendRenamed(b, v, f.Fields, []byte(value))
	}
	var items []json.RawMessage
	if err := json.Unmarshal([]byte(value), &items); err != nil {
		panic(err) // values are JSON of their kind
	}
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendRenamed(b, v, f.Fields, item)
	}
	return append(b, ']')
}

// appendRenamed appends an object, whose keys are names of fields, with those of a
// version.
func appendRenamed(b []byte, v ges.Version, fields []ges.Field, object []byte) []byte {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		panic(err) // values are JSON of their kind
	}
	values := make(graph.Values, len(fields))
	for i := range fields {
		if member := string(members[fields[i].Name()]); member != "null" { // null is absent
			values[i] = member
		}
	}
	return appendFields(b, v, fields, values)
}
