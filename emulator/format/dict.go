package format

import "strings"

// maxMerges is the maximum nesting depth of merge keys.
const maxMerges = 100

// entries visits the keys of a mapping with their values: its own first, then those of
// its merge keys (<<), the nearest first, so that the first of several keys with the
// same name takes precedence. owner is the mapping that contains the key: a second key
// with the same name is overridden if it has another owner, and repeated if it has the
// same one.
func (n Node) entries(visit func(owner *value, key, of Node)) {
	if merged := n.ownEntries(visit); merged != nil {
		mergeAll(merged, map[*value]bool{}, 0, visit)
	}
}

// ownEntries visits a mapping's own keys, and returns the mappings that it merges.
func (n Node) ownEntries(visit func(owner *value, key, of Node)) (merged []Node) {
	var first position // of the merge key
	owner := n.v
	for i := 0; i+1 < len(owner.content); i += 2 {
		key, of := n.r.node(&owner.content[i]), n.r.node(&owner.content[i+1])
		switch {
		case !key.IsScalar():
			key.Problem("%s is not a key; a key is a word", key.Describe())
		case !key.isMerge():
			visit(owner, key, of)
		case merged != nil:
			key.repeated(first)
		default:
			first, merged = of.at, of.merged()
		}
	}
	return merged
}

// merged returns the mappings that are the value of a merge key.
func (n Node) merged() []Node {
	if !n.IsList() {
		return []Node{n}
	}
	all := make([]Node, n.Len())
	for i := range all {
		all[i] = n.r.node(&n.v.content[i])
	}
	return all
}

// mergeAll visits the entries of merged mappings. Mappings in done are skipped, as their
// keys were visited before.
func mergeAll(merged []Node, done map[*value]bool, depth int, visit func(owner *value, key, of Node)) {
	for _, n := range merged {
		switch {
		case !n.IsMapping():
			n.Mismatch("a mapping, or a list of mappings, to merge (<<)", "")
		case done[n.v]:
		case depth == maxMerges:
			n.Problem("merge keys (<<) are nested more than %d deep", maxMerges)
		default:
			done[n.v] = true
			mergeAll(n.ownEntries(visit), done, depth+1, visit)
		}
	}
}

// Dict is the kind of a mapping whose keys are chosen by the document's author.
type Dict[T any] struct {
	Noun  string // "a mapping of headers"
	Needs string // what it must contain; "": it may be empty
	// Name reads and checks a key; false if there is a problem with it.
	Name func(key Node) bool
	// Fold maps keys that are equivalent to the same name; nil: none are.
	Fold  func(key string) string
	Value Kind[T]
	// Add is called for each entry, once.
	Add func(key string, v T)
}

// Read reads the mapping; false if there is a problem with it.
func (d Dict[T]) Read(n Node) bool {
	if !n.IsMapping() {
		n.Mismatch(d.Noun, "")
		return false
	}
	before := len(n.r.problems)
	entries := make(map[string]slot, n.Len()/2)
	n.entries(func(owner *value, key, value Node) {
		name := key.v.text
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

// entry reads one entry. If null means absent for the kind of the value, an empty value
// is the zero value.
func (d Dict[T]) entry(key, of Node) {
	ok := d.Name(key)
	var v T
	if of.isNull() && d.Value.NullIsAbsent {
		of.v = &value{kind: mappingValue}
	}
	if d.Value.Read(of, &v) && ok {
		d.Add(strings.Clone(key.v.text), v)
	}
}
