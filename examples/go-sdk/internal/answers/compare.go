package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Comparison is what comparisons of answers with their JSON have found so far. The zero
// value is ready.
type Comparison struct {
	Differences []string
	listed      map[string]bool // the models whose keys are in fields
	unknown     map[string]bool // keys of answers that the models have not
	fields      map[string]bool // all keys of the models, and whether an answer had each
}

// Compare compares an answer of the SDK with the JSON that came.
func (c *Comparison) Compare(answer any, body []byte) {
	if c.fields == nil {
		c.listed, c.unknown, c.fields = map[string]bool{}, map[string]bool{}, map[string]bool{}
	}
	model := reflect.ValueOf(answer).Elem()
	name := strings.TrimSuffix(model.Type().Name(), "Response")
	var raw any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		c.differ(name, string(body), err)
		return
	}
	if whole := model.FieldByName("Body"); whole.IsValid() { // the answer is the field
		c.value(name, whole, raw)
		return
	}
	if !c.listed[name] {
		c.listed[name] = true
		c.list(name, model.Type())
	}
	c.value(name, model, raw)
}

// Unknown lists the keys of answers that the SDK's models have not: Operation.path.key.
func (c *Comparison) Unknown() []string { return slices.Sorted(maps.Keys(c.unknown)) }

// Absent lists the keys of models that no answer had, or had a value other than null.
func (c *Comparison) Absent() []string {
	var absent []string
	for _, key := range slices.Sorted(maps.Keys(c.fields)) {
		if !c.fields[key] {
			absent = append(absent, key)
		}
	}
	return absent
}

func (c *Comparison) differ(path string, has, came any) {
	c.Differences = append(c.Differences, fmt.Sprintf("%s: the SDK has %v, the JSON %v", path, has, came))
}

// list lists all keys of a model.
func (c *Comparison) list(path string, t reflect.Type) {
	switch {
	case t.Kind() == reflect.Pointer:
		c.list(path, t.Elem())
	case t.Kind() == reflect.Slice:
		c.list(path+"[]", t.Elem())
	case t.Kind() == reflect.Struct && !isScalar(t):
		for i := range t.NumField() {
			if key := keyOf(t.Field(i)); key != "" {
				c.fields[path+"."+key] = false
				c.list(path+"."+key, t.Field(i).Type)
			}
		}
	}
}

// isScalar says whether a struct is written as something else than an object.
func isScalar(t reflect.Type) bool { return t.Implements(reflect.TypeFor[json.Marshaler]()) }

// keyOf is the JSON key of a field; "" if it has none.
func keyOf(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return strings.TrimPrefix(key, "-")
}

// value compares a value with its JSON.
func (c *Comparison) value(path string, v reflect.Value, raw any) {
	switch {
	case raw == nil:
		if !v.IsZero() {
			c.differ(path, reflect.Indirect(v), "null")
		}
	case v.Kind() == reflect.Pointer && v.IsNil():
		c.differ(path, "nothing", raw)
	case v.Kind() == reflect.Pointer:
		c.value(path, v.Elem(), raw)
	case v.Kind() == reflect.Slice:
		c.elements(path, v, raw)
	case v.Kind() == reflect.Struct && !isScalar(v.Type()):
		c.object(path, v, raw)
	default:
		has, err := json.Marshal(v.Interface())
		came, _ := json.Marshal(raw)
		if err != nil || !bytes.Equal(has, came) {
			c.differ(path, string(has), string(came))
		}
	}
}

func (c *Comparison) elements(path string, v reflect.Value, raw any) {
	list, ok := raw.([]any)
	if !ok || len(list) != v.Len() {
		c.differ(path, fmt.Sprintf("a list of %d", v.Len()), raw)
		return
	}
	for i := range list {
		c.value(path+"[]", v.Index(i), list[i])
	}
}

func (c *Comparison) object(path string, v reflect.Value, raw any) {
	object, ok := raw.(map[string]any)
	if !ok {
		c.differ(path, "an object", raw)
		return
	}
	known := map[string]bool{}
	for i := range v.NumField() {
		key := keyOf(v.Type().Field(i))
		if key == "" {
			continue
		}
		known[key] = true
		of := path + "." + key
		if object[key] != nil {
			c.fields[of] = true
		}
		c.value(of, v.Field(i), object[key])
	}
	for key := range object {
		if !known[key] {
			c.unknown[path+"."+key] = true
		}
	}
}
