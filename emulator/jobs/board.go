package jobs

import (
	"github.com/RoaringBitmap/roaring/v2"

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
	plan *Plan
	now  clock.Instant
	at   Cursor

	// No change lies after since and before next, but those at since itself.
	since, next clock.Instant

	waiting, running *roaring.Bitmap
	shared           bool // the sets are seen by others: copy before a change

	// What the schedule has beyond the plan. own is a board over the jobs of its
	// own, at the same instant; nil: none.
	schedule Schedule
	own      *Board
	edition  int

	recent recent
}

// State is how far a board has come in each of its orders. Two moments of a board
// with the same state show the same jobs in the same states.
type State struct {
	Cursor         // in the plan's orders
	own     Cursor // in those of the schedule's own jobs
	edition int    // how many schedules the board has followed before
}

// Cursor is how far a board has come in each of a plan's orders.
type Cursor struct {
	Begun, Started, Ended int
}

// newBoard stands before everything.
func newBoard(p *Plan) *Board {
	b := &Board{plan: p, now: clock.Min, waiting: roaring.New(), running: roaring.New()}
	b.bound()
	return b
}

// NewBoard forks a board that stands at the plan's start.
func (p *Plan) NewBoard() *Board {
	b := *p.opening // the opening itself is never moved or looked at
	b.shared = true
	b.schedule = p.Schedule()
	return &b
}

// Schedule is the jobs that the board shows.
func (b *Board) Schedule() Schedule { return b.schedule }

// Follow shows another schedule of the same plan from now on.
func (b *Board) Follow(s Schedule) {
	b.schedule, b.own, b.recent = s, nil, recent{}
	b.edition++
	if s.own != nil {
		b.own = s.own.NewBoard()
		b.own.MoveTo(b.now)
	}
}

// Fork is a board that stands where b does and goes its own way from there.
func (b *Board) Fork() *Board {
	b.shared = true
	f := *b
	f.recent = recent{}
	if b.own != nil {
		f.own = b.own.Fork()
	}
	return &f
}

// State is how far the board has come.
func (b *Board) State() State {
	s := State{Cursor: b.at, edition: b.edition}
	if b.own != nil {
		s.own = b.own.at
	}
	return s
}

// Next is the instant of the next change of any job after the board's now;
// [clock.Never] when there is none.
func (b *Board) Next() clock.Instant {
	next := b.next
	if b.schedule.hidden != nil {
		next = b.nextShown()
	}
	if b.own != nil {
		next = min(next, b.own.next)
	}
	return next
}

// nextShown is the next change of a job of the plan that is not hidden.
func (b *Board) nextShown() clock.Instant {
	for at := b.at; ; {
		switch c, ok := b.plan.nextChange(&at); {
		case !ok:
			return clock.Never
		case c.From != c.To && !b.schedule.hides(c.Job):
			return c.At
		}
	}
}

// MoveTo brings the board to an instant. It costs nothing when no change lies
// between, else a few nanoseconds a change.
func (b *Board) MoveTo(now clock.Instant) {
	if b.own != nil {
		b.own.MoveTo(now)
	}
	if b.since <= now && now < b.next {
		b.now = now
		return
	}
	b.recent = recent{}
	if b.shared {
		b.waiting, b.running, b.shared = b.waiting.Clone(), b.running.Clone(), false
	}
	if now >= b.next {
		b.forward(now)
	} else {
		b.back(now)
	}
	b.now = now
	b.bound()
}

// forward crosses the changes up to now. A job that begins and ends on the way
// enters no set.
func (b *Board) forward(now clock.Instant) {
	p, was := b.plan, b.at
	for b.at.Begun < len(p.jobs) && p.jobs[b.at.Begun].begin <= now {
		if p.jobs[b.at.Begun].start > now {
			b.waiting.Add(uint32(b.at.Begun))
		}
		b.at.Begun++
	}
	for b.at.Started < len(p.byStart) {
		i := p.byStart[b.at.Started]
		r := &p.jobs[i]
		if r.start > now {
			break
		}
		if int(i) < was.Begun {
			b.waiting.Remove(i)
		}
		if r.end > now {
			b.running.Add(i)
		}
		b.at.Started++
	}
	for b.at.Ended < len(p.byEnd) {
		i := p.byEnd[b.at.Ended]
		r := &p.jobs[i]
		if r.end > now {
			break
		}
		if r.start <= b.now {
			b.running.Remove(i)
		}
		b.at.Ended++
	}
}

// back crosses the changes after now, the last first: forward's mirror.
func (b *Board) back(now clock.Instant) {
	p, was := b.plan, b.now
	for b.at.Ended > 0 {
		i := p.byEnd[b.at.Ended-1]
		r := &p.jobs[i]
		if r.end <= now {
			break
		}
		if r.start <= now {
			b.running.Add(i)
		}
		b.at.Ended--
	}
	for b.at.Started > 0 {
		i := p.byStart[b.at.Started-1]
		r := &p.jobs[i]
		if r.start <= now {
			break
		}
		if r.end > was {
			b.running.Remove(i)
		}
		if r.begin <= now {
			b.waiting.Add(i)
		}
		b.at.Started--
	}
	for b.at.Begun > 0 {
		r := &p.jobs[b.at.Begun-1]
		if r.begin <= now {
			break
		}
		if r.start > was {
			b.waiting.Remove(uint32(b.at.Begun - 1))
		}
		b.at.Begun--
	}
}

// bound finds the changes around now.
func (b *Board) bound() {
	p := b.plan
	b.since, b.next = clock.Min, clock.Never
	around := func(order, cursor int, at func(int) clock.Instant) {
		if cursor > 0 {
			b.since = max(b.since, at(cursor-1))
		}
		if cursor < order {
			b.next = min(b.next, at(cursor))
		}
	}
	around(len(p.jobs), b.at.Begun, func(i int) clock.Instant { return p.jobs[i].begin })
	around(len(p.byStart), b.at.Started, func(i int) clock.Instant { return p.jobs[p.byStart[i]].start })
	around(len(p.byEnd), b.at.Ended, func(i int) clock.Instant { return p.jobs[p.byEnd[i]].end })
}

// Counts is how many jobs are in each state.
type Counts struct {
	Waiting, Running, Success, Failed, PartiallyFailed int
}

// Counts counts the jobs that have begun by their state.
func (b *Board) Counts() Counts {
	count := func(s ges.Status) int { return b.View(Filter{Status: s}).Count() }
	return Counts{
		Waiting:         count(ges.Waiting),
		Running:         count(ges.Running),
		Success:         count(ges.Success),
		Failed:          count(ges.Failed),
		PartiallyFailed: count(ges.PartiallyFailed),
	}
}
