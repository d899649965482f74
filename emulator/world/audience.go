package world

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// audience is who is told what happens in a project. The project's lock guards
// it.
type audience struct {
	own, all *feed         // of the project, of all projects; nil: nobody asked
	told     clock.Instant // up to here the changes of its jobs were told
}

// Subscribe reads what happens in the project, from behind an event of a number
// on, or [FromNow]. Of "*" it is what happens in all projects.
func (p *Project) Subscribe(after int) *Subscription {
	if p.id == scenario.AnyProject {
		return p.world.Subscribe(after)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.listened()
	if a.own == nil {
		a.own = p.world.retired.goOn(p.id)
	}
	p.touched = true // it must not make room for others while somebody listens
	return a.own.subscribe(after, p.bring)
}

// listened is the project's audience, which knows all until now. The lock is
// held.
func (p *Project) listened() *audience {
	if !p.Heard() {
		p.audience.Store(&audience{told: p.clock.Now()})
	}
	p.time()
	return p.audience.Load()
}

// bring tells what has changed by now, and how long in real time nothing will.
func (p *Project) bring() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.clock.Settings().Mode != clock.Realtime {
		return clock.Forever
	}
	return p.clock.Until(p.time().Next)
}

// sweepEvery is how often who reads of all projects looks for what changes by
// itself, in real time.
const sweepEvery = 250 * time.Millisecond

// Subscribe reads what happens in all projects and in those that come later. The
// numbers are those of a feed of its own.
func (w *World) Subscribe(after int) *Subscription {
	all := w.heard()
	var swept time.Time
	bring := func() time.Duration {
		if rest := sweepEvery - clock.Since(swept); rest > 0 {
			return rest
		}
		for _, p := range w.Projects() {
			p.bring()
		}
		swept = clock.Wall()
		return sweepEvery
	}
	bring() // what is over by now is no news
	return all.subscribe(after, bring)
}

// heard is the feed of all projects.
func (w *World) heard() *feed {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.feed == nil {
		w.feed = new(feed)
		for _, p := range w.projects {
			p.hear(w.feed)
		}
	}
	return w.feed
}

// hear has the feed of all projects told of this one.
func (p *Project) hear(all *feed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listened().all = all
}

// join begins the project's life among others. Nobody listens to it yet but who
// listens to all; nil: nobody does.
func (p *Project) join(all *feed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.audience.Store(nil)
	if all != nil {
		p.listened().all = all
	}
}

// leave ends the project's streams, as it is forgotten. Who subscribes to it
// later learns so at once.
func (p *Project) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.catchUp()
	p.begun(Forgotten)
	gone := &feed{ended: true}
	if a := p.audience.Load(); a != nil && a.own != nil {
		gone = a.own
		p.world.retired.keep(p.id, gone.end())
	}
	p.audience.Store(&audience{own: gone})
}

// retired is how far the feeds had come of projects that were forgotten. Numbers
// go on there, so that one from before is told from one of now.
type retired struct {
	mu   sync.Mutex
	last map[string]int
}

// maxRetired bounds how many are known.
const maxRetired = 100_000

// goOn is a new feed of a project.
func (r *retired) goOn(id string) *feed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &feed{first: r.last[id] + 1, last: r.last[id]}
}

func (r *retired) keep(id string, last int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil || len(r.last) == maxRetired {
		r.last = map[string]int{}
	}
	r.last[id] = last
}

// tell tells an event. The lock is held.
func (a *audience) tell(p *Project, e Event) {
	e.Project = p.id
	a.own.add(&e)
	a.all.add(&e)
}

// called tells of a call that was taken, and before of the step that it was for
// the clock. The lock is held.
func (p *Project) called(c *Call, r *Request) {
	a := p.audience.Load()
	if a == nil {
		return
	}
	if p.clock.Settings().Mode == clock.Stepped && c.Now != a.told {
		p.moved(a.told, c.Now)
	}
	p.passed(c.Now)
	e := Event{Kind: CallTaken, Call: c.Number, Now: c.Now, Operation: r.Operation, Query: journal.Kept(r.RawQuery)}
	if c.Hit.Fault == nil {
		a.tell(p, e)
		return
	}
	e.Fault = c.Hit.Fault.Name
	a.tell(p, e)
	a.tell(p, Event{Kind: FaultMet, Call: c.Number, Now: c.Now, Fault: e.Fault})
}

// Heard says whether anybody is told what happens in the project.
func (p *Project) Heard() bool { return p.audience.Load() != nil }

// Answered tells how a call was answered; status 0: its connection broke before.
// That of a call from before the project began anew is told nobody.
func (p *Project) Answered(c *Call, status int, code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.audience.Load(); a != nil && c.life == p.life {
		a.tell(p, Event{Kind: CallAnswered, Call: c.Number, Status: status, Code: code})
	}
}

// passed tells the changes of jobs up to an instant to which time has come by
// itself. The lock is held.
func (p *Project) passed(now clock.Instant) {
	a := p.audience.Load()
	if a == nil || now == a.told {
		return
	}
	for c := range p.board.Schedule().Changes(a.told, now) {
		a.tell(p, Event{Kind: JobChanged, Change: c})
	}
	a.told = now
}

// moved tells that the clock was moved, and what changed on the way. The lock is
// held.
func (p *Project) moved(from, to clock.Instant) {
	if a := p.audience.Load(); a != nil {
		a.tell(p, Event{Kind: ClockMoved, From: from, Now: to, Mode: p.clock.Settings().Mode})
		p.passed(to)
	}
}

// changed tells which jobs are in another state as the project gets another
// schedule. The lock is held.
func (p *Project) changed(to jobs.Schedule, now clock.Instant) {
	a := p.audience.Load()
	if a == nil {
		return
	}
	for c := range p.board.Schedule().Replaced(to, now) {
		a.tell(p, Event{Kind: JobChanged, Change: c})
	}
	a.own.stir() // the next change may be another one
}

// catchUp tells what has changed until now, before something else does. The lock
// is held.
func (p *Project) catchUp() {
	if p.Heard() {
		p.time()
	}
}

// begun tells that the project's world began anew. The lock is held.
func (p *Project) begun(why Why) {
	if a := p.audience.Load(); a != nil {
		a.told = p.clock.Now()
		a.tell(p, Event{Kind: BegunAnew, Now: a.told, Why: why})
	}
}
