package journal

import "github.com/ges-emulator/ges-emulator/internal/text"

// Limits of the bodies that a journal stores, in bytes: of one, and of all.
const (
	maxBody   = 64 << 10
	maxBodies = 16 << 20
)

// addBody stores the body of the newest request. The oldest bodies make room for it. The
// lock is held.
func (r *Ring) addBody(e *entry, body []byte) {
	if e.extras == nil {
		e.extras = new(extras)
	}
	e.extras.body, e.extras.isBodyCut = text.Prefix(string(body), maxBody), len(body) > maxBody
	r.bodies += len(e.extras.body)
	for r.bodyFrom = max(r.bodyFrom, r.first()); r.bodies > maxBodies; r.bodyFrom++ {
		r.dropBody(r.entry(r.bodyFrom))
	}
}

// dropBody drops the body of a request. The lock is held.
func (r *Ring) dropBody(e *entry) {
	if e.extras != nil {
		r.bodies -= len(e.extras.body)
		e.extras.body = ""
	}
}
