package world

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// subscribers are the feeds to which a project publishes. The project's lock guards
// them.
type subscribers struct {
	own, all *events.Feed  // of the project, of all projects; nil: no subscriber
	upTo     clock.Instant // changes of jobs and graphs are published up to here
}

// Subscribe returns a subscription to the events of all existing and future
// projects, after the event of a number, or [events.FromNow]. The numbers are those
// of a common feed, not those of the projects.
func (w *World) Subscribe(after int) *events.Subscription {
	all := w.ensureFeed()
	var swept time.Time
	publishDue := func() time.Duration {
		if rest := sweepInterval - clock.Since(swept); rest > 0 {
			return rest
		}
		w.ForEach(func(tx *Tx) { tx.project.syncSubscribers() })
		swept = clock.Wall()
		return sweepInterval
	}
	publishDue() // changes before the subscription are not events
	return all.Subscribe(after, publishDue)
}

// ensureFeed returns the common feed of all projects.
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

// attach makes the project publish to the common feed, if there is one and the
// project has a life. The lock is held.
func (p *Project) attach(all *events.Feed) {
	if all != nil && p.life != nil && p.id != scenario.AnyProject {
		p.ensureSubscribers().all = all
	}
}

// ensureSubscribers returns the project's feeds, with all changes published up to
// now. The lock is held.
func (p *Project) ensureSubscribers() *subscribers {
	if p.subscribers.Load() == nil {
		p.subscribers.Store(&subscribers{upTo: p.life.clock.Now()})
	}
	p.syncSubscribers()
	return p.subscribers.Load()
}

// publishDue publishes the changes up to now, and returns the real time until the
// next one.
func (p *Project) publishDue() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life == nil || p.life.clock.Settings().Mode != clock.Realtime {
		return clock.Forever
	}
	t := p.syncSubscribers()
	return p.life.clock.Until(min(t.Next, p.life.timeline().nextAct(t.Now)))
}

// endFeed ends the project's streams when its life is forgotten. The lock is held.
func (p *Project) endFeed() {
	if a := p.subscribers.Load(); a != nil && a.own != nil {
		p.world.lastNumbers.Set(p.id, a.own.End())
	}
	p.subscribers.Store(nil)
}

// publish publishes an event. The lock is held.
func (a *subscribers) publish(p *Project, e events.Event) {
	e.Project = p.id
	a.own.Publish(e)
	a.all.Publish(e)
}

// publishBegun publishes that the project has begun to live. The lock is held.
func (p *Project) publishBegun(now clock.Instant) {
	if a := p.subscribers.Load(); a != nil {
		a.all.Publish(events.Event{Kind: events.Begun, Project: p.id, Now: now.Time()})
	}
}

// publishChange publishes a change of a job or a graph. The lock is held.
func (a *subscribers) publishChange(p *Project, c graph.Change) {
	a.own.PublishChange(p.id, c)
	a.all.PublishChange(p.id, c)
}

// publishCall publishes an accepted call, after the step that it made a stepped
// clock take. The lock is held.
func (p *Project) publishCall(c *Call) {
	a := p.subscribers.Load()
	if a == nil {
		return
	}
	if p.life.clock.Settings().Mode == clock.Stepped && c.Now != a.upTo {
		p.publishClockMove(a.upTo, c.Now)
	}
	p.publishDueChanges(c.Now)
	e := events.Event{Kind: events.Call, Call: c.Number, Now: c.Now.Time(), Operation: c.Operation, Query: journal.Excerpt(c.RawQuery)}
	if c.Hit.Fault == nil {
		a.publish(p, e)
		return
	}
	e.Fault = c.Hit.Fault.Name
	a.publish(p, e)
	a.publish(p, events.Event{Kind: events.Fault, Call: c.Number, Now: e.Now, Fault: e.Fault})
}

// publishAnswer publishes the answer of a call. The lock is held.
func (p *Project) publishAnswer(call, status int, code string) {
	if a := p.subscribers.Load(); a != nil {
		a.publish(p, events.Event{Kind: events.Answer, Call: call, Status: status, ErrorCode: code})
	}
}

// publishDueChanges publishes the changes of jobs and graphs up to now. Of so many changes
// of jobs that a feed no longer holds the first ones, it leaves out those of graphs among
// these: they would take much longer than the move itself. The lock is held.
func (p *Project) publishDueChanges(now clock.Instant) {
	a := p.subscribers.Load()
	if a == nil || now == a.upTo {
		return
	}
	t, held := p.life.timeline(), a.upTo
	if t.graphs != nil {
		held = lastChanges(t.jobs, a.upTo, now)
	}
	for c := range (Timeline{jobs: t.jobs}).Changes(a.upTo, held) {
		a.publishChange(p, c)
	}
	for c := range t.Changes(held, now) {
		a.publishChange(p, c)
	}
	a.upTo = now
}

// lastChanges returns the instant of a move after which there are as many changes of jobs
// as a feed holds, or fewer.
func lastChanges(jobs *history.History, from, to clock.Instant) clock.Instant {
	n := 0
	for c := range jobs.Changes(to, from) { // the last first
		switch n++; {
		case n <= events.FeedSize:
		case from < to:
			return c.At
		default:
			return c.At - 1
		}
	}
	return from
}

// publishClockMove publishes a move of the clock, then the changes of jobs and graphs
// between.
// The lock is held.
func (p *Project) publishClockMove(from, to clock.Instant) {
	if a := p.subscribers.Load(); a != nil {
		a.publish(p, events.Event{Kind: events.Clock, From: from.Time(), Now: to.Time(), Mode: p.life.clock.Settings().Mode})
		p.publishDueChanges(to)
	}
}

// publishDiff publishes the jobs and graphs whose state differs by acts, which lead to
// another timeline. The lock is held.
func (p *Project) publishDiff(to Timeline, acts []scenario.JobAct, now clock.Instant) {
	a := p.subscribers.Load()
	for c := range p.life.board.History().Diff(to.jobs, now) {
		a.publishChange(p, graph.Change{Job: c})
	}
	if to.graphs != nil {
		for c := range p.life.allGraphs().Diff(to.graphs, acts, now) {
			a.publishChange(p, c)
		}
	}
	a.own.Wake() // the time of the next change may differ
}

// syncIfSubscribed publishes the changes up to now, if there are subscribers. The
// lock is held.
func (p *Project) syncIfSubscribed() {
	if p.subscribers.Load() != nil {
		p.syncSubscribers()
	}
}

// publishReset publishes that the project's life was replaced or has ended. The
// lock is held.
func (p *Project) publishReset(reason events.Reason) {
	if a := p.subscribers.Load(); a != nil {
		a.upTo = p.life.clock.Now()
		a.publish(p, events.Event{Kind: events.Reset, Now: a.upTo.Time(), Why: reason})
	}
}
