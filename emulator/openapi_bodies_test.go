package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// kindsOf are the types that the document has for the kinds of the table.
var kindsOf = map[ges.Kind]string{
	ges.Text: "string", ges.Word: "string", ges.Day: "string", ges.Integer: "integer", ges.Boolean: "boolean",
	ges.Texts: "array", ges.List: "array", ges.Object: "object",
}

// body is the schema of an operation's body in the document: of a path that several
// operations share it has their names, and is one of those of the path.
func (c contract) body(t *testing.T, o *ges.OperationSpec, r ges.Route) *openapi3.Schema {
	t.Helper()
	operation := c.document.Paths.Value(r.Path()).GetOperation(r.Method)
	name, required := "Nothing", false
	if len(o.Body) > 0 {
		name = r.Name + "Body"
	}
	for _, f := range o.Body {
		required = required || f.Required && f.In(r.Version) != ""
	}
	request := operation.RequestBody.Value
	refs := openapi3.SchemaRefs{request.Content["application/json"].Schema}
	if r.Action != "" {
		refs, required = refs[0].Value.AnyOf, false
	}
	if !slices.ContainsFunc(refs, func(ref *openapi3.SchemaRef) bool { return ref.Ref == "#/components/schemas/"+name }) || request.Required != required {
		t.Errorf("the body of %s is not %s, required: %t", r.Name, name, required)
	}
	return c.document.Components.Schemas[name].Value
}

// The document has the fields of the tables, with their names in the version, their
// types, words and bounds: of the bodies of requests, of graphs and of backups.
func TestFieldsAndDocumentAgree(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	emulatedRoutes(func(o *ges.OperationSpec, r ges.Route) {
		if o.Group() == ges.Write && !o.IsIAM() {
			wantFields(t, r.Name, c.body(t, o, r), o.Body, r.Version, true)
		}
	})
	for suffix, version := range map[string]ges.Version{"": ges.V1, "2": ges.V2} {
		wantFields(t, "Graph"+suffix, c.document.Components.Schemas["Graph"+suffix].Value, ges.GraphFields(), version, false)
		wantFields(t, "Backup"+suffix, c.document.Components.Schemas["Backup"+suffix].Value, ges.BackupFields(), version, false)
	}
}

// wantFields wants a schema to have the fields of a table.
func wantFields(t *testing.T, path string, schema *openapi3.Schema, fields []ges.Field, v ges.Version, request bool) {
	t.Helper()
	var names, required []string
	for i := range fields {
		f := &fields[i]
		name := f.In(v)
		if name == "" {
			continue
		}
		names = append(names, name)
		if f.Required {
			required = append(required, name)
		}
		if ref := schema.Properties[name]; ref != nil {
			wantField(t, path+"."+name, ref.Value, f, v, request)
		}
	}
	wantNames(t, "fields of "+path, names, slices.Collect(maps.Keys(schema.Properties)))
	if request {
		wantNames(t, "required fields of "+path, required, slices.Clone(schema.Required))
	}
	if schema.AdditionalProperties.Has == nil || *schema.AdditionalProperties.Has {
		t.Errorf("%s can have other fields in the document", path)
	}
}

// wantNames is wantSameEntries of lists that may be empty.
func wantNames(t *testing.T, what string, table, document []string) {
	t.Helper()
	if len(table)+len(document) > 0 {
		wantSameEntries(t, what, table, document)
	}
}

// wantField wants the schema of a field to be that of the table.
func wantField(t *testing.T, path string, schema *openapi3.Schema, f *ges.Field, v ges.Version, request bool) {
	t.Helper()
	if schema.Description == "" && f.Kind != ges.Object {
		t.Errorf("%s has no description", path)
	}
	if f.Kind == ges.Any {
		return
	}
	if want := kindsOf[f.Kind]; want != "" && !schema.Type.Is(want) {
		t.Errorf("%s is %v in the document, want %s", path, schema.Type, want)
	}
	if f.Kind == ges.Digits && request && len(schema.OneOf) != 2 {
		t.Errorf("%s is no number or text of digits in the document", path)
	}
	wantNames(t, "words of "+path, slices.Clone(f.Words), texts(schema.Enum))
	if request && schema.Nullable == f.Required {
		t.Errorf("%s can be null in the document: %t; null is a field left out", path, schema.Nullable)
	}
	if length := schema.MaxLength; request && f.Kind == ges.Text && (length == nil || *length != ges.MaxText) {
		t.Errorf("%s has no maximum of %d characters in the document", path, ges.MaxText)
	}
	if items := schema.MaxItems; request && f.Kind == ges.List && (items == nil || *items != ges.MaxList) {
		t.Errorf("%s has no maximum of %d entries in the document", path, ges.MaxList)
	}
	switch f.Kind {
	case ges.Object:
		wantFields(t, path, schema, f.Fields, v, request)
	case ges.List:
		wantFields(t, path+"[]", schema.Items.Value, f.Fields, v, request)
	default:
	}
}

