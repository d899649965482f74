package history

import (
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// chunk is the number of rows that are looked up at once in reverse order.
const chunk = 512

// Rows yields at most limit jobs from the offset-th on, counted from 0, in the order
// of compat.order.
func (v View) Rows(offset, limit int) iter.Seq[Job] {
	return func(yield func(Job) bool) {
		limit := min(limit, v.count-offset)
		if limit <= 0 {
			return
		}
		if v.era.compat.Order != scenario.NewestFirst {
			m := newMerger(v.parts, v.tail, offset)
			for ; limit > 0 && yield(m.next()); limit-- {
			}
			return
		}
		var jobs [chunk]Job
		for end := v.count - offset; limit > 0; {
			n := min(chunk, limit)
			m := newMerger(v.parts, v.tail, end-n)
			for i := range n {
				jobs[n-1-i] = m.next()
			}
			for _, j := range jobs[:n] {
				if !yield(j) {
					return
				}
			}
			end -= n
			limit -= n
		}
	}
}

// merger yields the jobs of several sources in listing order.
type merger struct {
	sources []source // those with remaining jobs, each at its next one
}

// newMerger returns a merger of selections and a list that starts at the offset-th of
// all their jobs.
func newMerger(parts []selection, tail []Job, offset int) merger {
	sources := make([]source, 0, len(parts)+1)
	for i := range parts {
		sources = append(sources, source{part: &parts[i], lo: int(parts[i].from), end: int(parts[i].to)})
	}
	if len(tail) > 0 {
		sources = append(sources, source{tail: tail, end: len(tail)})
	}
	skip := seek(sources, offset)
	m := merger{sources[:0]}
	for _, s := range sources {
		if s.begin() {
			m.sources = append(m.sources, s)
		}
	}
	for range skip {
		m.next()
	}
	return m
}

// next returns the next job. There must be one.
func (m *merger) next() Job {
	first := 0
	for i := 1; i < len(m.sources); i++ {
		if compare(m.sources[i].head, m.sources[first].head) < 0 {
			first = i
		}
	}
	s := &m.sources[first]
	j := s.head
	if !s.advance() {
		m.sources = append(m.sources[:first], m.sources[first+1:]...)
	}
	return j
}

// merged yields all jobs of selections and a list.
func merged(parts []selection, tail []Job) iter.Seq[Job] { return mergedFrom(parts, tail, 0) }

// mergedFrom yields the jobs of selections and a list from the offset-th on.
func mergedFrom(parts []selection, tail []Job, offset int) iter.Seq[Job] {
	return func(yield func(Job) bool) {
		remaining := len(tail) - offset
		for i := range parts {
			remaining += parts[i].count()
		}
		if remaining <= 0 {
			return
		}
		for m := newMerger(parts, tail, offset); remaining > 0 && yield(m.next()); remaining-- {
		}
	}
}
