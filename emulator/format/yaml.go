package format

import (
	"cmp"
	"errors"
	"io"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// parseYAML parses a text in YAML. It can return both a value and an error, if the error
// is in the text after the document. empty is the error text for an empty document.
func parseYAML(text, empty string) (*value, *syntaxError) {
	if mark := secondMark(text); mark != nil {
		return nil, mark
	}
	breaks := findOldBreaks(text)
	text = breaks.hide(asVersion11(text))
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF) || err == nil && isEmpty(&document):
		return nil, &syntaxError{at: position{1, 1}, text: cmp.Or(empty, "it is empty")}
	case err != nil:
		return nil, yamlError(decoder, err, text)
	}
	root := document.Content[0]
	if problem := checkAliases(root, text); problem != nil {
		return nil, problem
	}
	v := new(value)
	c := yamlConverter{breaks, map[*yaml.Node]*value{}}
	c.fill(v, root)
	switch err := decoder.Decode(&second); {
	case err == nil:
		return v, &syntaxError{at: positionOf(&second), text: "a second document begins here; only one is read"}
	case !errors.Is(err, io.EOF):
		return v, yamlError(decoder, err, text)
	}
	return v, nil
}

func isEmpty(document *yaml.Node) bool {
	root := document.Content[0]
	return root.Kind == yaml.ScalarNode && root.Tag == "!!null" && root.Value == ""
}

func positionOf(y *yaml.Node) position { return position{int32(y.Line), int32(y.Column)} }

// asVersion11 replaces a YAML 1.2 directive in a text by 1.1: the parser reads both
// versions, but accepts only that directive.
func asVersion11(text string) string {
	if !strings.Contains(text, "%YAML") {
		return text
	}
	// The directive can follow comments and other directives.
	version12 := regexp.MustCompile(`^((?:[#%][^\r\n]*|[ \t]*)[\r\n]+)*%YAML[ \t]+1\.2[ \t]*(?:[#\r\n]|$)`)
	directive := version12.FindString(text)
	at := strings.LastIndex(directive, "1.2")
	if at < 0 {
		return text
	}
	return text[:at] + "1.1" + text[at+3:]
}

// yamlConverter converts the parser's nodes to values.
type yamlConverter struct {
	breaks  oldBreaks
	anchors map[*yaml.Node]*value
}

// fill sets v to the value of a node. v is already in the tree, so that an alias can
// refer to it.
func (c *yamlConverter) fill(v *value, y *yaml.Node) {
	v.at, v.text, v.kind = positionOf(y), c.breaks.restore(y.Value), kindOf(y)
	if y.Anchor != "" {
		c.anchors[y] = v
	}
	switch {
	case v.kind == aliasValue:
		v.yaml = &yamlOnly{alias: c.anchors[y.Alias]}
	case isForeign(y):
		v.yaml = &yamlOnly{tag: y.Tag}
	}
	v.content = make([]value, len(y.Content))
	for i, child := range y.Content {
		c.fill(&v.content[i], child)
	}
}

func kindOf(y *yaml.Node) valueKind {
	switch y.Kind {
	case yaml.AliasNode:
		return aliasValue
	case yaml.MappingNode:
		return mappingValue
	case yaml.SequenceNode:
		return listValue
	}
	switch y.Tag {
	case "!!null":
		return nullValue
	case "!!bool":
		return boolValue
	case "!!int":
		return intValue
	case "!!float":
		return floatValue
	case "!!merge":
		return mergeKey
	}
	return textValue
}

// plainValue returns the value of a text without quotes.
func plainValue(text string, at position) value {
	y := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	y.Tag = y.ShortTag()
	return value{kind: kindOf(&y), text: text, at: at}
}

// isForeign reports whether a node has an explicit tag of a type that JSON does not have.
func isForeign(y *yaml.Node) bool {
	if y.Style&yaml.TaggedStyle == 0 || y.Kind == yaml.AliasNode {
		return false
	}
	switch y.Tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp":
		return false
	}
	return true
}