// exampleOf is a value that a schema allows, with every field.
func exampleOf(schema *openapi3.Schema) any {
	switch {
	case schema.Example != nil:
		return schema.Example
	case schema.Type.Is("array"):
		return []any{exampleOf(schema.Items.Value)}
	}
	object := map[string]any{}
	for name, property := range schema.Properties {
		object[name] = exampleOf(property.Value)
	}
	return object
}

// oddValues are values that are wrong for most fields, and right for some.
func oddValues() []any {
	return []any{
		nil, "", "word", "7", "007", "1234567890", strings.Repeat("é", ges.MaxText), strings.Repeat("é", ges.MaxText+1), "a\tb", "a\u0085b",
		0, 1, 2.0, 1.5, -1, 999999999, 1000000000, 1e300, true, false, []any{}, []any{1}, []any{map[string]any{}}, slices.Repeat([]any{map[string]any{}}, ges.MaxList+1),
		map[string]any{}, map[string]any{"unknown": 1},
	}
}

// deepCopy is a copy of a JSON value.
func deepCopy(t *testing.T, value any) any {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return decodeJSON(t, data)
}

// variants calls f with a body in which each field in turn has each odd value, is
// missing, or has an unknown one beside it.
func variants(t *testing.T, body any, f func(what string, variant any)) {
	t.Helper()
	var walk func(path []any, value any)
	with := func(path []any, change func(parent map[string]any, name string)) any {
		whole := deepCopy(t, body)
		at := whole
		for _, step := range path[:len(path)-1] {
			if i, ok := step.(int); ok {
				at = at.([]any)[i]
			} else {
				at = at.(map[string]any)[step.(string)]
			}
		}
		change(at.(map[string]any), path[len(path)-1].(string))
		return whole
	}
	walk = func(path []any, value any) {
		switch v := value.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				here := append(slices.Clip(path), name)
				for _, odd := range oddValues() {
					f(fmt.Sprintf("%v = %.40v", here, odd), with(here, func(parent map[string]any, name string) { parent[name] = odd }))
				}
				f(fmt.Sprintf("no %v", here), with(here, func(parent map[string]any, name string) { delete(parent, name) }))
				f(fmt.Sprintf("%v+", here), with(here, func(parent map[string]any, name string) { parent[name+"+"] = 1 }))
				walk(here, v[name])
			}
		case []any:
			for i := range v {
				walk(append(slices.Clip(path), i), v[i])
			}
		}
	}
	walk(nil, body)
}

// What the document allows in a body, the server takes without a violation; what it
// forbids is refused or at least a violation.
func TestTheDocumentIsAsStrictAboutBodiesAsTheServer(t *testing.T) {
	t.Parallel()
	c := readContract(t, gesemulator.OpenAPI)
	e := newEmulator(t, emulator.WithScenario("empty"))
	p := e.Project("p1")
	count := map[bool]int{}
	emulatedRoutes(func(o *ges.OperationSpec, r ges.Route) {
		if o.Group() != ges.Write || o.IsIAM() {
			return
		}
		target := inPath.Replace(r.Path())
		if r.Action != "" {
			target += "?" + ges.ActionID + "=" + r.Action
		}
		schema := c.body(t, o, r)
		check := func(what string, body any) {
			data, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			refused := schema.VisitJSON(deepCopy(t, body), openapi3.EnableFormatValidation())
			count[refused == nil]++
			p.Reset()
			answer := get(e, r.Method, target, string(data))
			violations := p.Violations()
			if allowed := refused == nil; allowed == (len(violations) > 0) {
				t.Errorf("%s: %s: %.200s\nanswers %d %s, violations %v; the document says: %v", r.Name, what, data, answer.Code, answer.Body, violations, refused)
			}
		}
		example := exampleOf(schema)
		check("the example", example)
		variants(t, example, check)
	})
	if count[true] < 500 || count[false] < 2000 {
		t.Errorf("%d bodies are allowed, %d refused", count[true], count[false])
	}
}

