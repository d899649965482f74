package history

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Board is one project's jobs at a moment. It is small: a fork of a plan costs
// no more for more jobs. It is not safe for concurrent use; its project guards
// it.
//
// A board stands at an instant and is brought to another, later or earlier,
// when it is asked for that one. What it shows there does not depend on the way.
type Board struct {
	history *History
	now     clock.Instant
	parts   []cursor // over those of the history

	// No change lies after since and before next, but those at since itself.
	since, next clock.Instant

	state  State
	recent recent
}

// State is how far a board has come. Two moments of a board with the same state
// show the same jobs in the same states.
type State struct {
	Cursor      // in all orders together: time moves all of them the same way
	history int // how many histories the board has followed before
}

// History is the jobs that the board shows.
func (b *Board) History() *History { return b.history }

// Follow shows another history of the same plan from now on. What the two have
// in common costs nothing.
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

// Fork is a board that stands where b does and goes its own way from there.
func (b *Board) Fork() *Board {
	for i := range b.parts {
		if c := &b.parts[i]; !c.shared { // who has one that is shared only reads it
			c.shared = true
		}
	}
	f := *b
	f.parts, f.recent = slices.Clone(b.parts), recent{}
	return &f
}

// State is how far the board has come.
func (b *Board) State() State { return b.state }

// Next is the instant of the next change of any job after the board's now;
// [clock.Never] when there is none.
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

// next is the first change of a job after an instant.
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

// MoveTo brings the board to an instant. It costs nothing when no change lies
// between, else a few nanoseconds a change.
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

// settle works out where the board stands.
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

// Counts is how many jobs are in each state.
type Counts struct {
	Waiting         int `json:"waiting"`
	Running         int `json:"running"`
	Success         int `json:"success"`
	Failed          int `json:"failed"`
	PartiallyFailed int `json:"partiallyFailed"`
}

// Counts counts the jobs that have begun by their state.
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
