package world

import (
	"bytes"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
)

// Limits of what a project remembers, so that ten thousand projects stay small.
const (
	maxAnswers    = 4
	maxAnswerSize = 16 << 10 // bytes
)

// answers is the last few answers of a project. Who polls asks the same again
// and again while nothing has changed; the ready bytes are then written as
// they are.
type answers struct {
	recent [maxAnswers]answer
	next   int // the one to be replaced next
}

// answer is good for one request in one state of the board.
type answer struct {
	request string
	state   jobs.State
	body    []byte
	shown   journal.Shown
}

// Remembered is the body that a request got in the board's state at an instant.
// What it showed then, it shows again. count is that of all its pages.
func (p *Project) Remembered(request string, now clock.Instant) (body []byte, count int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.board.MoveTo(now)
	for i := range p.answers.recent {
		a := &p.answers.recent[i]
		if a.body != nil && a.request == request && a.state == p.board.State() {
			p.record.coverage.Showed(&a.shown)
			p.save()
			return a.body, a.shown.Count, true
		}
	}
	return nil, 0, false
}

// Remember keeps a copy of the body that a request got from a view, and notes
// what it showed. It must be the same at every instant with the view's state of
// the board. A view from before the project's jobs were changed is of no use
// any more.
func (p *Project) Remember(request string, v jobs.View, body []byte, shown *journal.Shown) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.record.coverage.Showed(shown)
	p.save()
	if len(body) > maxAnswerSize || len(request) > maxAnswerSize || !v.Of(p.board) {
		return
	}
	slot := &p.answers.recent[p.answers.next]
	for i := range p.answers.recent { // the same request in another state goes first
		if p.answers.recent[i].request == request {
			slot = &p.answers.recent[i]
			break
		}
	}
	if slot == &p.answers.recent[p.answers.next] {
		p.answers.next = (p.answers.next + 1) % maxAnswers
	}
	*slot = answer{strings.Clone(request), v.State(), bytes.Clone(body), *shown}
}
