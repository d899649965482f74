package history

import "github.com/RoaringBitmap/roaring/v2"

// source is one of the inputs of a merge, in listing order: a selection, or a short
// list.
type source struct {
	part *selection // nil: tail
	tail []Job

	lo, hi, end int // indexes in the rows of the segment or in the list; hi is only for seek

	head   Job // the next job
	behind int // number of jobs after it
	at     int // where the search for the next one starts
	only   roaring.IntPeekable
}

// job returns the job at an index, whether or not it is in the selection.
func (s *source) job(at int) Job {
	if s.part == nil {
		return s.tail[at]
	}
	return s.part.job(at)
}

// rank returns the number of jobs before an index, as [selection.rank] does.
func (s *source) rank(at int) int {
	if s.part == nil {
		return at
	}
	return s.part.rank(uint32(at))
}

// fewRows is the number of rows below which stepping is cheaper than halving the range
// once more.
const fewRows = 16

// seek moves the starts of sources forwards, such that the offset-th of all their jobs
// is one of the first after them. It returns the number of jobs in between.
//
// In each step the row in the middle of the widest range splits all ranges into the
// rows listed before it and the rest. Their counts show which half has the offset.
func seek(sources []source, offset int) int {
	if offset == 0 || len(sources) == 1 && sources[0].jump(offset) {
		return 0
	}
	for i := range sources {
		s := &sources[i]
		s.hi = s.end
		offset += s.rank(s.lo) // rows before the ranges are counted too
	}
	cuts := make([]int, len(sources))
	for widest := &sources[0]; ; {
		for i := range sources {
			if s := &sources[i]; s.hi-s.lo > widest.hi-widest.lo {
				widest = s
			}
		}
		if widest.hi-widest.lo <= fewRows {
			break
		}
		pivot, before := widest.job((widest.lo+widest.hi)/2), 0
		for i := range sources {
			s := &sources[i]
			cuts[i] = search(s.lo, s.hi, func(i int) bool { return compare(s.job(i), pivot) >= 0 })
			before += s.rank(cuts[i])
		}
		for i := range sources {
			if before <= offset {
				sources[i].lo = cuts[i]
			} else {
				sources[i].hi = cuts[i]
			}
		}
	}
	for i := range sources {
		offset -= sources[i].rank(sources[i].lo)
	}
	return offset
}

// jump moves the start to the offset-th job; false if there is no cheap way to find it.
func (s *source) jump(offset int) bool {
	switch {
	case s.part == nil || s.part.only == nil && s.part.exclude == nil:
		s.lo += offset
	case s.part.exclude == nil:
		s.lo = int(nth(s.part.only, s.rank(s.lo)+offset))
	default:
		return false
	}
	return true
}

// nth returns the n-th position of a set, from 0. It must exist.
func nth(set *roaring.Bitmap, n int) uint32 {
	position, err := set.Select(uint32(n))
	if err != nil {
		panic(err) // the caller has checked the count
	}
	return position
}

// begin finds the first job; false if there is none.
func (s *source) begin() bool {
	s.at, s.behind = s.lo, s.rank(s.end)-s.rank(s.lo)
	if s.part != nil && s.part.only != nil {
		s.only = s.part.only.Iterator()
		s.only.AdvanceIfNeeded(uint32(s.lo))
	}
	return s.advance()
}

// maxMisses is the number of consecutive excluded positions to step over before the
// next one is looked up instead, which costs about as much.
const maxMisses = 64

// advance finds the next job; false if there is none.
func (s *source) advance() bool {
	if s.behind == 0 {
		return false
	}
	s.behind--
	for misses := 1; ; misses++ {
		if misses%maxMisses == 0 {
			s.skip()
		}
		if s.only != nil {
			s.at = int(s.only.Next())
		}
		at := s.at
		s.at++
		if s.part == nil || s.part.exclude == nil || !s.part.exclude.Contains(uint32(at)) {
			s.head = s.job(at)
			return true
		}
	}
}

// skip steps over excluded positions.
func (s *source) skip() {
	before := s.rank(s.at)
	s.at = search(s.at, s.end, func(i int) bool { return s.rank(i+1) > before })
	if s.only != nil {
		s.only.AdvanceIfNeeded(uint32(s.at))
	}
}
