package world

import (
	"sync"
	"time"
)

// usage orders the projects that may be evicted by their last use, so that the next
// one to go is found without a search. Those of the scenario, which have no
// wildcard, are in no order, nor are projects in use: with an open call or stream.
// Its lock is taken last.
type usage struct {
	wall func() time.Time

	mu      sync.Mutex
	initial useList // of projects without a life
	living  useList // of the others
}

// use is what usage knows of a project. The lock of usage guards it.
type use struct {
	open       int // number of open calls and streams
	lives      bool
	gone       bool // the project is not in the table
	at         time.Time
	list       *useList // nil: none
	prev, next *Project
}

// useList is projects, the least recently used one first.
type useList struct{ first, last *Project }

func (l *useList) add(p *Project) {
	p.use.list, p.use.prev, p.use.next = l, l.last, nil
	if l.last == nil {
		l.first = p
	} else {
		l.last.use.next = p
	}
	l.last = p
}

// remove takes a project out of its list, if it is in one.
func (p *Project) removeFromList() {
	l, prev, next := p.use.list, p.use.prev, p.use.next
	switch {
	case l == nil:
		return
	case prev == nil:
		l.first = next
	default:
		prev.use.next = next
	}
	if next == nil {
		l.last = prev
	} else {
		next.use.prev = prev
	}
	p.use.list, p.use.prev, p.use.next = nil, nil, nil
}

// acquire marks a project as in use.
func (u *usage) acquire(p *Project) {
	if p.wildcard == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	p.use.open++
	p.removeFromList()
}

// release undoes acquire.
func (u *usage) release(p *Project) {
	if p.wildcard == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if p.use.open--; p.use.open > 0 || p.use.gone {
		return
	}
	p.use.at = u.wall()
	if p.use.lives {
		u.living.add(p)
	} else {
		u.initial.add(p)
	}
}

// beginLife notes that a project has a life. The project is in use, or not in the
// table yet.
func (u *usage) beginLife(p *Project) {
	u.mu.Lock()
	defer u.mu.Unlock()
	p.use.lives = true
}

// remove notes that a project has left the table.
func (u *usage) remove(p *Project) {
	u.mu.Lock()
	defer u.mu.Unlock()
	p.use.gone = true
	p.removeFromList()
}

// leastRecent returns the least recently used project without a life, else the one
// with a life and since when that is idle; nil: all are in use.
func (u *usage) leastRecent() (p *Project, lives bool, since time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if p = u.initial.first; p == nil {
		p = u.living.first
	}
	if p == nil {
		return nil, false, time.Time{}
	}
	return p, p.use.lives, p.use.at
}
