package history

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Filter selects the jobs of a list call. The zero value selects all.
type Filter struct {
	Status    ges.Status // ges.None: any
	Graph     string     // "": any
	StartTime *clock.Day // begin day on or after it; nil: any
	EndTime   *clock.Day // end day on or before it, or begin day of a job that has not ended; nil: any
}

// View is the jobs that a board shows through a filter, at an instant. It is
// immutable.
type View struct {
	era   *base
	now   clock.Instant
	parts []selection // without empty ones
	tail  []Job
	count int

	board *Board // the board that shows it, in this state; for identity only
	state State
}

// selection is a subset of the jobs of a segment.
type selection struct {
	*segment
	from, to uint32          // positions, to excluded
	only     *roaring.Bitmap // restricts the range; nil: all of it
	exclude  *roaring.Bitmap // a subset of only; nil: none
}

// View returns what the board shows through a filter at its now.
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

// compute computes a view.
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

// matches reports whether a job matches a filter at an instant.
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

// compute returns the part's jobs that match a filter; false if there are none.
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

// within returns the intersection of a set with only.
func (s *selection) within(set *roaring.Bitmap) *roaring.Bitmap {
	if s.only == nil {
		return set
	}
	return roaring.And(set, s.only)
}

// endsAfter returns the jobs that a filter excludes because they ended after its last
// day; nil if there are none.
func (c *cursor) endsAfter(f Filter) *roaring.Bitmap {
	if f.EndTime == nil || c.compat.DateRange == scenario.BeginOnly || f.Status != ges.None && !f.Status.Ended() {
		return nil
	}
	ending := c.endingAfter(*f.EndTime)
	if ending == nil || c.endedBy(*f.EndTime) {
		return nil
	}
	if f.Status != ges.None {
		return ending // the filter's status implies that they have ended
	}
	late := roaring.AndNot(ending, c.sets.of[ges.Running])
	late.AndNot(c.sets.of[ges.Waiting])
	return late
}

// endedBy reports whether all jobs that have ended did so by the end of a day.
func (c *cursor) endedBy(day clock.Day) bool {
	return c.at.Ended == 0 || c.rows[c.byEnd[c.at.Ended-1]].end.Day() <= day
}

// rank returns the number of jobs of the selection before a position, including those
// before its range.
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

// count returns the number of jobs in the selection.
func (s *selection) count() int { return s.rank(s.to) - s.rank(s.from) }

// Count returns the number of jobs in the view.
func (v View) Count() int { return v.count }

// State returns the state in which the board shows the view.
func (v View) State() State { return v.state }

// Of reports whether the view is one of a board.
func (v View) Of(b *Board) bool { return v.board == b }

// Compat returns the interpretation of the vendor's pages selected by the scenario.
func (v View) Compat() scenario.Compat { return v.era.compat }

// Now returns the instant of the view.
func (v View) Now() clock.Instant { return v.now }
