package history

import (
	"cmp"
	"slices"
	"sync"
)

// ids is the index of a segment's jobs by id. It is built on first use, as many plans
// never need it.
type ids struct {
	once  sync.Once
	byID  []uint32          // positions of the jobs whose ids are in the vendor's format, by id
	named map[string]uint32 // the others: id → position
}

// idIndex returns the segment's index of ids.
func (s *segment) idIndex() *ids {
	s.ids.once.Do(func() {
		type entry struct {
			id       ident
			position uint32
		}
		entries := make([]entry, 0, len(s.rows))
		s.ids.named = map[string]uint32{}
		for i := range s.rows {
			if s.rows[i].named {
				s.ids.named[s.job(i).source().ID] = uint32(i)
			} else {
				entries = append(entries, entry{s.rows[i].id, uint32(i)})
			}
		}
		slices.SortFunc(entries, func(a, b entry) int {
			if a.id.process != b.id.process {
				return cmp.Compare(a.id.process, b.id.process)
			}
			return cmp.Compare(a.id.stamp, b.id.stamp)
		})
		s.ids.byID = make([]uint32, len(entries))
		for i, e := range entries {
			s.ids.byID[i] = e.position
		}
	})
	return &s.ids
}

// find returns the position of the job with an id.
func (s *segment) find(id string) (uint32, bool) {
	if ident, ok := parseIdent(id); ok {
		return s.findIdent(ident)
	}
	position, ok := s.idIndex().named[id]
	return position, ok
}

func (s *segment) findIdent(id ident) (uint32, bool) {
	index := s.idIndex()
	if i := s.firstIDFrom(index, id); i < len(index.byID) && s.rows[index.byID[i]].id == id {
		return index.byID[i], true
	}
	return 0, false
}

// firstIDFrom returns the index, in the order of ids, of the first one that is not
// less than id.
func (s *segment) firstIDFrom(index *ids, id ident) int {
	return search(0, len(index.byID), func(i int) bool { return s.rows[index.byID[i]].id.compare(id) >= 0 })
}

// sameMilli returns the positions of the jobs whose ids have the same process and
// millisecond as id.
func (s *segment) sameMilli(id ident) []uint32 {
	index := s.idIndex()
	of := func(position uint32) ident { return s.rows[position].id }
	from := s.firstIDFrom(index, ident{id.stamp &^ (maxSerials - 1), id.process})
	to := search(from, len(index.byID), func(i int) bool {
		return of(index.byID[i]).process != id.process || of(index.byID[i]).milli() != id.milli()
	})
	return index.byID[from:to]
}
