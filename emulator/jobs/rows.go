package jobs

import (
	"iter"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// chunk is how many rows are looked up at once.
const chunk = 512

// Rows yields the jobs from the offset-th, counted from 0, in the order that
// compat.order asks for, at most limit of them.
func (v View) Rows(offset, limit int) iter.Seq[Job] {
	return func(yield func(Job) bool) {
		newestFirst := v.plan.compat.Order == scenario.NewestFirst
		total := v.Count()
		rows := rows{view: &v}
		rows.merge()
		for offset < total && limit > 0 {
			n := min(chunk, limit, total-offset)
			first := offset
			if newestFirst {
				first = total - offset - n
			}
			rows.look(first, n)
			for i := range n {
				if newestFirst {
					i = n - 1 - i
				}
				if !yield(rows.row(i)) {
					return
				}
			}
			offset += n
			limit -= n
		}
	}
}

// rows is some neighbouring rows of a view, in listing order.
type rows struct {
	view      *View
	positions [chunk]uint32 // those of the plan's jobs among them
	mixed     []Job         // all of them, when the view has jobs of the schedule's own

	own   []uint32 // the positions of all of the schedule's own jobs in the view,
	place []int    // and their places among all rows, ascending
}

// merge finds where the schedule's own jobs stand among the plan's.
func (r *rows) merge() {
	v := r.view
	if v.own == nil || v.own.count == 0 {
		return
	}
	r.own = v.own.positions(nil, 0, v.own.count)
	r.place = make([]int, len(r.own))
	for i, position := range r.own {
		r.place[i] = v.before(Job{v.own.plan, position}) + i
	}
}

// before is how many of the plan's jobs in the view are listed before a job of
// another plan.
func (v *View) before(j Job) int {
	at := uint32(sort.Search(len(v.plan.jobs), func(i int) bool { return !v.plan.Job(i).listedBefore(j) }))
	at = min(max(at, v.from), v.to)
	n := v.rank(at) - v.rank(v.from)
	if v.leave != nil && at > 0 {
		n -= int(v.leave.Rank(at - 1))
	}
	return n
}

// look looks up n rows from the first-th on. There must be as many.
func (r *rows) look(first, n int) {
	from, to := sort.SearchInts(r.place, first), sort.SearchInts(r.place, first+n)
	positions := r.view.positions(r.positions[:0], first-from, n-(to-from))
	if len(r.own) == 0 {
		return
	}
	r.mixed = r.mixed[:0]
	for k := range n {
		if from < to && r.place[from] == first+k {
			r.mixed = append(r.mixed, Job{r.view.own.plan, r.own[from]})
			from++
			continue
		}
		r.mixed = append(r.mixed, Job{r.view.plan, positions[0]})
		positions = positions[1:]
	}
}

// row is the i-th of the rows that were looked up.
func (r *rows) row(i int) Job {
	if len(r.own) > 0 {
		return r.mixed[i]
	}
	return Job{r.view.plan, r.positions[i]}
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
