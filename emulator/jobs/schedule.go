package jobs

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Schedule is every job of a project: those of its plan, and what was changed
// about them since. It is an immutable value; a change gives another one, and
// costs what was changed before, not what the plan holds.
//
// A job of the plan that is changed is hidden there and becomes one of the
// schedule's own, which are a small plan beside the large one.
type Schedule struct {
	plan   *Plan
	hidden *roaring.Bitmap // positions in plan; nil: none
	own    *Plan           // nil: no job of its own
	jobs   []scenario.Job  // of own, in the order in which they came
}

// Schedule is the plan's jobs and no others.
func (p *Plan) Schedule() Schedule { return Schedule{plan: p} }

// Plan is the plan beneath.
func (s Schedule) Plan() *Plan { return s.plan }

// NewBoard is a board over the schedule that stands at the plan's start.
func (s Schedule) NewBoard() *Board {
	b := s.plan.NewBoard()
	if s.Changed() {
		b.Follow(s)
	}
	return b
}

// Changed says whether the schedule differs from its plan.
func (s Schedule) Changed() bool { return s.hidden != nil || s.own != nil }

// Len is the number of jobs, those to come included.
func (s Schedule) Len() int {
	n := s.plan.Len()
	if s.hidden != nil {
		n -= int(s.hidden.GetCardinality())
	}
	if s.own != nil {
		n += s.own.Len()
	}
	return n
}

// Find is the job with an id.
func (s Schedule) Find(id string) (Job, bool) {
	if s.own != nil {
		if j, ok := s.own.Find(id); ok {
			return j, true
		}
	}
	j, ok := s.plan.Find(id)
	if !ok || s.hides(j) {
		return Job{}, false
	}
	return j, true
}

// hides says whether a job of the plan is gone or changed.
func (s Schedule) hides(j Job) bool { return s.hidden != nil && s.hidden.Contains(j.position) }

// End is the instant at which the last job that can end has ended; false when
// none can.
func (s Schedule) End() (end clock.Instant, ok bool) {
	if s.own != nil && len(s.own.byEnd) > 0 {
		end, ok = s.own.End(), true
	}
	for _, position := range slices.Backward(s.plan.byEnd) {
		if j := s.plan.Job(int(position)); !s.hides(j) {
			return max(end, j.End()), true
		}
	}
	return end, ok
}

// ErrTaken says that another job has an id.
var ErrTaken = errors.New("another job has this jobId")

// With is the schedule with one job more, and that job. A job without an id
// gets an invented one. The error is ErrTaken when it has one that another job
// has.
func (s Schedule) With(j scenario.Job) (Schedule, Job, error) {
	if j.ID != "" {
		if _, taken := s.Find(j.ID); taken {
			return s, Job{}, fmt.Errorf("%q: %w", j.ID, ErrTaken)
		}
	} else if err := s.invent(&j); err != nil {
		return s, Job{}, err
	}
	changed, err := s.withOwn(append(slices.Clip(s.jobs), j))
	if err != nil {
		return s, Job{}, err
	}
	added, _ := changed.own.Find(j.ID)
	return changed, added, nil
}

// invent gives a job an id that no other has.
func (s Schedule) invent(j *scenario.Job) error {
	alone, err := s.compile([]scenario.Job{*j})
	if err != nil {
		return err
	}
	r := alone.jobs[0]
	for range maxSerials {
		id := string(alone.appendID(nil, &r))
		if _, taken := s.Find(id); !taken {
			j.ID = id
			return nil
		}
		r.serial++
	}
	return fmt.Errorf("%d jobs begin at %s, in one millisecond; a jobId tells no more apart", maxSerials, j.Begin)
}

