package history

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// History is every job of a project: those of its plan, with the changes made since.
// It is immutable and safe for concurrent use; a change returns a new one, which
// shares almost everything with the old one. The amortized cost of a change is
// logarithmic in the number of changes before.
//
// A job of the plan that is changed is hidden there, and its new version is among the
// added jobs.
type History struct {
	plan  *Plan
	parts []part // the plan, then segments of added jobs, each at most half as large as the one before
	tail  []Job  // the few added jobs that are in no segment yet, in listing order

	alike []fake.Key // keys of the jobs added since the last segment was made
	rows  int        // number of jobs
	lost  int        // number of added jobs that were removed again
	used  usedSerials
}

// part is a segment as a history shows it.
type part struct {
	*segment
	hidden *roaring.Bitmap // positions of removed or changed jobs; nil: none
}

// hides reports whether a job of the segment was removed or changed.
func (p *part) hides(position uint32) bool { return p.hidden != nil && p.hidden.Contains(position) }

// hiding returns the part with one more job hidden.
func (p *part) hiding(position uint32) part {
	hidden := roaring.New()
	if p.hidden != nil {
		hidden = p.hidden.Clone()
	}
	hidden.Add(position)
	return part{p.segment, hidden}
}

// all returns the jobs of the part that are not hidden.
func (p *part) all() selection {
	return selection{segment: p.segment, to: uint32(len(p.rows)), exclude: p.hidden}
}

// Plan returns the plan on which the history is based.
func (h *History) Plan() *Plan { return h.plan }

// NewBoard returns a board over the history, at the plan's start.
func (h *History) NewBoard() *Board {
	b := h.plan.NewBoard()
	b.Follow(h)
	return b
}

// HasChanges reports whether any change was made to the plan's jobs, even if it was
// undone later.
func (h *History) HasChanges() bool { return h != h.plan.history }

// Acted returns the approximate number of acts that [History.Acts] yields.
func (h *History) Acted() int {
	n := len(h.tail)
	for i := range h.parts {
		p := &h.parts[i]
		if p.hidden != nil {
			n += int(p.hidden.GetCardinality())
		}
		if i > 0 {
			n += len(p.rows)
		}
	}
	return n
}

// Len returns the number of jobs, including future ones.
func (h *History) Len() int { return h.rows }

// Find returns the job with an id.
func (h *History) Find(id string) (Job, bool) {
	at, ok := h.locate(id)
	if !ok {
		return Job{}, false
	}
	return h.jobAt(at), true
}

// location is a job's position in a part, or in the tail, whose index follows that of
// the last part.
type location struct{ part, position int }

func (h *History) jobAt(at location) Job {
	if at.part == len(h.parts) {
		return h.tail[at.position]
	}
	return h.parts[at.part].job(at.position)
}

// locate returns the location of the job with an id.
func (h *History) locate(id string) (location, bool) {
	var buffer [maxIDSize]byte
	for i, j := range h.tail {
		if string(j.AppendID(buffer[:0])) == id {
			return location{len(h.parts), i}, true
		}
	}
	for i := range h.parts {
		if position, ok := h.parts[i].find(id); ok && !h.parts[i].hides(position) {
			return location{i, int(position)}, true
		}
	}
	return location{}, false
}

// End returns the instant at which the last job ends; false if no job ends.
func (h *History) End() (end clock.Instant, ok bool) {
	for i := range h.parts {
		p := &h.parts[i]
		for _, position := range slices.Backward(p.byEnd) {
			if !p.hides(position) {
				end, ok = max(end, p.rows[position].end), true
				break
			}
		}
	}
	for _, j := range h.tail {
		if j.End() != clock.Never {
			end, ok = max(end, j.End()), true
		}
	}
	return end, ok
}

// Jobs yields the jobs from the offset-th on, including future ones, in listing order.
func (h *History) Jobs(offset int) iter.Seq[Job] {
	parts := make([]selection, len(h.parts))
	for i := range h.parts {
		parts[i] = h.parts[i].all()
	}
	return mergedFrom(parts, h.tail, offset)
}

// During yields the jobs whose lives touch the time between two instants, both included, in
// listing order. It looks at each job that begins by the later one.
func (h *History) During(from, to clock.Instant) iter.Seq[Job] {
	return func(yield func(Job) bool) {
		for j := range h.Jobs(0) {
			if j.Begin() > to {
				return
			}
			if j.End() >= from && !yield(j) {
				return
			}
		}
	}
}

// Of yields the jobs with a graph's name, including future ones, in listing order.
func (h *History) Of(graph string) iter.Seq[Job] {
	var parts []selection
	for i := range h.parts {
		p := &h.parts[i]
		if g, ok := p.names[graph]; ok {
			s := p.all()
			s.only = p.ofGraph[g]
			if s.exclude != nil {
				s.exclude = s.within(s.exclude)
			}
			parts = append(parts, s)
		}
	}
	var tail []Job
	for _, j := range h.tail {
		if j.Graph() == graph {
			tail = append(tail, j)
		}
	}
	return merged(parts, tail)
}

// GraphNames returns the names of all graphs that jobs have, sorted.
func (h *History) GraphNames() []string {
	var names []string
	for i := range h.parts {
		names = append(names, h.parts[i].graphs...)
	}
	for _, j := range h.tail {
		names = append(names, j.Graph())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Errors of changes.
var (
	ErrTaken   = errors.New("another job has this jobId")
	ErrUnknown = errors.New("there is no such job")
	ErrEnded   = errors.New("only the future of a job can be changed")
)

// With returns the history with an additional job, and the act that adds it. A job
// without an id gets an invented one. The error is ErrTaken if its id is in use.
func (h *History) With(j scenario.Job) (*History, scenario.JobAct, error) {
	return h.applied(h.Decide(j))
}

// Patched returns the history with a patch applied to a job at an instant, and the
// act that applies it. The job's past does not change, nor does any value that the
// patch does not name. The error is ErrUnknown or ErrEnded, or names the key of the
// patch that the job cannot have.
func (h *History) Patched(id string, patch scenario.JobPatch, now clock.Instant) (*History, scenario.JobAct, error) {
	j, ok := h.Find(id)
	if !ok {
		return h, scenario.JobAct{}, fmt.Errorf("%q: %w", id, ErrUnknown)
	}
	patched, err := j.patched(patch, now)
	return h.applied(scenario.JobAct{Patch: &patched}, err)
}

// Without returns the history without a job, and the act that removes it. The error
// is ErrUnknown.
func (h *History) Without(id string) (*History, scenario.JobAct, error) {
	return h.applied(scenario.JobAct{Remove: id}, nil)
}

// applied returns the history after an act, and the act itself.
func (h *History) applied(act scenario.JobAct, err error) (*History, scenario.JobAct, error) {
	if err != nil {
		return h, scenario.JobAct{}, err
	}
	after, err := h.Apply(act)
	return after, act, err
}
