package scenario

import "gopkg.in/yaml.v3"

// maxMerges bounds how deep merge keys nest.
const maxMerges = 100

// entries visits the keys of a mapping with their values: its own first, then
// what its merge keys (<<) bring, the nearest first, so that the first of a
// name is the one that counts. owner is the mapping in which a key stands: a
// name that comes again from another owner is overridden, from the same one
// repeated.
func (n node) entries(visit func(owner *yaml.Node, key, value node)) {
	n.merge(n, 0, visit)
}

func (n node) merge(from node, depth int, visit func(owner *yaml.Node, key, value node)) {
	owner := from.y
	var merged []node
	for i := 0; i+1 < len(owner.Content); i += 2 {
		key, value := n.r.node(owner.Content[i]), n.r.node(owner.Content[i+1])
		switch {
		case key.y.Kind != yaml.ScalarNode:
			key.problem("%s is not a key; a key is a word", key.came())
		case key.y.Tag != "!!merge":
			visit(owner, key, value)
		case value.y.Kind == yaml.SequenceNode:
			for _, y := range value.y.Content {
				merged = append(merged, n.r.node(y))
			}
		default:
			merged = append(merged, value)
		}
	}
	for _, m := range merged {
		switch {
		case m.y.Kind != yaml.MappingNode:
			m.wrong("a mapping, or a list of mappings, to merge (<<)", "")
		case depth == maxMerges:
			m.problem("merge keys (<<) are nested more than %d deep", maxMerges)
		default:
			n.merge(m, depth+1, visit)
		}
	}
}

// dict is a mapping whose keys the file's author makes up. Each entry is added
// by add, once; fold gives keys that count as the same the same name.
type dict[T any] struct {
	noun  string // "a mapping of headers"
	needs string // what it needs when it may not be empty
	name  func(key node) bool
	fold  func(key string) string
	value kind[T]
	add   func(key string, v T)
}

func (d dict[T]) read(n node) bool {
	if n.y.Kind != yaml.MappingNode {
		n.wrong(d.noun, "")
		return false
	}
	before := len(n.r.problems)
	seen := map[string]slot{}
	n.entries(func(owner *yaml.Node, key, value node) {
		name := key.y.Value
		n.r.at(step{key: name, item: -1, own: true}, func() {
			folded := name
			if d.fold != nil {
				folded = d.fold(name)
			}
			first, again := seen[folded]
			switch {
			case again && first.owner == owner:
				key.repeated(first.at)
			case again:
			default:
				seen[folded] = slot{node: value, owner: owner}
				d.entry(key, value)
			}
		})
	})
	if len(n.y.Content) == 0 && d.needs != "" {
		n.problem("the mapping is empty; it needs %s", d.needs)
	}
	return len(n.r.problems) == before
}

// entry reads one entry. An empty value is one with nothing set, where its
// kind knows that.
func (d dict[T]) entry(key, value node) {
	ok := d.name(key)
	var v T
	if value.null() && d.value.absent {
		value.y = &yaml.Node{Kind: yaml.MappingNode}
	}
	if d.value.read(value, &v) && ok {
		d.add(key.y.Value, v)
	}
}
