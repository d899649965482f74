package gesapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// boundBody is the body of a request, worked out. Unlike its parameters it is not shared
// with other calls.
type boundBody struct {
	version    ges.Version
	data       []byte // as received
	body       *api.Body
	problems   []api.Problem
	violations []journal.Violation
}

// The codes of problems with a body.
const (
	badBody      = "GES.7016"
	missingField = "GES.7049"
	emptyField   = "GES.7050"
)

// bindBody works out a body by the table of an operation. An empty body is an object
// without fields.
func bindBody(o *ges.OperationSpec, v ges.Version, data []byte) *boundBody {
	b := &boundBody{version: v, data: data}
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		data = []byte("{}")
	}
	value, err := decodeJSON(data)
	object, ok := value.(map[string]any)
	switch {
	case err != nil:
		b.fail(api.FormRank, badBody, "", string(data), "JSON: "+err.Error())
		return b
	case !ok:
		b.fail(api.FormRank, badBody, "", string(data), "a JSON object")
		return b
	}
	b.body = b.object("", o.Body, object)
	return b
}

// decodeJSON decodes one JSON value.
func decodeJSON(data []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err = d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // it is returned as it is
		return nil, fmt.Errorf("there is more after the value, at byte %d", d.InputOffset())
	}
	return value, nil
}

// fail refuses a field, "" the whole body, and notes the violation.
func (b *boundBody) fail(rank api.Rank, code, field, received, allowed string) {
	row, _ := ges.LookUpError(code)
	message := fmt.Sprintf("%s The body is not %s.", row.Message, allowed)
	if field != "" {
		message = fmt.Sprintf("%s %s: %s is not %s.", row.Message, field, api.Quote(received), allowed)
	}
	b.refuse(rank, code, message)
	b.note(journal.NewViolation(journal.BadField, orBody(field), received, allowed))
}

func orBody(field string) string {
	if field == "" {
		return "body"
	}
	return field
}

func (b *boundBody) refuse(rank api.Rank, code, message string) {
	b.problems = append(b.problems, api.Problem{Rank: rank, Err: &api.Error{Code: code, Message: message}})
}

// note notes a violation, unless there are many.
func (b *boundBody) note(v journal.Violation) {
	if len(b.violations) < maxViolations {
		b.violations = append(b.violations, v)
	}
}

// object binds an object. path is its own name with a dot, or "".
func (b *boundBody) object(path string, fields []ges.Field, object map[string]any) *api.Body {
	body := &api.Body{Fields: fields, Values: make([]api.FieldValue, len(fields))}
	var known []string
	for i := range fields {
		f := &fields[i]
		name := f.In(b.version)
		if name == "" {
			continue
		}
		known = append(known, name)
		value, given := object[name]
		switch {
		case !given || value == nil:
			if f.Required {
				b.missing(path + name)
			}
		case f.Required && value == "":
			row, _ := ges.LookUpError(emptyField)
			b.refuse(api.EmptyRank, emptyField, row.Message+" "+path+name+" is empty.")
			b.note(journal.NewViolation(journal.BadField, path+name, "", "a value"))
		default:
			body.Values[i] = b.value(path+name, f, value)
		}
	}
	for _, name := range sortedKeys(object) {
		if !slices.Contains(known, name) {
			b.note(journal.NewViolation(journal.UnknownField, path+name, jsonText(object[name]), orNone(known)).WithSuggestionFrom(known))
		}
	}
	return body
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// missing refuses a body without a field.
func (b *boundBody) missing(field string) {
	row, _ := ges.LookUpError(missingField)
	b.refuse(api.MissingRank, missingField, row.Message+" "+field+" is missing.")
	b.note(journal.NewViolation(journal.MissingField, field, "", "a value"))
}

// value binds the value of a field.
func (b *boundBody) value(name string, f *ges.Field, value any) api.FieldValue {
	v := api.FieldValue{JSON: jsonText(value)}
	switch f.Kind {
	case ges.Any:
	case ges.Object:
		object, ok := value.(map[string]any)
		if !ok {
			return b.mismatch(name, v.JSON, "an object")
		}
		v.Object = b.object(name+".", f.Fields, object)
	case ges.List, ges.Texts:
		return b.list(name, f, v, value)
	case ges.Boolean:
		flag, ok := value.(bool)
		if !ok {
			return b.mismatch(name, v.JSON, "true or false")
		}
		v.Flag = flag
	case ges.Integer:
		number, ok := value.(json.Number)
		if !ok || !isDigits(number.String()) {
			return b.mismatch(name, v.JSON, "an integer of 0 or more")
		}
		v.Text = number.String()
	case ges.Digits:
		text := strings.Trim(v.JSON, `"`)
		if !isDigits(text) {
			return b.mismatch(name, v.JSON, "a number, or a text of digits")
		}
		v.Text = text
	case ges.Text, ges.Word, ges.Day:
		text, ok := value.(string)
		if !ok {
			return b.mismatch(name, v.JSON, "a text")
		}
		v.Text = text
		if f.Kind == ges.Word && text != "" && !slices.Contains(f.Words, text) {
			b.note(journal.NewViolation(journal.UnknownWord, name, text, strings.Join(f.Words, ", ")).WithSuggestionFrom(f.Words))
		}
	}
	return v
}

// list binds a list of objects.
func (b *boundBody) list(name string, f *ges.Field, v api.FieldValue, value any) api.FieldValue {
	items, ok := value.([]any)
	if !ok {
		return b.mismatch(name, v.JSON, "a list")
	}
	for i, item := range items {
		object, ok := item.(map[string]any)
		if !ok {
			return b.mismatch(fmt.Sprintf("%s[%d]", name, i), jsonText(item), "an object")
		}
		v.List = append(v.List, b.object(fmt.Sprintf("%s[%d].", name, i), f.Fields, object))
	}
	return v
}

func (b *boundBody) mismatch(name, received, allowed string) api.FieldValue {
	b.fail(api.FormRank, badBody, name, received, allowed)
	return api.FieldValue{}
}

// isDigits reports whether a text is a number of 1 to 9 decimal digits.
func isDigits(s string) bool {
	return len(s) >= 1 && len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

// jsonText returns a value as JSON.
func jsonText(value any) string { return string(plainJSON(value)) }

// graphName returns the name of the graph that a call creates; "": it creates none.
func (b *boundBody) graphName() string {
	if b == nil {
		return ""
	}
	return b.body.Object("graph").Text("name")
}
