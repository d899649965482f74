package format

import "gopkg.in/yaml.v3"

// maxMerges bounds how deep merge keys nest.
const maxMerges = 100

// entries visits the keys of a mapping with their values: its own first, then
// what its merge keys (<<) bring, the nearest first, so that the first of a
// name is the one that counts. owner is the mapping in which a key stands: a
// name that comes again from another owner is overridden, from the same one
// repeated.
func (n Node) entries(visit func(owner *yaml.Node, key, value Node)) {
	n.merge(n, 0, visit)
}

func (n Node) merge(from Node, depth int, visit func(owner *yaml.Node, key, value Node)) {
	owner := from.y
	var merged []Node
	for i := 0; i+1 < len(owner.Content); i += 2 {
		key, value := n.r.node(owner.Content[i]), n.r.node(owner.Content[i+1])
		switch {
		case !key.IsScalar():
			key.Problem("%s is not a key; a key is a word", key.Describe())
		case !key.isMerge():
			visit(owner, key, value)
		case value.IsList():
			for _, y := range value.y.Content {
				merged = append(merged, n.r.node(y))
			}
		default:
			merged = append(merged, value)
		}
	}
	for _, m := range merged {
		switch {
		case !m.IsMapping():
			m.Mismatch("a mapping, or a list of mappings, to merge (<<)", "")
		case depth == maxMerges:
			m.Problem("merge keys (<<) are nested more than %d deep", maxMerges)
		default:
			n.merge(m, depth+1, visit)
		}
	}
}

// Dict is a mapping whose keys the document's author makes up.
type Dict[T any] struct {
	Noun  string // "a mapping of headers"
	Needs string // what it needs; "": it may be empty
	// Name reads and checks a key; false: something is wrong with it.
	Name func(key Node) bool
	// Fold gives keys that count as the same the same name; nil: none do.
	Fold  func(key string) string
	Value Kind[T]
	// Add is called for each entry, once.
	Add func(key string, v T)
}

// Read reads the mapping; false: something is wrong with it.
func (d Dict[T]) Read(n Node) bool {
	if !n.IsMapping() {
		n.Mismatch(d.Noun, "")
		return false
	}
	before := len(n.r.problems)
	entries := make(map[string]slot, n.Len()/2)
	n.entries(func(owner *yaml.Node, key, value Node) {
		name := key.y.Value
		n.r.at(step{key: name, item: -1, own: true}, func() {
			folded := name
			if d.Fold != nil {
				folded = d.Fold(name)
			}
			first, again := entries[folded]
			switch {
			case again && first.owner == owner:
				key.repeated(first.at)
			case again:
			default:
				entries[folded] = slot{Node: value, owner: owner}
				d.entry(key, value)
			}
		})
	})
	if n.Len() == 0 && d.Needs != "" {
		n.Problem("the mapping is empty; it needs %s", d.Needs)
	}
	return len(n.r.problems) == before
}

// entry reads one entry. An empty value is one with nothing set, where its
// kind takes null for absent.
func (d Dict[T]) entry(key, value Node) {
	ok := d.Name(key)
	var v T
	if value.isNull() && d.Value.NullIsAbsent {
		value.y = &yaml.Node{Kind: yaml.MappingNode}
	}
	if d.Value.Read(value, &v) && ok {
		d.Add(key.y.Value, v)
	}
}
