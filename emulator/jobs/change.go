package jobs

import (
	"iter"
	"slices"
	"sort"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Change is one change of a job's state.
type Change struct {
	Job      Job
	From, To ges.Status // ges.None: the job is not there
	At       clock.Instant
}

// Changes yields what changes on the way from an instant to another. Forwards
// these are the changes after from and up to to, in order of time, then of
// position. Backwards they are the same ones undone, the last first.
func (p *Plan) Changes(from, to clock.Instant) iter.Seq[Change] {
	if from <= to {
		return p.forwardChanges(from, to)
	}
	return p.undoneChanges(from, to)
}

func (p *Plan) forwardChanges(from, to clock.Instant) func(yield func(Change) bool) {
	return func(yield func(Change) bool) {
		at := p.stateAt(from)
		for {
			change, ok := p.nextChange(&at)
			if !ok || change.At > to {
				return
			}
			if change.From != change.To && !yield(change) {
				return
			}
		}
	}
}

func (p *Plan) undoneChanges(from, to clock.Instant) func(yield func(Change) bool) {
	return func(yield func(Change) bool) {
		at := p.stateAt(from)
		for {
			change, ok := p.previousChange(&at)
			if !ok || change.At <= to {
				return
			}
			change.From, change.To = change.To, change.From
			if change.From != change.To && !yield(change) {
				return
			}
		}
	}
}

// stateAt is how far a board at an instant has come.
func (p *Plan) stateAt(now clock.Instant) Cursor {
	return Cursor{
		Begun:   sort.Search(len(p.jobs), func(i int) bool { return p.jobs[i].begin > now }),
		Started: sort.Search(len(p.byStart), func(i int) bool { return p.jobs[p.byStart[i]].start > now }),
		Ended:   sort.Search(len(p.byEnd), func(i int) bool { return p.jobs[p.byEnd[i]].end > now }),
	}
}

// step is one entry of the three orders: a job reaches its begin, its start or
// its end.
type step struct {
	position uint32
	at       clock.Instant
	kind     int // 0 begin, 1 start, 2 end
}

func (s step) before(o step) bool {
	switch {
	case s.at != o.at:
		return s.at < o.at
	case s.position != o.position:
		return s.position < o.position
	default:
		return s.kind < o.kind
	}
}

// cursors are the three counters, by kind.
func (s *Cursor) cursors() [3]*int { return [...]*int{&s.Begun, &s.Started, &s.Ended} }

// entry is the i-th step of an order; false outside it.
func (p *Plan) entry(kind, i int) (step, bool) {
	switch {
	case i < 0:
		return step{}, false
	case kind == 0 && i < len(p.jobs):
		return step{uint32(i), p.jobs[i].begin, kind}, true
	case kind == 1 && i < len(p.byStart):
		return step{p.byStart[i], p.jobs[p.byStart[i]].start, kind}, true
	case kind == 2 && i < len(p.byEnd):
		return step{p.byEnd[i], p.jobs[p.byEnd[i]].end, kind}, true
	default:
		return step{}, false
	}
}

// nextChange crosses the next step after a cursor.
func (p *Plan) nextChange(at *Cursor) (Change, bool) {
	var next step
	found := false
	for kind, cursor := range at.cursors() {
		if s, ok := p.entry(kind, *cursor); ok && (!found || s.before(next)) {
			next, found = s, true
		}
	}
	if found {
		*at.cursors()[next.kind]++
	}
	return p.change(next), found
}

// previousChange crosses the last step before a cursor.
func (p *Plan) previousChange(at *Cursor) (Change, bool) {
	var last step
	found := false
	for kind, cursor := range at.cursors() {
		if s, ok := p.entry(kind, *cursor-1); ok && (!found || last.before(s)) {
			last, found = s, true
		}
	}
	if found {
		*at.cursors()[last.kind]--
	}
	return p.change(last), found
}

// change is what a step changes. Where a job takes several steps at one
// instant, the first of them makes the whole change.
func (p *Plan) change(s step) Change {
	if len(p.jobs) == 0 {
		return Change{}
	}
	j := p.Job(int(s.position))
	c := Change{Job: j, At: s.at, To: j.StatusAt(s.at)}
	switch {
	case s.kind == 1 && j.Begin() < s.at:
		c.From = ges.Waiting
	case s.kind == 2 && j.Start() < s.at:
		c.From = ges.Running
	case s.kind > 0:
		c.From = c.To // an earlier step of this instant has changed it
	}
	return c
}

// Replaced yields what changes at an instant at which another schedule of the
// same plan takes the place of s: the jobs that are in another state at once,
// each once.
func (s Schedule) Replaced(by Schedule, at clock.Instant) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		seen := map[string]bool{}
		for _, id := range slices.Concat(s.departures(), by.departures()) {
			if seen[id] {
				continue
			}
			seen[id] = true
			c := Change{At: at}
			if was, ok := s.Find(id); ok {
				c.Job, c.From = was, was.StatusAt(at)
			}
			if is, ok := by.Find(id); ok {
				c.Job, c.To = is, is.StatusAt(at)
			}
			if c.From != c.To && !yield(c) {
				return
			}
		}
	}
}

// departures are the ids of the jobs in which the schedule differs from its plan.
func (s Schedule) departures() []string {
	ids := s.hiddenIDs()
	for i := range s.jobs {
		ids = append(ids, s.jobs[i].ID)
	}
	return ids
}

// Reaches is the first instant from now on at which a job has a status, and
// false when it never will have.
func (j Job) Reaches(status ges.Status, now clock.Instant) (clock.Instant, bool) {
	for _, at := range []clock.Instant{now, max(now, j.Begin()), max(now, j.Start()), max(now, j.End())} {
		if at != clock.Never && j.StatusAt(at) == status {
			return at, true
		}
	}
	return 0, false
}
