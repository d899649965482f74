package format

import (
	"cmp"
	"errors"
	"io"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// parseYAML reads a text in YAML. There may be both a value and an error: of what
// follows the document. empty is the text of the error that an empty document is.
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

// asVersion11 is a text that says it is YAML 1.1, if it says it is 1.2: the parser
// reads both and takes the name of one only.
func asVersion11(text string) string {
	if !strings.Contains(text, "%YAML") {
		return text
	}
	// After comments and other directives.
	version12 := regexp.MustCompile(`^((?:[#%][^\r\n]*|[ \t]*)[\r\n]+)*%YAML[ \t]+1\.2[ \t]*(?:[#\r\n]|$)`)
	directive := version12.FindString(text)
	at := strings.LastIndex(directive, "1.2")
	if at < 0 {
		return text
	}
	return text[:at] + "1.1" + text[at+3:]
}

// yamlConverter makes values of the parser's nodes.
type yamlConverter struct {
	breaks  oldBreaks
	anchors map[*yaml.Node]*value
}

// fill makes v the value of a node. It has its place in the tree already, so that
// an alias can refer to it.
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

// isForeign says whether a node has an explicit tag of a type that JSON does not
// have.
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
