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
	Minimum              *float64     `json:"minimum,omitempty"`
	Maximum              *float64     `json:"maximum,omitempty"`
	MinItems             int          `json:"minItems,omitempty"`
	Items                *Schema      `json:"items,omitempty"`
	MinProperties        int          `json:"minProperties,omitempty"`
	Properties           namedSchemas `json:"properties,omitempty"`
	PropertyNames        *Schema      `json:"propertyNames,omitempty"`
	AdditionalProperties any          `json:"additionalProperties,omitempty"` // false, or a schema
	Required             []string     `json:"required,omitempty"`
	AnyOf                []Schema     `json:"anyOf,omitempty"`
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
func (ob *Object[O]) schema() Schema {
	s := Schema{
		Description: ob.Doc, Type: []string{"object"}, AdditionalProperties: false,
	}
	for _, f := range ob.Fields {
		value := f.schema
		if f.nullIsAbsent && value.object != nil { // the reference does not accept null
			value = Schema{AnyOf: []Schema{f.schema, {Type: []string{"null"}}}}
		}
		value.Description = f.doc
		s.Properties = append(s.Properties, namedSchema{f.key, value})
		if f.required {
			s.Required = append(s.Required, f.key)
		}
	}
	for _, key := range ob.OneOf {
		s.AnyOf = append(s.AnyOf, Schema{Required: []string{key}})
	}
	return Schema{Ref: defs + ob.Name, object: &s}
}

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
