package submit

import (
	"cmp"
	"fmt"
)

// Reverted returns the rules that there were before, in their order. Those that are still
// there keep their counts.
func (r Rules) Reverted(before Rules) Rules {
	reverted := Rules{make([]entry, len(before.entries))}
	for i, e := range before.entries {
		for _, now := range r.entries {
			if now.rule == e.rule && now.place == e.place {
				e = now
			}
		}
		reverted.entries[i] = e
	}
	return reverted
}

// Difference returns the names of the rules that later rules have and r has not, and the
// other way round. A rule without a name has its place in the scenario, from 0.
func (r Rules) Difference(later Rules) (added, removed []string) {
	return r.beyond(later), later.beyond(r)
}

// beyond returns the names of the rules of others that are not in r.
func (r Rules) beyond(others Rules) (names []string) {
	for _, e := range others.entries {
		known := false
		for _, own := range r.entries {
			known = known || own.rule == e.rule && own.place == e.place
		}
		if !known {
			names = append(names, cmp.Or(e.rule.Name, fmt.Sprint(e.place)))
		}
	}
	return names
}
