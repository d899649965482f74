package world

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// audience is the feeds of those who are told what happens in a project. The
// project's lock guards it.
type audience struct {
	own, all *events.Feed  // of the project, of all projects; nil: nobody asked
	upTo     clock.Instant // the changes of jobs are published up to here
}

// Subscribe reads what happens in all projects and in those that come later, from
// behind the event of a number on, or [events.FromNow]. The numbers are those of
// a feed of its own.
func (w *World) Subscribe(after int) *events.Subscription {
	all := w.ensureFeed()
	var swept time.Time
	publishDue := func() time.Duration {
		if rest := sweepEvery - clock.Since(swept); rest > 0 {
			return rest
		}
		w.ForEach(func(tx *Tx) { tx.project.time() })
		swept = clock.Wall()
		return sweepEvery
	}
	publishDue() // what is over by now is no news
	return all.Subscribe(after, publishDue)
}

// ensureFeed is the feed of all projects, which each of them publishes to.
func (w *World) ensureFeed() *events.Feed {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.feed.Load() == nil {
		all := new(events.Feed)
		w.feed.Store(all)
		for _, p := range w.list() {
			p.mu.Lock()
			p.attach(all)
			p.mu.Unlock()
		}
	}
	return w.feed.Load()
}

// attach has the feed of all projects told of this one, if there are both a feed
// and a life to tell of. The lock is held.
func (p *Project) attach(all *events.Feed) {
	if all != nil && p.life != nil && p.id != scenario.AnyProject {
		p.ensureAudience().all = all
	}
}

// ensureAudience is the project's audience, which knows all until now. The lock
// is held.
func (p *Project) ensureAudience() *audience {
	if p.audience.Load() == nil {
		p.audience.Store(&audience{upTo: p.life.clock.Now()})
	}
	p.time()
	return p.audience.Load()
}

// publishDue publishes what has changed by now, and returns for how long in real
// time nothing will.
func (p *Project) publishDue() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life == nil || p.life.clock.Settings().Mode != clock.Realtime {
		return clock.Forever
	}
	return p.life.clock.Until(p.time().Next)
}

// endFeed ends the project's streams, as its life is forgotten. The lock is held.
func (p *Project) endFeed() {
	if a := p.audience.Load(); a != nil && a.own != nil {
		p.world.lastNumbers.Set(p.id, a.own.End())
	}
	p.audience.Store(nil)
}

// publish publishes an event. The lock is held.
func (a *audience) publish(p *Project, e events.Event) {
	e.Project = p.id
	a.own.Publish(&e)
	a.all.Publish(&e)
}

// publishCall publishes a call that was taken, and before it the step that it was
// for the clock. The lock is held.
func (p *Project) publishCall(c *Call) {
	a := p.audience.Load()
	if a == nil {
		return
	}
	if p.life.clock.Settings().Mode == clock.Stepped && c.Now != a.upTo {
		p.publishClockMove(a.upTo, c.Now)
	}
	p.publishDueChanges(c.Now)
	e := events.Event{Kind: events.Call, Call: c.Number, Now: c.Now, Operation: c.Operation, Query: journal.Excerpt(c.RawQuery)}
	if c.Hit.Fault == nil {
		a.publish(p, e)
		return
	}
	e.Fault = c.Hit.Fault.Name
	a.publish(p, e)
	a.publish(p, events.Event{Kind: events.Fault, Call: c.Number, Now: c.Now, Fault: e.Fault})
}

// publishAnswer publishes how a call was answered. The lock is held.
func (p *Project) publishAnswer(call, status int, code string) {
	if a := p.audience.Load(); a != nil {
		a.publish(p, events.Event{Kind: events.Answer, Call: call, Status: status, Code: code})
	}
}

// publishDueChanges publishes the changes of jobs up to an instant to which time
// has come by itself. The lock is held.
func (p *Project) publishDueChanges(now clock.Instant) {
	a := p.audience.Load()
	if a == nil || now == a.upTo {
		return
	}
	for c := range p.life.board.History().Changes(a.upTo, now) {
		a.publish(p, events.Event{Kind: events.Job, Change: c})
	}
	a.upTo = now
}

// publishClockMove publishes that the clock was moved, and what changed on the
// way. The lock is held.
func (p *Project) publishClockMove(from, to clock.Instant) {
	if a := p.audience.Load(); a != nil {
		a.publish(p, events.Event{Kind: events.Clock, From: from, Now: to, Mode: p.life.clock.Settings().Mode})
		p.publishDueChanges(to)
	}
}

// publishDiff publishes which jobs are in another state as the project gets
// another history. The lock is held.
func (p *Project) publishDiff(to *jobs.History, now clock.Instant) {
	a := p.audience.Load()
	if a == nil {
		return
	}
	for c := range p.life.board.History().Replaced(to, now) {
		a.publish(p, events.Event{Kind: events.Job, Change: c})
	}
	a.own.Wake() // the next change may be another one
}

// catchUp publishes what has changed until now, before something else happens.
// The lock is held.
func (p *Project) catchUp() {
	if p.audience.Load() != nil {
		p.time()
	}
}

// publishReset publishes that the project's life begins anew, or ends. The lock
// is held.
func (p *Project) publishReset(why events.Reason) {
	if a := p.audience.Load(); a != nil {
		a.upTo = p.life.clock.Now()
		a.publish(p, events.Event{Kind: events.Reset, Now: a.upTo, Why: why})
	}
}