// The document names the codes with which an operation refuses, those of the table, and
// shows an answer for each. Operations that share a path share its codes, and each has a
// row with its own.
func TestErrorsAndDocumentAgree(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	tables := map[string][]string{} // by operation of the document
	emulatedRoutes(func(o *ges.OperationSpec, r ges.Route) {
		if o.IsIAM() {
			return
		}
		operation := c.document.Paths.Value(r.Path()).GetOperation(r.Method)
		tables[r.Method+" "+r.Path()] = append(tables[r.Method+" "+r.Path()], o.Errors...)
		notFound := *operation.Responses.Status(http.StatusNotFound).Value.Description
		if slices.Contains(o.Errors, "GES.0047") != strings.Contains(notFound, "GES.0047") {
			t.Errorf("404 of %s is documented as %s", r.Name, notFound)
		}
		if r.Action == "" {
			return
		}
		tables[r.Method+" "+r.Path()] = append(tables[r.Method+" "+r.Path()], ges.InvalidOperation)
		row := rowOf(operation.Description, r.Action)
		wantSameEntries(t, "codes of "+r.Name, slices.Clone(o.Errors), codesIn(row))
		if hasBody := strings.Contains(row, "`"+r.Name+"Body`"); hasBody != (len(o.Body) > 0) || !strings.Contains(row, " "+string(o.ID)+" ") {
			t.Errorf("the row of %s is %s", r.Action, row)
		}
	})
	for call, codes := range tables {
		method, path, _ := strings.Cut(call, " ")
		codes = append(codes, ges.IncorrectParameter) // of the project's id
		slices.Sort(codes)
		codes = slices.DeleteFunc(slices.Compact(codes), func(code string) bool { return code == "GES.0047" }) // 404
		refusal := c.document.Paths.Value(path).GetOperation(method).Responses.Status(http.StatusBadRequest).Value
		wantSameEntries(t, "codes of "+call, codes, codesIn(*refusal.Description))
		wantExamples(t, call, refusal, codes)
	}
}

// codesIn are the codes of the service in a text.
func codesIn(text string) []string {
	var codes []string
	for _, e := range ges.ErrorCodes() {
		if strings.Contains(text, "`"+e.Code+"`") {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// rowOf is the row of an action in the table of a description.
func rowOf(description, action string) string {
	for line := range strings.Lines(description) {
		if strings.HasPrefix(line, "| `"+action+"` |") {
			return line
		}
	}
	return ""
}

// wantExamples wants an example of each code, which has the code and its message.
func wantExamples(t *testing.T, call string, refusal *openapi3.Response, codes []string) {
	t.Helper()
	examples := refusal.Content["application/json"].Examples
	for _, code := range codes {
		example := examples[code]
		if example == nil {
			t.Errorf("%s has no example of %s", call, code)
			continue
		}
		if body := fmt.Sprint(example.Value.Value); !strings.Contains(body, code) {
			t.Errorf("the example of %s of %s is %s", code, call, body)
		}
	}
}

// Every golden answer of every operation fits the document, and so does its request
// unless it is refused because of its form.
func TestGoldenAnswersOfOperationsFitTheDocument(t *testing.T) {
	c := readContract(t, gesemulator.OpenAPI)
	operations, codes := map[string]bool{}, []string{}
	for _, version := range []string{"v1", "v2"} {
		entries, files := playOperations(t, version)
		for _, entry := range entries {
			method, rest, _ := strings.Cut(entry.Request, " ")
			target, body, _ := strings.Cut(rest, " ")
			r := newRequest(method, target, body)
			header := http.Header{"Content-Type": {"application/json"}, "Date": {entry.Date}, "X-Request-Id": {strings.Repeat("0", 32)}}
			if err := c.checkAnswer(r, listJobsPath, entry.Status, header, files[entry.File]); err != nil {
				t.Errorf("%s: %v", entry.File, err)
			}
			codes = append(codes, string(files[entry.File]))
			if route, _, ok := c.route(r, listJobsPath); ok && entry.Status == http.StatusOK {
				operations[route.Operation.OperationID] = true
				if err := c.checkRequest(newRequest(method, target, body)); err != nil {
					t.Errorf("%s is answered; the document says: %v", entry.File, err)
				}
			}
		}
	}
	answered := strings.Join(codes, " ")
	emulatedRoutes(func(o *ges.OperationSpec, _ ges.Route) {
		for _, code := range o.Errors {
			if !strings.Contains(answered, code) {
				t.Errorf("no golden answer has %s, a code of %s", code, o.ID)
			}
		}
	})
	var want []string
	for path, item := range c.document.Paths.Map() {
		for _, operation := range item.Operations() {
			if !strings.HasPrefix(path, "/v3") {
				want = append(want, operation.OperationID)
			}
		}
	}
	wantSameEntries(t, "operations with a golden success", slices.Collect(maps.Keys(operations)), want)
}
