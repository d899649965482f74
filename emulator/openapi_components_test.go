package emulator_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

// bodyComponents returns the components of the control API's document that describe
// request bodies: the JSON Schemas of the tables that the server reads them with.
func bodyComponents(t *testing.T) string {
	t.Helper()
	var schemas yaml.Node // of JSON too, and in its order
	if err := yaml.Unmarshal(format.Definitions(append(scenario.BodySchemas(), snapshot.Schema())...), &schemas); err != nil {
		t.Fatal(err)
	}
	root := schemas.Content[0]
	name := componentNames(t)
	for i := 0; i < len(root.Content); i += 2 {
		root.Content[i].Value, root.Content[i].Style = name(root.Content[i].Value), 0
		component(root.Content[i+1], name)
		layOut(root.Content[i+1])
	}
	root.Style = 0
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		t.Fatal(err)
	}
	return "    " + strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "\n    ") + "\n"
}

// componentNames returns the function that turns the name of a definition into that of
// its component: the parts of a scenario begin with Scenario, as answers have a Job too.
func componentNames(t *testing.T) func(string) string {
	t.Helper()
	var file struct {
		Defs map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(scenario.Schema(), &file); err != nil {
		t.Fatal(err)
	}
	return func(definition string) string {
		pascal := strings.ToUpper(definition[:1]) + definition[1:]
		if _, isPart := file.Defs[definition]; isPart {
			return "Scenario" + pascal
		}
		return pascal
	}
}

// component turns a JSON Schema into one of an OpenAPI document, whose bodies are JSON:
// there only YAML's texts may be without quotes.
func component(s *yaml.Node, name func(string) string) {
	switch {
	case s.Kind != yaml.ScalarNode:
		s.Style = yaml.FlowStyle
	case slices.Contains([]string{"off", "on", "no", "yes", "n", "y"}, s.Value): // booleans of YAML 1.1
		s.Style = yaml.SingleQuotedStyle
	default:
		s.Style = 0
	}
	for i := range s.Content {
		component(s.Content[i], name)
	}
	if s.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i < len(s.Content); i += 2 {
		switch key, value := s.Content[i].Value, s.Content[i+1]; {
		case key == "$ref":
			value.Value = "#/components/schemas/" + name(strings.TrimPrefix(value.Value, "#/$defs/"))
		case key == "type" && value.Kind == yaml.SequenceNode && hasText(value, "number"):
			value.Content = slices.DeleteFunc(value.Content, func(n *yaml.Node) bool { return n.Value == "number" || n.Value == "boolean" })
			if len(value.Content) == 1 {
				s.Content[i+1] = value.Content[0]
			}
		}
	}
}

func hasText(list *yaml.Node, text string) bool {
	return slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return n.Value == text })
}

// layOut gives each key of an object, and each property, a line of its own.
func layOut(object *yaml.Node) {
	object.Style = 0
	for i := 0; i < len(object.Content); i += 2 {
		if object.Content[i].Value == "properties" {
			object.Content[i+1].Style = 0
		}
	}
}
