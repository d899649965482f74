package format

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Tree is a document that is changed and written again, with its comments and its layout
// where it is not changed. It is for documents that [Read] takes.
type Tree struct {
	root   *yaml.Node
	breaks oldBreaks // that stand-ins in the nodes are for
}

// ParseTree parses a document whose root is a mapping, YAML or JSON. Aliases and merge keys
// are resolved, so that parts of it can be taken away.
func ParseTree(text string) (*Tree, error) {
	var document yaml.Node
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff")
	breaks := findOldBreaks(text)
	if err := yaml.Unmarshal([]byte(breaks.hide(asVersion11(text))), &document); err != nil {
		return nil, err
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("the document is not a mapping")
	}
	isJSON, _ := looksLikeJSON(text)
	root := resolved(document.Content[0])
	if isJSON {
		layOut(root)
	}
	return &Tree{root, breaks}, nil
}

// resolved returns a copy of a node without aliases, anchors and merge keys.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return resolved(n.Alias)
	}
	c := *n
	c.Anchor, c.Content = "", nil
	var merged []*yaml.Node
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Tag == "!!merge" {
			merged = append(merged, n.Content[i+1])
			continue
		}
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Tag == "!!merge" {
			continue
		}
		c.Content = append(c.Content, resolved(child))
	}
	for _, m := range merged {
		merge(&c, resolved(m))
	}
	return &c
}

// merge adds the entries of a mapping, or of a list of them, that another has not.
func merge(into, from *yaml.Node) {
	if from.Kind == yaml.SequenceNode {
		for _, one := range from.Content {
			merge(into, one)
		}
		return
	}
	for i := 0; i+1 < len(from.Content); i += 2 {
		if place(into, from.Content[i].Value) < 0 {
			into.Content = append(into.Content, from.Content[i], from.Content[i+1])
		}
	}
}

// layOut writes a tree in lines, lists of few values and mappings of scalars aside.
func layOut(n *yaml.Node) {
	n.Style = 0
	simple := n.Kind == yaml.MappingNode && len(n.Content) > 0
	for i, child := range n.Content {
		layOut(child)
		simple = simple && (i%2 == 0 || child.Kind == yaml.ScalarNode && len(child.Value) <= 40)
	}
	if simple && len(n.Content) <= 16 {
		n.Style = yaml.FlowStyle
	}
	if n.Kind == yaml.SequenceNode && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind != yaml.ScalarNode }) {
		n.Style = yaml.FlowStyle
	}
}

// place returns the index of a key in a mapping's content, or -1.
func place(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// find returns the value at a path of keys; nil: there is none.
func (t *Tree) find(path []string) *yaml.Node {
	n := t.root
	for _, key := range path {
		if n.Kind != yaml.MappingNode {
			return nil
		}
		i := place(n, key)
		if i < 0 {
			return nil
		}
		n = n.Content[i+1]
	}
	return n
}

// Text returns the scalar at a path of keys, false if there is none.
func (t *Tree) Text(path ...string) (string, bool) {
	n := t.find(path)
	if n == nil || n.Kind != yaml.ScalarNode {
		return "", false
	}
	return n.Value, true
}

// Keep removes all entries of the mapping at a path but one.
func (t *Tree) Keep(key string, path ...string) {
	n := t.find(path)
	if i := place(n, key); i >= 0 {
		n.Content = []*yaml.Node{n.Content[i], n.Content[i+1]}
	}
}

// Delete removes the entry at a path of keys, if there is one.
func (t *Tree) Delete(path ...string) {
	parent := t.find(path[:len(path)-1])
	if parent == nil || parent.Kind != yaml.MappingNode {
		return
	}
	if i := place(parent, path[len(path)-1]); i >= 0 {
		parent.Content = slices.Delete(parent.Content, i, i+2)
	}
}

// Set gives the entry at a path of keys a value, which is JSON. Mappings on the way are
// made.
func (t *Tree) Set(value []byte, path ...string) error {
	var document yaml.Node
	if err := yaml.Unmarshal(value, &document); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(path, "."), err)
	}
	made := document.Content[0]
	layOut(made)
	n := t.root
	for i, key := range path {
		if n.Kind != yaml.MappingNode { // it was null
			*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		}
		at := place(n, key)
		if at < 0 {
			at = len(n.Content)
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"})
			if n.Style == yaml.FlowStyle && i == len(path)-1 && made.Kind != yaml.ScalarNode {
				n.Style = 0
			}
		}
		if i == len(path)-1 {
			made.LineComment = n.Content[at+1].LineComment
			n.Content[at+1] = made
		}
		n = n.Content[at+1]
	}
	return nil
}

// String returns the document as YAML.
func (t *Tree) String() string {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(t.root); err != nil {
		panic(err) // impossible: the nodes are those of a document
	}
	return t.breaks.restore(b.String())
}
