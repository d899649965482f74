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

// History is every job of a project: those of its plan, and what was changed
// about them since. It is immutable and safe for concurrent use; a change gives
// another one, which shares nearly all with the one before. A change costs the
// logarithm of what was changed before, if the rare large one is spread over all.
//
// A job of the plan that is changed is hidden there and stands among the added
// ones.
type History struct {
	plan  *Plan
	parts []part // the plan, then segments of added jobs, each at most half as large as the one before
	tail  []Job  // added jobs that are in no segment yet, in listing order; few

	alike []fake.Key // of each job that was added since the last segment was made
	rows  int        // how many jobs there are
	lost  int        // how many added jobs were removed again
	used  usedSerials
}

// part is a segment as a history shows it.
type part struct {
	*segment
	hidden *roaring.Bitmap // positions of jobs that are gone or changed; nil: none
}

// hides says whether a job of the segment is gone or changed.
func (p *part) hides(position uint32) bool { return p.hidden != nil && p.hidden.Contains(position) }

// hiding is the part without one more job.
func (p *part) hiding(position uint32) part {
	hidden := roaring.New()
	if p.hidden != nil {
		hidden = p.hidden.Clone()
	}
	hidden.Add(position)
	return part{p.segment, hidden}
}

// all is every job of the part that is not hidden.
func (p *part) all() selection {
	return selection{segment: p.segment, to: uint32(len(p.rows)), exclude: p.hidden}
}

// Plan is the plan beneath.
func (h *History) Plan() *Plan { return h.plan }

// NewBoard is a board over the history that stands at the plan's start.
func (h *History) NewBoard() *Board {
	b := h.plan.NewBoard()
	b.Follow(h)
	return b
}

// HasChanges says whether anything has happened to the plan's jobs. It may be that
// all of it has been undone.
func (h *History) HasChanges() bool { return h != h.plan.history }

// Acted is about how many acts [History.Acts] yields.
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

// Len is the number of jobs, those to come included.
func (h *History) Len() int { return h.rows }

// Find is the job with an id.
func (h *History) Find(id string) (Job, bool) {
	at, ok := h.locate(id)
	if !ok {
		return Job{}, false
	}
	return h.jobAt(at), true
}

// location is where a job stands: at a position of a part, or of the tail, which
// counts as the part behind the last.
type location struct{ part, position int }

func (h *History) jobAt(at location) Job {
	if at.part == len(h.parts) {
		return h.tail[at.position]
	}
	return h.parts[at.part].job(at.position)
}

// locate is where the job with an id stands.
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

// End is the instant at which the last job that can end has ended; false when
// none can.
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

// Jobs yields the jobs from the offset-th on, those to come included, in listing
// order.
func (h *History) Jobs(offset int) iter.Seq[Job] {
	parts := make([]selection, len(h.parts))
	for i := range h.parts {
		parts[i] = h.parts[i].all()
	}
	return mergedFrom(parts, h.tail, offset)
}

// Errors of changes.
var (
	ErrTaken   = errors.New("another job has this jobId")
	ErrUnknown = errors.New("there is no such job")
	ErrEnded   = errors.New("only the future of a job can be changed")
)

// With is the history with one job more, and the act that adds it. A job without
// an id gets an invented one. The error is ErrTaken when it has one that another
// job has.
func (h *History) With(j scenario.Job) (*History, scenario.JobAct, error) {
	return h.applied(h.Decide(j))
}

// Patched is the history with another future for a job, at an instant, and the
// act that gives it. What has happened to the job by then stays, and so does all
// that the patch does not name. The error is ErrUnknown or ErrEnded, or says
// which key of the patch the job cannot have.
func (h *History) Patched(id string, patch scenario.JobPatch, now clock.Instant) (*History, scenario.JobAct, error) {
	j, ok := h.Find(id)
	if !ok {
		return h, scenario.JobAct{}, fmt.Errorf("%q: %w", id, ErrUnknown)
	}
	patched, err := j.patched(patch, now)
	return h.applied(scenario.JobAct{Patch: &patched}, err)
}

// Without is the history less a job, and the act that removes it. The error is
// ErrUnknown.
func (h *History) Without(id string) (*History, scenario.JobAct, error) {
	return h.applied(scenario.JobAct{Remove: id}, nil)
}

// applied is the history after an act that was decided.
func (h *History) applied(act scenario.JobAct, err error) (*History, scenario.JobAct, error) {
	if err != nil {
		return h, scenario.JobAct{}, err
	}
	after, err := h.Apply(act)
	return after, act, err
}
