package history

import (
	"slices"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Reverted returns the history in which the job that an act is about is again as it was in
// a history before that act, of the same plan. Other jobs stay, also those that were added
// since.
func (h *History) Reverted(act scenario.JobAct, before *History) *History {
	id := act.ID()
	after := *h
	if at, ok := h.locate(id); ok {
		after.take(at)
	}
	at, ok := before.locate(id)
	if !ok {
		return &after
	}
	j := before.jobAt(at)
	if at.part == 0 {
		after.show(at)
	} else {
		after.insert(j)
		if j.origin().added {
			after.lost--
		}
	}
	after.rows++
	after.used = after.use(j)
	return &after
}

// take removes a job. The history must not be shared yet.
func (h *History) take(at location) {
	j := h.jobAt(at)
	h.used = h.release(j)
	if j.origin().added {
		h.lost++
	}
	if at.part == len(h.parts) {
		h.tail = slices.Delete(slices.Clone(h.tail), at.position, at.position+1)
	} else {
		h.hide(at)
	}
	h.rows--
}

// show shows a hidden job of the plan again. The history must not be shared yet.
func (h *History) show(at location) {
	hidden := h.parts[0].hidden.Clone()
	hidden.Remove(uint32(at.position))
	h.parts = slices.Clone(h.parts)
	h.parts[0].hidden = hidden
}
