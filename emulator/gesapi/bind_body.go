package gesapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// boundBody is the body of a request, worked out. Unlike its parameters it is not shared
// with other calls.
type boundBody struct {
	operation  *ges.OperationSpec
	version    ges.Version
	data       []byte // as received
	body       *api.Body
	problems   []api.Problem
	violations []journal.Violation
	covered    journal.Set
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
	b := &boundBody{operation: o, version: v, data: data}
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		allowed := "JSON: " + err.Error()
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			allowed += fmt.Sprintf(", at byte %d", syntax.Offset)
		}
		b.fail("", string(data), allowed)
		return b
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	object, ok := b.decode(d, "").(map[string]any)
	switch {
	case !utf8.Valid(data):
		b.fail("", string(data), "UTF-8")
	case !ok:
		b.fail("", string(data), "a JSON object")
	default:
		b.body = b.object("", o.Body, object)
		b.cover("", b.body)
	}
	return b
}

// decode decodes the next value of valid JSON, whose path is given. Of a field that comes
// twice the last counts, as with most parsers; it is noted.
func (b *boundBody) decode(d *json.Decoder, path string) any {
	token, _ := d.Token() // the JSON is valid
	switch token {
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, b.decode(d, extend(path, "["+strconv.Itoa(len(list))+"]")))
		}
		_, _ = d.Token()
		return list
	case json.Delim('{'):
		object := map[string]any{}
		for d.More() {
			key, _ := d.Token()
			name, _ := key.(string)
			field := strings.TrimPrefix(extend(path, "."+name), ".")
			if first, repeated := object[name]; repeated && !b.noted() {
				b.note(journal.NewViolation(journal.RepeatedField, field, jsonText(first), "one "+journal.Excerpt(field)))
			}
			object[name] = b.decode(d, field)
		}
		_, _ = d.Token()
		return object
	default:
		return token
	}
}

// maxFieldPath is the size of a path in bytes up to which it is given in full.
const maxFieldPath = 256

// extend returns the path of a field or an item below another. Below one that is very
// deep, it is that one's.
func extend(path, by string) string {
	if len(path)+len(by) > maxFieldPath {
		return path
	}
	return path + by
}

// maxShown is how many bytes of a value a message shows.
const maxShown = 80

// fail refuses a field, "" the whole body, because of its form, and notes the violation.
func (b *boundBody) fail(field, received, allowed string) {
	message := fmt.Sprintf("The body is not %s.", allowed)
	if field != "" {
		message = fmt.Sprintf("%s: %s is not %s.", field, text.Truncate(received, maxShown), allowed)
	}
	b.refuse(api.FormRank, badBody, message)
	b.note(journal.NewViolation(journal.BadField, cmp.Or(field, "body"), received, allowed))
}

// refuse refuses the body with the message of a code, and a sentence more.
func (b *boundBody) refuse(rank api.Rank, code, sentence string) {
	b.problems = append(b.problems, api.Problem{Rank: rank, Err: &api.Error{Code: code, Message: b.operation.Message(code) + " " + sentence}})
}

// noted reports whether there are so many violations that no more are noted.
func (b *boundBody) noted() bool { return len(b.violations) >= maxViolations }

