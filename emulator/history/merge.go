package history

import (
	"iter"
	"maps"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// maxTail is the maximum number of jobs in the tail.
const maxTail = 32

// flush makes a segment of a full tail. A segment that is less than twice as large as
// the new one is merged into it: so there are few segments, and a job is rarely copied.
// The history must not be shared yet.
func (h *History) flush() {
	if len(h.tail) <= maxTail && len(h.alike) <= maxTail {
		return
	}
	size, from := len(h.tail)+len(h.alike), len(h.parts)
	for ; from > 1 && h.parts[from-1].size() < 2*size; from-- {
		size += h.parts[from-1].size()
	}
	var parts []selection
	alike := map[fake.Key]int{}
	for i := from; i < len(h.parts); i++ {
		parts = append(parts, h.parts[i].all())
		if i == from {
			alike = maps.Clone(h.parts[i].alike)
			continue
		}
		for key, n := range h.parts[i].alike {
			alike[key] += n
		}
	}
	for _, key := range h.alike {
		alike[key]++
	}
	s := newSegment(h.plan.base, merged(parts, h.tail), alike)
	h.parts = append(h.parts[:from:from], part{segment: s})
	h.tail, h.alike = nil, nil
}

// size returns the cost of merging a segment.
func (s *segment) size() int { return len(s.rows) + len(s.alike) }

// newSegment returns a segment of jobs, which must be in listing order.
func newSegment(e *base, jobs iter.Seq[Job], alike map[fake.Key]int) *segment {
	s := &segment{table: table{base: e}, alike: alike}
	graphs := map[string]uint32{}
	for j := range jobs {
		r := *j.record()
		graph, known := graphs[j.Graph()]
		if !known {
			graph = uint32(len(s.graphs))
			graphs[j.Graph()] = graph
			s.graphs = append(s.graphs, j.Graph())
		}
		r.graph, r.origin = graph, uint32(len(s.rows))
		s.rows = append(s.rows, r)
		s.origins = append(s.origins, *j.origin())
	}
	s.index()
	return s
}
