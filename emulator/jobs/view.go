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
	p := b.plan
	v := View{plan: p, now: b.now, to: uint32(b.at.Begun)}
	graph := -1
	if f.Graph != "" {
		i, ok := p.names[f.Graph]
		if !ok {
			return View{plan: p, now: b.now}
		}
		graph = int(i)
	}
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
		v.leave = v.within(b.left(f, v.to))
	}
	v.count = v.rank(v.to) - v.rank(v.from)
	if v.leave != nil {
		v.count -= int(v.leave.GetCardinality())
	}
	return v
}

// underWay is the jobs of a set of the board's, those of a graph only unless
// graph < 0.
func (b *Board) underWay(set *roaring.Bitmap, graph int) *roaring.Bitmap {
	if graph < 0 {
		b.shared = true
		return set
	}
	return roaring.And(set, b.plan.ofGraph[graph])
}

// left is the jobs before a position that a filter leaves out by their state:
// under way when it asks for an outcome, ended after its last day.
func (b *Board) left(f Filter, before uint32) *roaring.Bitmap {
	var late *roaring.Bitmap
	if f.EndTime != nil && b.plan.compat.DateRange != scenario.BeginOnly {
		late = b.plan.endedAfter(*f.EndTime, b.now.Day(), before)
	}
	switch {
	case f.Status != ges.None && late == nil:
		return roaring.Or(b.waiting, b.running)
	case f.Status != ges.None:
		late.Or(b.waiting)
		late.Or(b.running)
	case late != nil:
		late.AndNot(b.waiting)
		late.AndNot(b.running)
	}
	return late
}

// within is the part of a set that lies in the view's range and in keep; nil
// when it is empty. It may change the set.
func (v *View) within(set *roaring.Bitmap) *roaring.Bitmap {
	if set == nil || set.IsEmpty() {
		return nil
	}
	if v.keep != nil {
		set.And(v.keep)
	}
	set.RemoveRange(0, uint64(v.from))
	set.RemoveRange(uint64(v.to), uint64(len(v.plan.jobs)))
	if set.IsEmpty() {
		return nil
	}
	return set
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

// positions appends n positions of the view from its k-th on, ascending. There
// must be as many.
func (v *View) positions(b []uint32, k, n int) []uint32 {
	at := v.selected(k)
	if v.keep == nil {
		for ; len(b) < n; at++ {
			if v.leave == nil || !v.leave.Contains(at) {
				b = append(b, at)
			}
		}
		return b
	}
	kept := v.keep.Iterator()
	for kept.AdvanceIfNeeded(at); len(b) < n; {
		if at = kept.Next(); v.leave == nil || !v.leave.Contains(at) {
			b = append(b, at)
		}
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