// Without is the schedule less a job; false when it has none of the id.
func (s Schedule) Without(id string) (Schedule, bool) {
	for i := range s.jobs {
		if s.jobs[i].ID == id {
			fewer, err := s.withOwn(slices.Concat(s.jobs[:i], s.jobs[i+1:]))
			return fewer, err == nil // fewer of what compiled before always compile
		}
	}
	j, ok := s.plan.Find(id)
	if !ok || s.hides(j) {
		return s, false
	}
	hidden := roaring.New()
	if s.hidden != nil {
		hidden = s.hidden.Clone()
	}
	hidden.Add(j.position)
	s.hidden = hidden
	return s, true
}

// withOwn is the schedule with other jobs of its own.
func (s Schedule) withOwn(list []scenario.Job) (Schedule, error) {
	s.jobs, s.own = list, nil
	if len(list) == 0 {
		return s, nil
	}
	var err error
	s.own, err = s.compile(list)
	return s, err
}

// compile compiles jobs as if they were the only ones of the scenario.
func (s Schedule) compile(list []scenario.Job) (*Plan, error) {
	p := s.plan
	return Compile(&scenario.Scenario{
		Seed:     p.seed,
		Clock:    clock.Settings{Start: p.start},
		Compat:   p.compat,
		Projects: []scenario.Project{{ID: scenario.AnyProject, Jobs: list}},
	}, scenario.AnyProject)
}

// Source is a job as a scenario would write it: what is invented about it is
// written out, but for its jobDetail and its failReason, which follow from the
// rest.
func (j Job) Source() scenario.Job {
	r := j.record()
	source := scenario.Job{Type: j.Type(), Outcome: r.outcome}
	if s := j.source(); s != nil {
		source = *s
	}
	source.ID, source.Name, source.Graph = j.ID(), j.Name(), j.Graph()
	source.Begin, source.Waiting, source.Running = r.begin, r.start.Sub(r.begin), scenario.Forever
	if r.end != clock.Never {
		source.Running = r.end.Sub(r.start)
	}
	return source
}

// Jobs yields every job, those to come included, in listing order.
func (s Schedule) Jobs() iter.Seq[Job] {
	return func(yield func(Job) bool) {
		next := 0 // of own
		for i := range s.plan.jobs {
			j := s.plan.Job(i)
			if s.hides(j) {
				continue
			}
			for ; s.own != nil && next < s.own.Len() && s.own.Job(next).listedBefore(j); next++ {
				if !yield(s.own.Job(next)) {
					return
				}
			}
			if !yield(j) {
				return
			}
		}
		for ; s.own != nil && next < s.own.Len(); next++ {
			if !yield(s.own.Job(next)) {
				return
			}
		}
	}
}

// listedBefore says whether a job comes before another in listing order: by
// begin, then by id.
func (j Job) listedBefore(o Job) bool {
	if a, b := j.Begin(), o.Begin(); a != b {
		return a < b
	}
	var a, b [idSize]byte
	return bytes.Compare(j.AppendID(a[:0]), o.AppendID(b[:0])) < 0
}

// Changes yields what changes on the way from an instant to another. Forwards
// these are the changes after from and up to to, in order of time. Backwards
// they are the same ones undone, the last first.
func (s Schedule) Changes(from, to clock.Instant) iter.Seq[Change] {
	if !s.Changed() {
		return s.plan.Changes(from, to)
	}
	return func(yield func(Change) bool) {
		var none Plan
		own := &none
		if s.own != nil {
			own = s.own
		}
		next, stop := iter.Pull(own.Changes(from, to))
		defer stop()
		change, more := next()
		first := func(c Change) bool { // whether own's change comes before the plan's c
			return more && (from <= to && change.At < c.At || from > to && change.At >= c.At)
		}
		for c := range s.plan.Changes(from, to) {
			if s.hides(c.Job) {
				continue
			}
			for ; first(c); change, more = next() {
				if !yield(change) {
					return
				}
			}
			if !yield(c) {
				return
			}
		}
		for ; more; change, more = next() {
			if !yield(change) {
				return
			}
		}
	}
}
