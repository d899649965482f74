package format

import (
	"bytes"
	"encoding/json"
)

// Schema is a JSON Schema, with the keywords that documents need.
type Schema struct {
	Schema               string       `json:"$schema,omitempty"`
	ID                   string       `json:"$id,omitempty"`
	Title                string       `json:"title,omitempty"`
	Description          string       `json:"description,omitempty"`
	Ref                  string       `json:"$ref,omitempty"`
	Type                 oneOrMore    `json:"type,omitempty"`
	Const                any          `json:"const,omitempty"`
	Enum                 []string     `json:"enum,omitempty"`
	Pattern              string       `json:"pattern,omitempty"`
	MinLength            int          `json:"minLength,omitempty"`
	MaxLength            int          `json:"maxLength,omitempty"`
	Minimum              json.Number  `json:"minimum,omitempty"`
	Maximum              json.Number  `json:"maximum,omitempty"`
	MinItems             int          `json:"minItems,omitempty"`
	Items                *Schema      `json:"items,omitempty"`
	MinProperties        int          `json:"minProperties,omitempty"`
	Properties           namedSchemas `json:"properties,omitempty"`
	PropertyNames        *Schema      `json:"propertyNames,omitempty"`
	AdditionalProperties any          `json:"additionalProperties,omitempty"` // false, or a schema
	Required             []string     `json:"required,omitempty"`
	AllOf                []Schema     `json:"allOf,omitempty"`
	AnyOf                []Schema     `json:"anyOf,omitempty"`
	OneOf                []Schema     `json:"oneOf,omitempty"`
	Not                  *Schema      `json:"not,omitempty"`
	Default              any          `json:"default,omitempty"`
	Examples             []any        `json:"examples,omitempty"`
	Defs                 namedSchemas `json:"$defs,omitempty"`

	object *Schema // the target of Ref
}

// oneOrMore is a list of words that is written as a single string if it has one element.
type oneOrMore []string

func (o oneOrMore) MarshalJSON() ([]byte, error) {
	if len(o) == 1 {
		return json.Marshal(o[0])
	}
	return json.Marshal([]string(o))
}

// namedSchemas is a JSON object that preserves its order.
type namedSchemas []namedSchema

type namedSchema struct {
	name   string
	schema Schema
}

func (ns namedSchemas) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, n := range ns {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(n.name)
		if err != nil {
			return nil, err
		}
		value, err := encode(n.schema)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode is json.Marshal without escaping <, > and &.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

const defs = "#/$defs/"

// schema returns a reference to the object's definition.
func (t *table) schema() Schema {
	s := Schema{
		Description: t.doc, Type: []string{"object"}, AdditionalProperties: false,
	}
	for _, f := range t.columns {
		value := f.schema
		if f.nullIsAbsent && value.object != nil { // the reference does not accept null
			value = AnyOf(f.schema, null())
		}
		value.Description = f.doc
		s.Properties = append(s.Properties, namedSchema{f.key, value})
		if f.required {
			s.Required = append(s.Required, f.key)
		}
	}
	s.AllOf = t.conditions
	switch {
	case t.exactlyOne():
		s.OneOf = t.eachGiven(t.oneOf)
	default:
		s.AnyOf = t.eachGiven(t.oneOf)
		for i, key := range t.exclusive {
			for _, other := range t.exclusive[i+1:] {
				s.AllOf = append(s.AllOf, Not(AllOf(t.given(key), t.given(other))))
			}
		}
	}
	return Schema{Ref: defs + t.name, object: &s}
}

// eachGiven returns, for each of the keys, the schema of a mapping in which it is given.
func (t *table) eachGiven(keys []string) []Schema {
	var given []Schema
	for _, key := range keys {
		given = append(given, t.given(key))
	}
	return given
}

// given returns the schema of a mapping in which a key is given; a null that is the same
// as an absent key is not.
func (t *table) given(key string) Schema {
	if t.columns[t.index[key]].nullIsAbsent {
		return GivenAs(key, Not(null()))
	}
	return Given(key)
}

// Given returns the schema of a mapping in which a key is given. It names the key among the
// properties too, as linters require.
func Given(key string) Schema { return GivenAs(key, Schema{}) }

// GivenAs returns the schema of a mapping in which a key is given with a value of a
// schema.
func GivenAs(key string, value Schema) Schema {
	return Schema{Required: []string{key}, Properties: namedSchemas{{key, value}}}
}

// AllOf returns the schema of what fits all of several.
func AllOf(all ...Schema) Schema { return Schema{AllOf: all} }

// AnyOf returns the schema of what fits at least one of several.
func AnyOf(some ...Schema) Schema { return Schema{AnyOf: some} }

// Not returns the schema of what does not fit another one.
func Not(s Schema) Schema { return Schema{Not: &s} }

// Only returns the schema of one value.
func Only(v any) Schema { return Schema{Const: v} }

func null() Schema { return Schema{Type: []string{"null"}} }

// DocumentSchema returns the JSON Schema (2020-12) of a document that is an object of the
// kind.
func DocumentSchema[O any](title string, root Kind[O]) []byte {
	s := *root.Schema.object
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = title
	s.collect(&s.Defs)
	data, err := encode(s)
	if err != nil {
		panic(err) // cannot happen with plain data
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, data, "", "  "); err != nil {
		panic(err)
	}
	return indented.Bytes()
}

// Definitions returns the JSON Schemas (2020-12) of objects, and of all objects in them, as
// a JSON object by their names.
func Definitions(objects ...Schema) []byte {
	var found namedSchemas
	for i := range objects {
		objects[i].collect(&found)
	}
	data, err := encode(found)
	if err != nil {
		panic(err) // cannot happen with plain data
	}
	return data
}

// collect collects the definitions that a schema refers to, each once.
func (s *Schema) collect(into *namedSchemas) {
	if s.object != nil {
		name := s.Ref[len(defs):]
		for _, known := range *into {
			if known.name == name {
				return
			}
		}
		*into = append(*into, namedSchema{name, *s.object})
		s.object.collect(into)
	}
	for i := range s.Properties {
		s.Properties[i].schema.collect(into)
	}
	for i := range s.AnyOf {
		s.AnyOf[i].collect(into)
	}
	if s.Items != nil {
		s.Items.collect(into)
	}
	if of, ok := s.AdditionalProperties.(Schema); ok {
		of.collect(into)
	}
}
