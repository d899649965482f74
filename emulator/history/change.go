package history

import (
	"cmp"
	"iter"
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Change is one change of a job's state.
type Change struct {
	Job      Job
	From, To ges.Status // ges.None: the job has not begun
	At       clock.Instant
}

// compareChanges orders changes by time, then by job.
func compareChanges(a, b Change) int {
	if a.At != b.At {
		return cmp.Compare(a.At, b.At)
	}
	return compare(a.Job, b.Job)
}

// Changes yields the changes of a move from one instant to another. Forwards these
// are the changes after from, up to and including to, in order of time, then of
// listing. Backwards they are the same changes undone, the last first.
func (h *History) Changes(from, to clock.Instant) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		way := newWalk(h, from, to)
		for {
			change, ok := way.next()
			if !ok || !yield(change) {
				return
			}
		}
	}
}

// walk iterates over the changes between two instants.
type walk struct {
	back   bool
	to     clock.Instant
	parts  []cursor // only the part and its position are used
	heads  []Change // the next change of each part; zero: none
	tail   []Change // of the history's tail, the next one first
	orders func(a, b Change) int
}

func newWalk(h *History, from, to clock.Instant) *walk {
	w := &walk{back: from > to, to: to, orders: compareChanges}
	if w.back {
		w.orders = func(a, b Change) int { return compareChanges(b, a) }
	}
	for _, p := range h.parts {
		w.parts = append(w.parts, cursor{part: p, at: p.cursorAt(from)})
	}
	w.heads = make([]Change, len(w.parts))
	for i := range w.parts {
		w.advance(i)
	}
	for _, j := range h.tail {
		for change := range j.changes() {
			if min(from, to) < change.At && change.At <= max(from, to) {
				w.tail = append(w.tail, change)
			}
		}
	}
	slices.SortFunc(w.tail, w.orders)
	return w
}

// changes yields all changes of a job.
func (j Job) changes() iter.Seq[Change] {
	return func(yield func(Change) bool) {
		r, from := j.record(), ges.None
		for _, at := range [...]clock.Instant{r.begin, r.start, r.end} {
			to := r.statusAt(at)
			if at != clock.Never && from != to && !yield(Change{j, from, to, at}) {
				return
			}
			from = to
		}
	}
}

// next returns the next change; false if there is none.
func (w *walk) next() (Change, bool) {
	first := -1
	for i := range w.heads {
		if w.heads[i].From != w.heads[i].To && (first < 0 || w.orders(w.heads[i], w.heads[first]) < 0) {
			first = i
		}
	}
	var change Change
	switch {
	case len(w.tail) > 0 && (first < 0 || w.orders(w.tail[0], w.heads[first]) < 0):
		change, w.tail = w.tail[0], w.tail[1:]
	case first < 0:
		return Change{}, false
	default:
		change = w.heads[first]
		w.advance(first)
	}
	if w.back {
		change.From, change.To = change.To, change.From
	}
	return change, true
}

// advance finds the next change of a part, skipping hidden jobs.
func (w *walk) advance(i int) {
	part := &w.parts[i]
	w.heads[i] = Change{}
	for {
		step := part.nextChange
		if w.back {
			step = part.previousChange
		}
		change, ok := step(&part.at)
		switch {
		case !ok, w.back && change.At <= w.to, !w.back && change.At > w.to:
			return
		case change.From != change.To && !part.hides(change.Job.position):
			w.heads[i] = change
			return
		}
	}
}

// step is one entry of a segment's three orders: a job reaches its begin, its
// start or its end.
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

// counters returns the three counters, by kind.
func (c *Cursor) counters() [3]*int { return [...]*int{&c.Begun, &c.Started, &c.Ended} }

// step returns the i-th step of an order; false if i is out of range.
func (s *segment) step(kind, i int) (step, bool) {
	switch {
	case i < 0:
		return step{}, false
	case kind == 0 && i < len(s.rows):
		return step{uint32(i), s.rows[i].begin, kind}, true
	case kind == 1 && i < len(s.byStart):
		return step{s.byStart[i], s.rows[s.byStart[i]].start, kind}, true
	case kind == 2 && i < len(s.byEnd):
		return step{s.byEnd[i], s.rows[s.byEnd[i]].end, kind}, true
	default:
		return step{}, false
	}
}

// nextChange moves a cursor past the next step and returns its change. A step that
// changes nothing has the same state before and after it.
func (s *segment) nextChange(at *Cursor) (Change, bool) {
	var next step
	found := false
	for kind, counter := range at.counters() {
		if s, ok := s.step(kind, *counter); ok && (!found || s.before(next)) {
			next, found = s, true
		}
	}
	if !found {
		return Change{}, false
	}
	*at.counters()[next.kind]++
	return s.change(next), true
}

// previousChange moves a cursor back past the last step before it and returns its
// change.
func (s *segment) previousChange(at *Cursor) (Change, bool) {
	var last step
	found := false
	for kind, counter := range at.counters() {
		if s, ok := s.step(kind, *counter-1); ok && (!found || last.before(s)) {
			last, found = s, true
		}
	}
	if !found {
		return Change{}, false
	}
	*at.counters()[last.kind]--
	return s.change(last), true
}

// change returns the change of a step. If a job takes several steps at one instant,
// the first of them makes the whole change.
func (s *segment) change(of step) Change {
	j := s.job(int(of.position))
	c := Change{Job: j, At: of.at, To: j.StatusAt(of.at)}
	switch {
	case of.kind == 1 && j.Begin() < of.at:
		c.From = ges.Waiting
	case of.kind == 2 && j.Start() < of.at:
		c.From = ges.Running
	case of.kind > 0:
		c.From = c.To // an earlier step of this instant made the change
	}
	return c
}
