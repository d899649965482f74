package history

import (
	"cmp"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// segment is a table with the orders and sets that boards need. It is immutable and
// safe for concurrent use.
type segment struct {
	table

	byStart []uint32          // positions of all jobs, by start
	byEnd   []uint32          // positions of the jobs that end, by end
	names   map[string]uint32 // graph name → index in graphs
	ofGraph []*roaring.Bitmap
	days    []endDay

	// alike is the number of jobs that were added here, by key, including those
	// that were removed before the segment was made. For a plan: of its own jobs.
	alike map[fake.Key]int

	ids ids

	mu               sync.Mutex
	endingAfterCache map[clock.Day]*roaring.Bitmap // see endingAfter
}

// endDay is the jobs that end on a day.
type endDay struct {
	day  clock.Day
	jobs *roaring.Bitmap
	// first is the least position on this or any later day: if it is beyond the
	// range of a filter, later days need not be examined.
	first uint32
}

// index builds the orders and sets.
func (s *segment) index() {
	s.byStart = s.positionsBy(func(r *record) clock.Instant { return r.start })
	s.byEnd = s.positionsBy(func(r *record) clock.Instant { return r.end })
	ending := search(0, len(s.byEnd), func(i int) bool { return s.rows[s.byEnd[i]].end == clock.Never })
	s.byEnd = s.byEnd[:ending:ending]
	s.indexGraphs()
	s.indexDays()
	s.endingAfterCache = map[clock.Day]*roaring.Bitmap{}
}

// positionsBy returns all positions, sorted by an instant of their jobs, then by
// position.
func (s *segment) positionsBy(at func(*record) clock.Instant) []uint32 {
	type entry struct {
		at       clock.Instant
		position uint32
	}
	entries := make([]entry, len(s.rows))
	for i := range s.rows {
		entries[i] = entry{at(&s.rows[i]), uint32(i)}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.at != b.at { // almost always
			return cmp.Compare(a.at, b.at)
		}
		return cmp.Compare(a.position, b.position)
	})
	positions := make([]uint32, len(entries))
	for i, e := range entries {
		positions[i] = e.position
	}
	return positions
}

func (s *segment) indexGraphs() {
	s.names = make(map[string]uint32, len(s.graphs))
	for i, name := range s.graphs {
		s.names[name] = uint32(i)
	}
	members := make([][]uint32, len(s.graphs))
	for i := range s.rows {
		g := s.rows[i].graph
		members[g] = append(members[g], uint32(i))
	}
	s.ofGraph = make([]*roaring.Bitmap, len(s.graphs))
	for g, positions := range members {
		s.ofGraph[g] = setOf(positions)
		s.ofGraph[g].RunOptimize()
		members[g] = nil
	}
}

func (s *segment) indexDays() {
	for from := 0; from < len(s.byEnd); {
		day := s.rows[s.byEnd[from]].end.Day()
		to := from
		for to < len(s.byEnd) && s.rows[s.byEnd[to]].end.Day() == day {
			to++
		}
		jobs := setOf(slices.Sorted(slices.Values(s.byEnd[from:to])))
		jobs.RunOptimize()
		s.days = append(s.days, endDay{day: day, jobs: jobs})
		from = to
	}
	for i := len(s.days) - 1; i >= 0; i-- {
		s.days[i].first = s.days[i].jobs.Minimum()
		if i+1 < len(s.days) {
			s.days[i].first = min(s.days[i].first, s.days[i+1].first)
		}
	}
}

// setOf returns a set of positions, which must be in ascending order.
func setOf(positions []uint32) *roaring.Bitmap {
	set := roaring.New()
	set.AddMany(positions)
	return set
}

// maxEndingAfterCache is the number of cached sets of [segment.endingAfter].
const maxEndingAfterCache = 64

// endingAfter returns the jobs that begin by the end of a day and end on a later one,
// without those that never end; nil if there are none. Of the jobs that have begun by
// that day and have ended, these are the ones that a filter by end day excludes.
func (s *segment) endingAfter(day clock.Day) *roaring.Bitmap {
	first := search(0, len(s.days), func(i int) bool { return s.days[i].day > day })
	before := uint32(s.firstFrom((day + 1).Begin()))
	if first == len(s.days) || s.days[first].first >= before {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	set, ok := s.endingAfterCache[day]
	if !ok {
		set = s.endingFrom(s.days[first:], before)
		if len(s.endingAfterCache) == maxEndingAfterCache {
			clear(s.endingAfterCache)
		}
		s.endingAfterCache[day] = set
	}
	return set
}

// endingFrom returns the jobs before a position that end on one of the days.
func (s *segment) endingFrom(days []endDay, before uint32) *roaring.Bitmap {
	set := roaring.New()
	for _, d := range days {
		if d.first >= before {
			break
		}
		if d.jobs.Minimum() < before {
			set.Or(d.jobs)
		}
	}
	set.RemoveRange(uint64(before), uint64(len(s.rows)))
	return set
}
