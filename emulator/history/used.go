package history

import "slices"

// usedSerials is the serial numbers in use in one millisecond. It is cached for the
// last job added to a history, as the next one often begins at the same instant. It is
// immutable.
type usedSerials struct {
	milli uint64
	sets  []*serials // of the scenario's own process and the following ones; the last is empty
}

// has reports whether the history has a job with an id, or the plan had one that was
// removed or changed.
func (h *History) has(id ident) bool {
	if n := id.process - h.plan.process(); h.used.sets != nil && h.used.milli == id.milli() && int(n) < len(h.used.sets) {
		return h.used.sets[n].has(id.serial())
	}
	for _, j := range h.tail {
		if r := j.record(); !r.named && r.id == id {
			return true
		}
	}
	for i := range h.parts {
		if position, ok := h.parts[i].findIdent(id); ok && (i == 0 || !h.parts[i].hides(position)) {
			return true
		}
	}
	return false
}

// process returns the process part of invented ids.
func (e *base) process() uint32 { return newIdent(e.start, e.start, 0).process }

// free returns the number of ids tried for a job, at least n, before one that is not
// in use.
func (h *History) free(first ident, n int) int {
	if !h.has(first.after(n)) {
		return n
	}
	sets := h.usedSerials(first).sets
	for ; ; n = (n/maxSerials + 1) * maxSerials {
		process := n / maxSerials
		if process >= len(sets) {
			return n
		}
		if offset, ok := sets[process].free(first.serial(), n%maxSerials); ok {
			return process*maxSerials + offset
		}
	}
}

// usedSerials returns the serial numbers in use in an id's millisecond.
func (h *History) usedSerials(id ident) usedSerials {
	if h.used.sets != nil && h.used.milli == id.milli() {
		return h.used
	}
	u := usedSerials{milli: id.milli()}
	return h.extend(u)
}

// extend looks up the serial numbers of further processes, up to the first that has
// none.
func (h *History) extend(u usedSerials) usedSerials {
	for len(u.sets) == 0 || u.sets[len(u.sets)-1].count > 0 {
		id := ident{u.milli << 16, h.plan.process() + uint32(len(u.sets))}
		set := &serials{}
		for i := range h.parts {
			for _, position := range h.parts[i].sameMilli(id) {
				if i == 0 || !h.parts[i].hides(position) {
					set.add(h.parts[i].rows[position].id.serial())
				}
			}
		}
		for _, j := range h.tail {
			if r := j.record(); !r.named && r.id.process == id.process && r.id.milli() == id.milli() {
				set.add(r.id.serial())
			}
		}
		u.sets = append(slices.Clip(u.sets), set)
	}
	return u
}

// use returns the serial numbers in use after a job is added.
func (h *History) use(j Job) usedSerials {
	id := j.record().id
	n := int(id.process - h.plan.process())
	isSubmitted := j.SubmittedTo() != "" // its process is a random one
	if j.record().named || isSubmitted && (h.used.milli != id.milli() || n >= len(h.used.sets)) {
		return h.used
	}
	u := h.usedSerials(id)
	if n < len(u.sets) {
		u.sets = slices.Clone(u.sets)
		u.sets[n] = u.sets[n].with(id.serial())
	}
	return h.extend(u)
}

// release returns the serial numbers in use after a job is removed.
func (h *History) release(j Job) usedSerials {
	u, id := h.used, j.record().id
	n := int(id.process - h.plan.process())
	if j.record().named || u.milli != id.milli() || n >= len(u.sets) {
		return u
	}
	if _, planned := h.plan.findIdent(id); planned {
		return u
	}
	u.sets = slices.Clone(u.sets)
	u.sets[n] = u.sets[n].without(id.serial())
	return u
}

// serials is a set of serial numbers. A shared set does not change.
type serials struct {
	count  int
	groups [32]*[32]uint64
}

// bit returns the position of a serial number's bit.
func bit(serial uint16) (group, word int, mask uint64) {
	return int(serial >> 11), int(serial >> 6 & 31), 1 << (serial & 63)
}

func (s *serials) has(serial uint16) bool {
	group, word, mask := bit(serial)
	return s.groups[group] != nil && s.groups[group][word]&mask != 0
}

func (s *serials) add(serial uint16) {
	group, word, mask := bit(serial)
	if s.groups[group] == nil {
		s.groups[group] = &[32]uint64{}
	}
	if s.groups[group][word]&mask == 0 {
		s.groups[group][word] |= mask
		s.count++
	}
}

// own returns a copy in which the group of a serial number can be changed.
func (s *serials) own(serial uint16) *serials {
	c := *s
	if group, _, _ := bit(serial); s.groups[group] != nil {
		words := *s.groups[group]
		c.groups[group] = &words
	}
	return &c
}

func (s *serials) with(serial uint16) *serials {
	c := s.own(serial)
	c.add(serial)
	return c
}

func (s *serials) without(serial uint16) *serials {
	if !s.has(serial) {
		return s
	}
	c := s.own(serial)
	group, word, mask := bit(serial)
	c.groups[group][word] &^= mask
	c.count--
	return c
}

// free returns the distance, modulo the number of serial numbers, from first to the
// first free one at distance n or more; false if there is none.
func (s *serials) free(first uint16, n int) (int, bool) {
	if s.count == maxSerials {
		return 0, false
	}
	for ; n < maxSerials; n++ {
		serial := first + uint16(n)
		group, word, _ := bit(serial)
		switch {
		case !s.has(serial):
			return n, true
		case serial&63 == 0 && s.groups[group][word] == ^uint64(0):
			n += 63
		}
	}
	return 0, false
}
