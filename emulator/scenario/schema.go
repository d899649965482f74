package scenario

import (
	"bytes"
	"encoding/json"
)

// schema is a JSON Schema, as far as the format needs one.
type schema struct {
	Schema               string      `json:"$schema,omitempty"`
	ID                   string      `json:"$id,omitempty"`
	Title                string      `json:"title,omitempty"`
	Description          string      `json:"description,omitempty"`
	Ref                  string      `json:"$ref,omitempty"`
	Type                 oneOrMore   `json:"type,omitempty"`
	Const                any         `json:"const,omitempty"`
	Enum                 []string    `json:"enum,omitempty"`
	Pattern              string      `json:"pattern,omitempty"`
	MinLength            int         `json:"minLength,omitempty"`
	MaxLength            int         `json:"maxLength,omitempty"`
	Minimum              *float64    `json:"minimum,omitempty"`
	Maximum              *float64    `json:"maximum,omitempty"`
	MinItems             int         `json:"minItems,omitempty"`
	Items                *schema     `json:"items,omitempty"`
	MinProperties        int         `json:"minProperties,omitempty"`
	Properties           namedSchema `json:"properties,omitempty"`
	PropertyNames        *schema     `json:"propertyNames,omitempty"`
	AdditionalProperties any         `json:"additionalProperties,omitempty"` // false, or a schema
	Required             []string    `json:"required,omitempty"`
	AnyOf                []schema    `json:"anyOf,omitempty"`
	Default              any         `json:"default,omitempty"`
	Examples             []any       `json:"examples,omitempty"`
	Defs                 namedSchema `json:"$defs,omitempty"`

	object *schema // what Ref refers to
}

// oneOrMore is written as a word when it is a single one.
type oneOrMore []string

func (o oneOrMore) MarshalJSON() ([]byte, error) {
	if len(o) == 1 {
		return json.Marshal(o[0])
	}
	return json.Marshal([]string(o))
}

// namedSchema is a JSON object that keeps its order.
type namedSchema []named

type named struct {
	name   string
	schema schema
}

func (ns namedSchema) MarshalJSON() ([]byte, error) {
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

// encode is json.Marshal, with <, > and & as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

const defs = "#/$defs/"

// schema is a reference to the object's definition.
func (ob *object[O]) schema() schema {
	s := schema{
		Description: ob.doc, Type: []string{"object"}, AdditionalProperties: false,
	}
	for _, f := range ob.fields {
		value := f.schema
		if f.absent && value.object != nil { // the reference does not take null
			value = schema{AnyOf: []schema{f.schema, {Type: []string{"null"}}}}
		}
		value.Description = f.doc
		s.Properties = append(s.Properties, named{f.key, value})
		if f.required {
			s.Required = append(s.Required, f.key)
		}
	}
	for _, key := range ob.oneOf {
		s.AnyOf = append(s.AnyOf, schema{Required: []string{key}})
	}
	return schema{Ref: defs + ob.name, object: &s}
}

// Schema is the JSON Schema (2020-12) of a scenario file. It is made from the
// table of keys that [Parse] reads by.
func Schema() []byte {
	root := scenarioObject()
	s := *root.schema().object
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "ges-emulator scenario, version 1"
	s.collect(&s.Defs)
	data, err := encode(s)
	if err != nil {
		panic(err) // plain data: it cannot fail
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, data, "", "  "); err != nil {
		panic(err)
	}
	return indented.Bytes()
}

// collect gathers the definitions that a schema refers to, each once.
func (s *schema) collect(into *namedSchema) {
	if s.object != nil {
		name := s.Ref[len(defs):]
		for _, known := range *into {
			if known.name == name {
				return
			}
		}
		*into = append(*into, named{name, *s.object})
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
	if of, ok := s.AdditionalProperties.(schema); ok {
		of.collect(into)
	}
}
