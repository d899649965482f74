package world

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/events"
)

// Project is an entry of the table of projects, with its current life.
type Project struct {
	id       string
	world    *World
	wildcard *Project // "*", if the project was made from it; else nil
	use      use

	mu      sync.Mutex
	life    *life // nil: it has the state of "*"
	evicted bool  // no longer in the table: it must be looked up again
	undo    []undo

	subscribers atomic.Pointer[subscribers] // nil: none; stored under the lock
}

// Use marks the project as in use, so that it is not evicted as idle, until release is
// called.
func (p *Project) Use() (release func()) {
	p.world.usage.acquire(p)
	return sync.OnceFunc(func() { p.world.usage.release(p) })
}

// lock locks the project, and "*" too if the project has no life and so shares its
// state.
func (p *Project) lock() (wildcard *Project) {
	p.mu.Lock()
	if p.life != nil || p.evicted {
		return nil
	}
	p.mu.Unlock()
	p.wildcard.mu.Lock()
	p.mu.Lock()
	if p.life != nil || p.evicted {
		p.wildcard.mu.Unlock()
		return nil
	}
	return p.wildcard
}

// unlock undoes lock.
func (p *Project) unlock(wildcard *Project) {
	p.mu.Unlock()
	if wildcard != nil {
		wildcard.mu.Unlock()
	}
}

// beginLife replaces the project's life. The lock is held.
func (p *Project) beginLife(l *life) {
	p.endLife()
	p.life = l
	p.world.usage.beginLife(p)
	l.tokens.Register()
}

// endLife ends the project's life and archives its violations. The lock is held.
func (p *Project) endLife() {
	if p.life == nil {
		return
	}
	p.life.tokens.Unregister()
	p.world.unrouted.setAside(&p.life.record.violations)
	p.life = nil
}

// view runs a transaction that only reads, or commits itself, if the project has a
// life.
func (p *Project) view(do func(*Tx)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life != nil && !p.evicted {
		do(&Tx{project: p, life: p.life, now: p.life.clock.Now()})
	}
}

// syncSubscribers publishes the changes of jobs up to now, and returns the time.
// The lock is held.
func (p *Project) syncSubscribers() Time {
	t := p.life.time()
	p.publishDueChanges(t.Now)
	return t
}

// sweepInterval is how often a subscription to all projects looks for changes of
// realtime clocks, in real time.
const sweepInterval = 250 * time.Millisecond

// subscribe returns a subscription to the project's feed. The lock is held.
func (p *Project) subscribe(after int) *events.Subscription {
	a := p.ensureSubscribers()
	if a.own == nil {
		a.own = p.world.lastNumbers.NewFeed(p.id)
	}
	return a.own.Subscribe(after, p.publishDue)
}
