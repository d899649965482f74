package history

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Cursor is a board's position in each of a segment's three orders.
type Cursor struct {
	Begun, Started, Ended int
}

func (c Cursor) add(o Cursor) Cursor {
	return Cursor{c.Begun + o.Begun, c.Started + o.Started, c.Ended + o.Ended}
}

// distance returns the number of changes between two cursors.
func (c Cursor) distance(o Cursor) int {
	abs := func(n int) int { return max(n, -n) }
	return abs(c.Begun-o.Begun) + abs(c.Started-o.Started) + abs(c.Ended-o.Ended)
}

// cursor is the state of one part of a history at a board's now.
type cursor struct {
	part
	at Cursor

	// No job changes after since and before next.
	since, next clock.Instant

	sets   *sets
	shared bool // other cursors use the sets: copy them before a change

	ahead Cursor // where to look for the next change of a job that is not hidden
}

// sets is the jobs that have begun, by status. Shared sets do not change.
type sets struct {
	mu sync.Mutex // held while the sets are cloned, as cloning marks their content as shared
	of [ges.PartiallyFailed + 1]*roaring.Bitmap
}

func (s *sets) clone() *sets {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &sets{}
	for status, set := range s.of {
		if set != nil {
			c.of[status] = set.Clone()
		}
	}
	return c
}

// newCursor returns a cursor over a part at an instant.
func newCursor(p part, now clock.Instant) cursor {
	c := cursor{part: p, at: p.cursorAt(now)}
	c.collect(now)
	c.settle()
	return c
}

// cursorAt returns the position of a board at an instant.
func (s *segment) cursorAt(now clock.Instant) Cursor {
	return Cursor{
		Begun:   search(0, len(s.rows), func(i int) bool { return s.rows[i].begin > now }),
		Started: search(0, len(s.byStart), func(i int) bool { return s.rows[s.byStart[i]].start > now }),
		Ended:   search(0, len(s.byEnd), func(i int) bool { return s.rows[s.byEnd[i]].end > now }),
	}
}

// seek is like cursorAt, but starts the search near a cursor.
func (s *segment) seek(from Cursor, now clock.Instant) Cursor {
	return Cursor{
		Begun:   gallop(from.Begun, len(s.rows), func(i int) bool { return s.rows[i].begin > now }),
		Started: gallop(from.Started, len(s.byStart), func(i int) bool { return s.rows[s.byStart[i]].start > now }),
		Ended:   gallop(from.Ended, len(s.byEnd), func(i int) bool { return s.rows[s.byEnd[i]].end > now }),
	}
}

// gallop is like [search] from 0 to n, but its cost is logarithmic in the distance
// from a first guess.
func gallop(from, n int, reached func(int) bool) int {
	lo, hi := from, from
	for step := 1; hi < n && !reached(hi); step *= 2 {
		lo, hi = hi+1, min(hi+step, n)
	}
	if hi > from {
		return search(lo, hi, reached)
	}
	for step := 1; lo > 0 && reached(lo-1); step *= 2 {
		lo, hi = max(lo-step, 0), lo-1
	}
	return search(lo, hi, reached)
}

// collect builds the sets from scratch.
func (c *cursor) collect(now clock.Instant) {
	var members [len(sets{}.of)][]uint32
	for i := range c.at.Begun {
		status := c.rows[i].statusAt(now)
		members[status] = append(members[status], uint32(i))
	}
	c.sets, c.shared = &sets{}, false
	for _, status := range ges.Statuses() {
		set := setOf(members[status])
		set.SetCopyOnWrite(true)
		c.sets.of[status] = set
	}
}

// settle finds the last and the next change around the cursor.
func (c *cursor) settle() {
	c.since, c.next, c.ahead = clock.Min, clock.Never, c.at
	for kind, at := range c.at.counters() {
		if s, ok := c.step(kind, *at-1); ok {
			c.since = max(c.since, s.at)
		}
		if s, ok := c.step(kind, *at); ok {
			c.next = min(c.next, s.at)
		}
	}
}

// hide replaces the set of hidden jobs.
func (c *cursor) hide(hidden *roaring.Bitmap) {
	if c.hidden == hidden {
		return
	}
	if c.hidden != nil && (hidden == nil || c.hidden.AndCardinality(hidden) < c.hidden.GetCardinality()) {
		c.ahead = c.at // a hidden job has become visible
	}
	c.hidden = hidden
}

// nextShown returns the instant of the next change of a job that is not hidden, or
// [clock.Never].
func (c *cursor) nextShown() clock.Instant {
	if c.hidden == nil {
		return c.next
	}
	for {
		at := c.ahead
		switch change, ok := c.nextChange(&at); {
		case !ok:
			return clock.Never
		case change.From != change.To && !c.hides(change.Job.position):
			return change.At
		}
		c.ahead = at
	}
}

// moveTo moves the part from one instant to another.
func (c *cursor) moveTo(old, now clock.Instant) {
	if c.since <= now && now < c.next {
		return
	}
	from := c.at
	c.at = c.seek(from, now)
	c.cross(from, old, now)
	c.settle()
}

// cross updates the sets for a move from one instant to another.
func (c *cursor) cross(from Cursor, old, now clock.Instant) {
	if from.distance(c.at) > 1024+c.at.Begun/8 { // so many changes that rebuilding the sets is cheaper
		c.collect(now)
		return
	}
	if c.shared {
		c.sets, c.shared = c.sets.clone(), false
	}
	if now > old {
		c.forward(from, old, now)
	} else {
		c.back(from, old, now)
	}
}

// forward applies the changes of a move forwards. A job changes sets once, however
// many of its changes there are.
func (c *cursor) forward(from Cursor, old, now clock.Instant) {
	for i := from.Begun; i < c.at.Begun; i++ {
		c.enter(uint32(i), now)
	}
	for _, i := range c.byStart[from.Started:c.at.Started] {
		if int(i) < from.Begun {
			c.sets.of[ges.Waiting].Remove(i)
			c.enter(i, now)
		}
	}
	for _, i := range c.byEnd[from.Ended:c.at.Ended] {
		if c.rows[i].start <= old {
			c.sets.of[ges.Running].Remove(i)
			c.enter(i, now)
		}
	}
}

// back undoes the changes of a move back, in mirror image of forward.
func (c *cursor) back(from Cursor, old, now clock.Instant) {
	for _, i := range slices.Backward(c.byEnd[c.at.Ended:from.Ended]) {
		c.sets.of[c.rows[i].outcome].Remove(i)
		c.enter(i, now)
	}
	for _, i := range slices.Backward(c.byStart[c.at.Started:from.Started]) {
		if c.rows[i].end > old {
			c.sets.of[ges.Running].Remove(i)
			c.enter(i, now)
		}
	}
	for i := from.Begun - 1; i >= c.at.Begun; i-- {
		if c.rows[i].start > old {
			c.sets.of[ges.Waiting].Remove(uint32(i))
		}
	}
}

// enter adds a job to the set of its status, if it has begun.
func (c *cursor) enter(i uint32, now clock.Instant) {
	if status := c.rows[i].statusAt(now); status != ges.None {
		c.sets.of[status].Add(i)
	}
}
