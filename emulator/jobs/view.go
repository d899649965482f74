package jobs

import (
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Filter says which jobs a list call asks for. The zero value asks for all.
type Filter struct {
	Status    ges.Status // ges.None: any
	Graph     string     // "": any
	StartTime *clock.Day // begin day on or after it; nil: any
	EndTime   *clock.Day // end day on or before it, begin day while a job has no end; nil: any
}

// View is the jobs that a board shows through a filter, at an instant. It is
// immutable.
type View struct {
	plan *Plan
	now  clock.Instant

	from, to uint32          // positions, to excluded
	keep     *roaring.Bitmap // nil: all
	leave    *roaring.Bitmap // within the range and keep; nil: none
	count    int
}

// View is what the board shows through a filter now.
func (b *Board) View(f Filter) View {
	graph := anyGraph
	if f.Graph != "" {
		i, ok := b.plan.names[f.Graph]
		if !ok {
			return View{plan: b.plan, now: b.now}
		}
		graph = int(i)
	}
	asked := questionOf(f, graph)
	v, ok := b.recent.find(asked)
	if !ok {
		v = b.look(f, graph)
		b.recent.keep(asked, v)
	}
	v.now = b.now
	return v
}

// look works a view out.
func (b *Board) look(f Filter, graph int) View {
	p := b.plan
	v := View{plan: p, to: uint32(b.at.Begun)}
	if f.StartTime != nil {
		v.from = min(uint32(p.firstBegunFrom(f.StartTime.Begin())), v.to)
	}
	if f.EndTime != nil {
		v.to = max(v.from, min(uint32(p.firstBegunFrom((*f.EndTime+1).Begin())), v.to))
	}
	switch f.Status {
	case ges.Waiting:
		v.keep = b.underWay(b.waiting, graph)
	case ges.Running:
		v.keep = b.underWay(b.running, graph)
	default:
		v.keep = p.set(graph, f.Status)
		v.leave = b.left(f, &v)
	}
	v.count = v.rank(v.to) - v.rank(v.from)
	if v.leave != nil {
		v.count -= int(v.leave.GetCardinality())
	}
	return v
}

// underWay is the jobs of a set of the board's, those of a graph only unless it
// is anyGraph.
func (b *Board) underWay(set *roaring.Bitmap, graph int) *roaring.Bitmap {
	if graph == anyGraph {
		b.shared = true
		return set
	}
	return roaring.And(set, b.plan.ofGraph[graph])
}

// left is the jobs of a view's range and keep that its filter leaves out by
// their state: under way when it asks for an outcome, ended after its last day;
// nil when there are none.
func (b *Board) left(f Filter, v *View) *roaring.Bitmap {
	var late *roaring.Bitmap
	if f.EndTime != nil && b.plan.compat.DateRange != scenario.BeginOnly {
		late = b.plan.overnight(*f.EndTime)
	}
	var left *roaring.Bitmap
	switch {
	case f.Status != ges.None:
		left = roaring.Or(b.waiting, b.running)
		if late != nil {
			left.Or(late)
		}
	case late != nil:
		left = roaring.AndNot(late, b.running)
		left.AndNot(b.waiting)
	default:
		return nil
	}
	if v.keep != nil {
		left.And(v.keep)
	}
	left.RemoveRange(0, uint64(v.from))
	left.RemoveRange(uint64(v.to), uint64(len(v.plan.jobs)))
	if left.IsEmpty() {
		return nil
	}
	return left
}

// rank is how many positions of keep lie before one.
func (v *View) rank(before uint32) int {
	switch {
	case v.keep == nil:
		return int(before)
	case before == 0:
		return 0
	default:
		return int(v.keep.Rank(before - 1))
	}
}

// Count is the number of jobs in the view.
func (v View) Count() int { return v.count }

// Now is the instant of the view.
func (v View) Now() clock.Instant { return v.now }

// chunk is how many rows are looked up at once.
const chunk = 512

// Rows yields the jobs from the offset-th, counted from 0, in the order that
// compat.order asks for, at most limit of them.
func (v View) Rows(offset, limit int) func(yield func(Job) bool) {
	return func(yield func(Job) bool) {
		newestFirst := v.plan.compat.Order == scenario.NewestFirst
		var buffer [chunk]uint32
		for offset < v.count && limit > 0 {
			n := min(chunk, limit, v.count-offset)
			first := offset
			if newestFirst {
				first = v.count - offset - n
			}
			positions := v.positions(buffer[:0], first, n)
			for i := range positions {
				at := i
				if newestFirst {
					at = len(positions) - 1 - i
				}
				if !yield(Job{v.plan, positions[at]}) {
					return
				}
			}
			offset += n
			limit -= n
		}
	}
}

// maxMisses is how many left-out positions in a row are stepped over before
// the next one is looked up instead, which costs about as much.
const maxMisses = 64

// positions appends n positions of the view from its k-th on, ascending. There
// must be as many.
func (v *View) positions(b []uint32, k, n int) []uint32 {
	for len(b) < n {
		b = v.stretch(b, v.selected(k+len(b)), n)
	}
	return b
}

// stretch appends positions of the view from one of them on, until there are n
// or too many in a row are left out.
func (v *View) stretch(b []uint32, at uint32, n int) []uint32 {
	misses := 0
	see := func(at uint32) {
		if v.leave != nil && v.leave.Contains(at) {
			misses++
			return
		}
		misses = 0
		b = append(b, at)
	}
	if v.keep == nil {
		for ; len(b) < n && misses < maxMisses; at++ {
			see(at)
		}
		return b
	}
	kept := v.keep.Iterator()
	for kept.AdvanceIfNeeded(at); len(b) < n && misses < maxMisses; {
		see(kept.Next())
	}
	return b
}

// selected is the k-th position of the view, from 0. There must be as many.
func (v *View) selected(k int) uint32 {
	k += v.rank(v.from) // counted in keep, from its beginning
	if v.leave != nil {
		// Of the positions left out, those lie before it that have at most k
		// others before them.
		k += sort.Search(int(v.leave.GetCardinality()), func(i int) bool {
			return v.rank(nth(v.leave, i))-i > k
		})
	}
	if v.keep == nil {
		return uint32(k)
	}
	return nth(v.keep, k)
}

// nth is the n-th position of a set, from 0. There must be as many.
func nth(set *roaring.Bitmap, n int) uint32 {
	position, err := set.Select(uint32(n))
	if err != nil {
		panic(err) // the caller has counted
	}
	return position
}
