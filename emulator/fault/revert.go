package fault

// Revert gives the counter the faults that it had before, in their order. Those that it
// still has keep their counts.
func (c *Counter) Revert(before *Counter) {
	now := map[string]*entry{}
	entries := c.own()
	for i := range entries {
		now[entries[i].fault.Name] = &entries[i]
	}
	was := before.list()
	reverted := make([]entry, len(was))
	for i := range was {
		reverted[i] = was[i]
		if e := now[was[i].fault.Name]; e != nil && e.fault == was[i].fault {
			reverted[i] = *e
		}
	}
	c.entries = reverted
}

// Difference returns the names of the faults that a later counter has and c has not, and
// the other way round.
func (c *Counter) Difference(later *Counter) (added, removed []string) {
	return namesBeyond(later.list(), c.list()), namesBeyond(c.list(), later.list())
}

// namesBeyond returns the names of faults that are not among others.
func namesBeyond(entries, others []entry) (names []string) {
	known := map[string]bool{}
	for i := range others {
		known[others[i].fault.Name] = true
	}
	for i := range entries {
		if name := entries[i].fault.Name; !known[name] {
			names = append(names, name)
		}
	}
	return names
}
