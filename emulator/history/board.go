package history

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Board is one project's jobs at an instant. It is small: the cost of a fork does
// not depend on the number of jobs. It is not safe for concurrent use; its project
// guards it.
//
// A board can be moved to any instant, later or earlier. What it shows there does
// not depend on the moves before.
type Board struct {
	history *History
	now     clock.Instant
	parts   []cursor // one for each part of the history

	// No job changes after since and before next.
	since, next clock.Instant

	state  State
	recent recent
}

// State identifies what a board shows: with the same state, a board shows the same
// jobs in the same states.
type State struct {
	Cursor      // the sum over all parts, which time moves in the same direction
	history int // number of histories that the board followed before
}

// History returns the history whose jobs the board shows.
func (b *Board) History() *History { return b.history }

// Follow switches the board to another history of the same plan. Parts that the two
// have in common cost nothing.
func (b *Board) Follow(h *History) {
	if h == b.history {
		return
	}
	parts := make([]cursor, len(h.parts))
	for i, p := range h.parts {
		known := slices.IndexFunc(b.parts, func(c cursor) bool { return c.segment == p.segment })
		if known < 0 {
			parts[i] = newCursor(p, b.now)
			continue
		}
		parts[i] = b.parts[known]
		parts[i].hide(p.hidden)
	}
	b.history, b.parts = h, parts
	b.state.history++
	b.settle()
}

// Fork returns an independent copy of the board.
func (b *Board) Fork() *Board {
	for i := range b.parts {
		if c := &b.parts[i]; !c.shared { // a cursor that is already shared is only read
			c.shared = true
		}
	}
	f := *b
	f.parts, f.recent = slices.Clone(b.parts), recent{}
	return &f
}

// State returns the state of the board.
func (b *Board) State() State { return b.state }

// Next returns the instant of the next change of any job after the board's now, or
// [clock.Never].
func (b *Board) Next() clock.Instant {
	next := clock.Never
	for i := range b.parts {
		next = min(next, b.parts[i].nextShown())
	}
	for _, j := range b.history.tail {
		next = min(next, j.record().next(b.now))
	}
	return next
}

// next returns the instant of the first change of a job after now.
func (r *record) next(now clock.Instant) clock.Instant {
	switch {
	case now < r.begin:
		return r.begin
	case now < r.start:
		return r.start
	case now < r.end:
		return r.end
	default:
		return clock.Never
	}
}

// MoveTo moves the board to an instant. It costs a few nanoseconds for each change
// in between, and nothing if there is none.
func (b *Board) MoveTo(now clock.Instant) {
	from := b.now
	b.now = now
	if b.since <= now && now < b.next {
		return
	}
	for i := range b.parts {
		b.parts[i].moveTo(from, now)
	}
	b.settle()
}

// settle computes the board's state and its next change from those of its parts
// and the jobs of the tail.
func (b *Board) settle() {
	b.since, b.next = clock.Min, clock.Never
	b.state.Cursor, b.recent = Cursor{}, recent{}
	for i := range b.parts {
		c := &b.parts[i]
		b.since, b.next = max(b.since, c.since), min(b.next, c.next)
		b.state.Cursor = b.state.add(c.at)
	}
	for _, j := range b.history.tail {
		r := j.record()
		for _, at := range [...]struct {
			instant clock.Instant
			counter *int
		}{{r.begin, &b.state.Begun}, {r.start, &b.state.Started}, {r.end, &b.state.Ended}} {
			if at.instant <= b.now {
				b.since = max(b.since, at.instant)
				*at.counter++
			} else {
				b.next = min(b.next, at.instant)
			}
		}
	}
}

// Counts is the number of jobs in each state.
type Counts struct {
	Waiting         int `json:"waiting"`
	Running         int `json:"running"`
	Success         int `json:"success"`
	Failed          int `json:"failed"`
	PartiallyFailed int `json:"partiallyFailed"`
}

// Counts returns the number of jobs in each state; jobs that have not begun are not
// counted.
func (b *Board) Counts() Counts {
	var counts [ges.PartiallyFailed + 1]int
	for i := range b.parts {
		c := &b.parts[i]
		for _, status := range ges.Statuses() {
			counts[status] += int(c.sets.of[status].GetCardinality())
			if c.hidden != nil {
				counts[status] -= int(c.sets.of[status].AndCardinality(c.hidden))
			}
		}
	}
	for _, j := range b.history.tail {
		counts[j.StatusAt(b.now)]++
	}
	return Counts{
		Waiting:         counts[ges.Waiting],
		Running:         counts[ges.Running],
		Success:         counts[ges.Success],
		Failed:          counts[ges.Failed],
		PartiallyFailed: counts[ges.PartiallyFailed],
	}
}
