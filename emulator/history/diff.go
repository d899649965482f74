package history

import (
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// Diff yields the changes when another history of the same plan replaces h at an
// instant: the jobs whose state differs, each once, in listing order. Parts that the
// two have in common cost nothing.
func (h *History) Diff(by *History, at clock.Instant) iter.Seq[Change] {
	d := differences{at: at, removed: map[string]int{}}
	old, updated := h.difference(by), by.difference(h)
	for len(old) > 0 || len(updated) > 0 {
		switch order := compareFirst(old, updated); {
		case order < 0:
			d.compare(old[0], Job{})
			old = old[1:]
		case order > 0:
			d.compare(Job{}, updated[0])
			updated = updated[1:]
		default:
			d.compare(old[0], updated[0])
			old, updated = old[1:], updated[1:]
		}
	}
	return d.all()
}

func compareFirst(a, b []Job) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	default:
		return compare(a[0], b[0])
	}
}

// difference returns the jobs, in listing order, that may not be in another history.
func (h *History) difference(from *History) []Job {
	var parts []selection
	jobs := slices.Clone(h.tail)
	for _, p := range h.parts {
		i := slices.IndexFunc(from.parts, func(o part) bool { return o.segment == p.segment })
		if i < 0 {
			parts = append(parts, p.all())
			continue
		}
		if o := from.parts[i]; o.hidden != nil && o.hidden != p.hidden {
			shown := o.hidden
			if p.hidden != nil {
				shown = roaring.AndNot(o.hidden, p.hidden)
			}
			for position := range roaring.Values(shown) {
				jobs = append(jobs, p.job(int(position)))
			}
		}
	}
	slices.SortFunc(jobs, compare)
	return slices.Collect(merged(parts, jobs))
}

// differences collects the changes between two histories.
type differences struct {
	at      clock.Instant
	changes []Change
	removed map[string]int // id of a removed job → index in changes
}

// compare records the change from one job to another. The zero Job means none.
func (d *differences) compare(old, is Job) {
	c := Change{Job: old, At: d.at}
	if old != (Job{}) {
		c.From = old.StatusAt(d.at)
	}
	if is != (Job{}) {
		c.Job, c.To = is, is.StatusAt(d.at)
	}
	if is == (Job{}) {
		d.removed[old.ID()] = len(d.changes)
	}
	d.changes = append(d.changes, c)
}

// all yields the changes. A removed job and another that now has its id are one
// change.
func (d *differences) all() iter.Seq[Change] {
	if len(d.removed) > 0 {
		for i, c := range d.changes {
			if at, ok := d.removed[c.Job.ID()]; ok && at != i {
				d.changes[i].From, d.changes[at].From = d.changes[at].From, d.changes[at].To
			}
		}
	}
	d.changes = slices.DeleteFunc(d.changes, func(c Change) bool { return c.From == c.To })
	return slices.Values(d.changes)
}
