package world

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/events"
)

// Project is a place in the table of projects, and the life that it has at
// present.
type Project struct {
	id    string
	world *World
	like  *Project     // "*", where the project is one of it; nil: it is not
	used  atomic.Int64 // when it was last looked up, in look-ups of the world

	mu      sync.Mutex
	life    *life // nil: it stands as "*" does
	evicted bool  // it is in the table no more: who has looked it up looks again

	audience atomic.Pointer[audience] // nil: nobody is told of it; stored under the lock
}

// Lives says whether the project has a life.
func (p *Project) Lives() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.life != nil
}

// lock locks the project; where it has no life, "*" too, whose present state is
// its own then.
func (p *Project) lock() (like *Project) {
	p.mu.Lock()
	if p.life != nil || p.evicted {
		return nil
	}
	p.mu.Unlock()
	p.like.mu.Lock()
	p.mu.Lock()
	if p.life != nil || p.evicted {
		p.like.mu.Unlock()
		return nil
	}
	return p.like
}

// unlock undoes lock.
func (p *Project) unlock(like *Project) {
	p.mu.Unlock()
	if like != nil {
		like.mu.Unlock()
	}
}

// begin puts another life in place. The lock is held.
func (p *Project) begin(l *life) {
	p.end()
	p.life = l
	l.tokens.Register()
}

// end ends the project's life. What its clients did wrong is set aside. The lock
// is held.
func (p *Project) end() {
	if p.life == nil {
		return
	}
	p.life.tokens.Unregister()
	p.world.unrouted.setAside(&p.life.record.violations)
	p.life = nil
}

// look runs a transaction that only reads, if the project has a life.
func (p *Project) look(do func(*Tx)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life != nil && !p.evicted {
		do(&Tx{project: p, life: p.life, now: p.life.clock.Now()})
	}
}

// time is how the project's clock stands, once subscribers know of all that has
// changed by now. The lock is held.
func (p *Project) time() Time {
	t := p.life.time()
	p.publishDueChanges(t.Now)
	return t
}

// sweepEvery is how often those who read of all projects look for what changes by
// itself, in real time.
const sweepEvery = 250 * time.Millisecond

// subscribe begins the project's life, if it has none, and reads its feed.
func (p *Project) subscribe(after int) *events.Subscription {
	a := p.ensureAudience()
	if a.own == nil {
		a.own = p.world.lastNumbers.NewFeed(p.id)
	}
	return a.own.Subscribe(after, p.publishDue)
}