func (b *boundBody) note(v journal.Violation) {
	if !b.noted() {
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
		switch value := object[name]; {
		case value == nil && f.Required:
			b.missing(path + name)
		case value == nil: // null is absent
		case f.Required && value == "":
			b.refuse(api.EmptyRank, emptyField, path+name+" is empty.")
			b.note(journal.NewViolation(journal.BadField, path+name, "", "a value"))
		default:
			body.Values[i] = b.value(path+name, f, value)
		}
	}
	for _, name := range sortedKeys(object) {
		if b.noted() {
			break
		}
		if !slices.Contains(known, name) {
			b.note(journal.NewViolation(journal.UnknownField, path+name, jsonText(object[name]), orNone(known)).
				WithSuggestion(suggest.Closest(name, known)))
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

// missing refuses a body without a field. The vendor's pages that show such a refusal
// have the field's name within the message.
func (b *boundBody) missing(field string) {
	problem := api.Problem{Rank: api.MissingRank, Err: &api.Error{Code: missingField, Message: b.operation.Message(missingField)}}
	if before, after, within := strings.Cut(problem.Err.Message, "[]"); within {
		problem.Err.Message = before + "[" + field + "]" + after
	} else {
		problem.Err.Message += " " + field + " is missing."
	}
	b.problems = append(b.problems, problem)
	b.note(journal.NewViolation(journal.MissingField, field, "", "a value"))
}

// value binds the value of a field.
func (b *boundBody) value(name string, f *ges.Field, value any) api.FieldValue {
	switch f.Kind {
	case ges.Any:
		return api.FieldValue{JSON: jsonText(value)}
	case ges.Object:
		if object, ok := value.(map[string]any); ok {
			bound := b.object(name+".", f.Fields, object)
			return api.FieldValue{JSON: objectJSON(bound), Object: bound}
		}
		return b.mismatch(name, value, "an object")
	case ges.List, ges.Texts:
		return b.list(name, f, value)
	case ges.Boolean:
		if flag, ok := value.(bool); ok {
			return api.FieldValue{JSON: jsonText(flag), Flag: flag}
		}
		return b.mismatch(name, value, "true or false")
	case ges.Integer, ges.Digits:
		return b.integer(name, f, value)
	case ges.Text, ges.Word, ges.Day:
	}
	text, ok := value.(string)
	if !ok || utf8.RuneCountInString(text) > ges.MaxText || !f.Control && strings.ContainsFunc(text, unicode.IsControl) {
		return b.mismatch(name, value, textRule(f))
	}
	switch {
	case f.Kind != ges.Word || slices.Contains(f.Words, text):
	case text == "":
		b.note(journal.NewViolation(journal.EmptyValue, name, "", "a value, or the field left out"))
	default:
		b.note(journal.NewViolation(journal.UnknownWord, name, text, "one of "+strings.Join(f.Words, ", ")).
			WithSuggestion(suggest.Closest(text, f.Words)))
	}
	return api.FieldValue{JSON: jsonText(text), Text: text}
}

// textRule is what a text may be.
func textRule(f *ges.Field) string {
	rule := fmt.Sprintf("a text of at most %d characters", ges.MaxText)
	if !f.Control {
		rule += ", without control characters"
	}
	return rule
}

// integer binds a number of up to 9 digits. Digits may come as a text too.
func (b *boundBody) integer(name string, f *ges.Field, value any) api.FieldValue {
	if text, ok := value.(string); ok && f.Kind == ges.Digits && isDigits(text) {
		return api.FieldValue{JSON: jsonText(text), Text: text}
	}
	if number, ok := value.(json.Number); ok {
		n, err := number.Float64()
		if text := strconv.FormatFloat(math.Abs(n), 'f', -1, 64); err == nil && n >= 0 && isDigits(text) {
			return api.FieldValue{JSON: text, Text: text}
		}
	}
	allowed := "an integer from 0 to 999999999"
	if f.Kind == ges.Digits {
		allowed += ", as a number or as a text"
	}
	return b.mismatch(name, value, allowed)
}

// isDigits reports whether a text is a number of 1 to 9 decimal digits.
func isDigits(s string) bool {
	return len(s) >= 1 && len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

// list binds a list of objects or of texts.
func (b *boundBody) list(name string, f *ges.Field, value any) api.FieldValue {
	items, ok := value.([]any)
	if !ok || len(items) > ges.MaxList {
		return b.mismatch(name, value, fmt.Sprintf("a list of at most %d", ges.MaxList))
	}
	of := ges.Field{Kind: ges.Object, Fields: f.Fields}
	if f.Kind == ges.Texts {
		of.Kind = ges.Text
	}
	var v api.FieldValue
	all := make([]string, len(items))
	for i, item := range items {
		bound := b.value(fmt.Sprintf("%s[%d]", name, i), &of, item)
		all[i] = cmp.Or(bound.JSON, "null") // one that is refused
		if bound.Object != nil {
			v.List = append(v.List, bound.Object)
		}
	}
	v.JSON = "[" + strings.Join(all, ",") + "]"
	return v
}

// cover notes the coverage points of the fields that came. path is the object's name in
// the table with a dot, or "".
func (b *boundBody) cover(path string, object *api.Body) {
	for i := range object.Values {
		f, v := &object.Fields[i], &object.Values[i]
		switch {
		case v.Object != nil:
			b.cover(path+f.Name()+".", v.Object)
		case v.JSON != "":
			b.covered.AddField(b.operation, path+f.Name())
		}
	}
}

// mismatch refuses a value of another form.
func (b *boundBody) mismatch(name string, received any, allowed string) api.FieldValue {
	b.fail(name, jsonText(received), allowed)
	return api.FieldValue{}
}

// objectJSON is a bound object as JSON: what is unknown is left out, and fields go by
// the names that they have in tables.
func objectJSON(o *api.Body) string {
	members := map[string]json.RawMessage{}
	for i := range o.Values {
		if v := &o.Values[i]; v.JSON != "" {
			members[o.Fields[i].Name()] = json.RawMessage(v.JSON)
		}
	}
	return jsonText(members)
}

// jsonText returns a value as JSON.
func jsonText(value any) string { return string(encode.MustJSON(value)) }

// graphName returns the name of the graph that a call creates; "": it creates none.
func (b *boundBody) graphName() string {
	if b == nil {
		return ""
	}
	return b.body.Object("graph").Text("name")
}
