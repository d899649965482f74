package jobs

import (
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

	own *View // of the schedule's own jobs, listed among the others; nil: none

	board *Board // that shows it, in this state; not for looking into
	state State
}

// View is what the board shows through a filter now.
func (b *Board) View(f Filter) View {
	v := b.ofPlan(f)
	v.board, v.state = b, b.State()
	if b.own != nil {
		own := b.own.View(f)
		v.own = &own
	}
	return v
}

// ofPlan is the part of a view that shows the plan's jobs.
func (b *Board) ofPlan(f Filter) View {
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
	if b.schedule.hidden != nil {
		v.hide(b.schedule.hidden)
	}
	v.count = v.rank(v.to) - v.rank(v.from)
	if v.leave != nil {
		v.count -= int(v.leave.GetCardinality())
	}
	return v
}

// hide leaves jobs out, wherever the view has them.
func (v *View) hide(hidden *roaring.Bitmap) {
	if hidden = v.clip(hidden.Clone()); hidden == nil {
		return
	}
	if v.leave != nil {
		hidden.Or(v.leave)
	}
	v.leave = hidden
}

// clip is the part of a set that lies in the view's range and keep; nil when it
// is empty. The set is changed.
func (v *View) clip(set *roaring.Bitmap) *roaring.Bitmap {
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
	return v.clip(left)
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
func (v View) Count() int {
	if v.own != nil {
		return v.count + v.own.count
	}
	return v.count
}

// State is the state of the board in which it shows the view.
func (v View) State() State { return v.state }

// Of says whether the view is one of a board.
func (v View) Of(b *Board) bool { return v.board == b }

// Compat is the reading of the vendor's pages that the view's scenario asks for.
func (v View) Compat() scenario.Compat { return v.plan.compat }

// Now is the instant of the view.
func (v View) Now() clock.Instant { return v.now }
