package history

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
	era   *base
	now   clock.Instant
	parts []selection // those with any jobs
	tail  []Job
	count int

	board *Board // that shows it, in this state; not for looking into
	state State
}

// selection is some jobs of a segment.
type selection struct {
	*segment
	from, to uint32          // positions, to excluded
	only     *roaring.Bitmap // those of the range; nil: all
	exclude  *roaring.Bitmap // but for these, all of which are in only; nil: none
}

// View is what the board shows through a filter now.
func (b *Board) View(f Filter) View {
	q := viewKeyOf(f)
	v, ok := b.recent.find(q)
	if !ok {
		v = b.compute(f)
		b.recent.add(q, v)
	}
	v.now = b.now
	return v
}

// compute works a view out.
func (b *Board) compute(f Filter) View {
	v := View{era: b.history.plan.base, board: b, state: b.state}
	for i := range b.parts {
		s, ok := b.parts[i].compute(f)
		if !ok {
			continue
		}
		if n := s.count(); n > 0 {
			if v.parts == nil {
				v.parts = make([]selection, 0, len(b.parts)-i)
			}
			v.parts = append(v.parts, s)
			v.count += n
		}
	}
	for _, j := range b.history.tail {
		if j.matches(f, b.now) {
			v.tail = append(v.tail, j)
		}
	}
	v.count += len(v.tail)
	return v
}

// matches says whether a filter shows a job at an instant.
func (j Job) matches(f Filter, now clock.Instant) bool {
	r, status := j.record(), j.StatusAt(now)
	last := r.begin.Day()
	if status.Ended() && j.table.compat.DateRange != scenario.BeginOnly {
		last = max(last, r.end.Day())
	}
	return status != ges.None &&
		(f.Status == ges.None || f.Status == status) &&
		(f.Graph == "" || f.Graph == j.Graph()) &&
		(f.StartTime == nil || r.begin.Day() >= *f.StartTime) &&
		(f.EndTime == nil || last <= *f.EndTime)
}

// compute is the part's jobs that a filter shows; false: there are none.
func (c *cursor) compute(f Filter) (selection, bool) {
	s := selection{segment: c.segment, to: uint32(c.at.Begun)}
	if f.StartTime != nil {
		s.from = min(uint32(c.firstFrom(f.StartTime.Begin())), s.to)
	}
	if f.EndTime != nil {
		s.to = max(s.from, min(uint32(c.firstFrom((*f.EndTime+1).Begin())), s.to))
	}
	if s.from == s.to {
		return s, false
	}
	if f.Graph != "" {
		graph, ok := c.names[f.Graph]
		if !ok {
			return s, false
		}
		s.only = c.ofGraph[graph]
	}
	if f.Status != ges.None {
		if s.only = s.within(c.sets.of[f.Status]); f.Graph == "" {
			c.shared = true
		}
	}
	if c.hidden != nil {
		s.exclude = s.within(c.hidden)
	}
	if late := c.endsAfter(f); late != nil {
		if late = s.within(late); s.exclude != nil {
			late = roaring.Or(late, s.exclude)
		}
		s.exclude = late
	}
	return s, true
}

// within is the jobs of a set that are in only.
func (s *selection) within(set *roaring.Bitmap) *roaring.Bitmap {
	if s.only == nil {
		return set
	}
	return roaring.And(set, s.only)
}

// endsAfter is the jobs that a filter leaves out because they have ended after its
// last day; nil when there are none.
func (c *cursor) endsAfter(f Filter) *roaring.Bitmap {
	if f.EndTime == nil || c.compat.DateRange == scenario.BeginOnly || f.Status != ges.None && !f.Status.Ended() {
		return nil
	}
	ending := c.endingAfter(*f.EndTime)
	if ending == nil || c.endedBy(*f.EndTime) {
		return nil
	}
	if f.Status != ges.None {
		return ending // the filter's status says already that they have ended
	}
	late := roaring.AndNot(ending, c.sets.of[ges.Running])
	late.AndNot(c.sets.of[ges.Waiting])
	return late
}

// endedBy says whether all jobs that have ended have done so by the end of a day.
func (c *cursor) endedBy(day clock.Day) bool {
	return c.at.Ended == 0 || c.rows[c.byEnd[c.at.Ended-1]].end.Day() <= day
}

// rank is how many jobs of the selection lie before a position, if those before
// its range are counted too.
func (s *selection) rank(position uint32) int {
	switch {
	case position == 0:
		return 0
	case s.only == nil && s.exclude == nil:
		return int(position)
	case s.only == nil:
		return int(position) - int(s.exclude.Rank(position-1))
	case s.exclude == nil:
		return int(s.only.Rank(position - 1))
	default:
		return int(s.only.Rank(position-1)) - int(s.exclude.Rank(position-1))
	}
}

// count is how many jobs the selection has.
func (s *selection) count() int { return s.rank(s.to) - s.rank(s.from) }

// Count is the number of jobs in the view.
func (v View) Count() int { return v.count }

// State is the state of the board in which it shows the view.
func (v View) State() State { return v.state }

// Of says whether the view is one of a board.
func (v View) Of(b *Board) bool { return v.board == b }

// Compat is the reading of the vendor's pages that the view's scenario asks for.
func (v View) Compat() scenario.Compat { return v.era.compat }

// Now is the instant of the view.
func (v View) Now() clock.Instant { return v.now }
