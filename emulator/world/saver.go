package world

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
)

// saver writes down what changes, where the state of a world is saved. A nil
// saver saves nothing.
type saver struct {
	*state.Store

	mu sync.Mutex // held while the log is rewritten, and while the store closes
}

// SaveIn puts the projects into the states that a store has, and writes all that
// changes from now on there, each change before it is answered. It is called
// before the first request. The error says what does not fit.
func (w *World) SaveIn(store *state.Store, states map[string]snapshot.Document) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.newRestorer()
	b := w.basis.Load()
	for _, id := range slices.Sorted(maps.Keys(states)) {
		s := states[id]
		l, err := r.life(id, &s)
		if err != nil {
			return fmt.Errorf("the state of project %s: %w", id, err)
		}
		p := w.projects[id]
		switch {
		case id == scenario.AnyProject:
			if p = b.any; p == nil {
				p = &Project{id: id, world: w}
				b.any = p
			}
		case p == nil:
			p = &Project{id: id, world: w, like: b.any}
			w.projects[id] = p
		}
		p.begin(l)
	}
	w.saver = &saver{Store: store}
	w.saver.rewrite(w.Scenario(), false, w.all)
	return store.Err()
}

// rewrite begins another file of the log, with the whole state of projects, which
// are looked up once it has begun: one whose life begins later writes itself
// there. The saver's lock is held.
func (s *saver) rewrite(follows *scenario.Scenario, anew bool, projects func() []*Project) {
	s.Begin(follows.Source, anew)
	for _, p := range projects() {
		if acts := p.saveHead(s); acts != nil {
			s.WriteActs(p.id, acts)
		}
	}
	s.Whole()
}

// rewriteIfLong rewrites the log, beside all else, once it is long.
func (w *World) rewriteIfLong() {
	s := w.saver
	if !s.Long() || !s.mu.TryLock() {
		return
	}
	go func() {
		defer s.mu.Unlock() // until then no other scenario comes, and the store stays open
		s.rewrite(w.Scenario(), false, func() []*Project {
			w.mu.RLock()
			defer w.mu.RUnlock()
			return w.all()
		})
	}()
}

// forget writes that a project's life has ended.
func (s *saver) forget(id string) {
	if s != nil {
		s.Forget(id)
	}
}

// Close gives the store back, if there is one. What happens afterwards is not
// saved.
func (w *World) Close() error {
	if w.saver == nil {
		return nil
	}
	w.saver.mu.Lock()
	defer w.saver.mu.Unlock()
	return w.saver.Close()
}

// PersistenceFailed says whether the state cannot be saved any more: then nobody
// may be told that something has happened.
func (w *World) PersistenceFailed() bool {
	select {
	case <-w.PersistenceLost():
		return true
	default:
		return false
	}
}

// PersistenceError is why the store can save nothing any more; nil: it can.
func (w *World) PersistenceError() error { return w.saver.Err() }

// PersistenceLost is closed when the store can save nothing any more; nil: there
// is none.
func (w *World) PersistenceLost() <-chan struct{} {
	if w.saver == nil {
		return nil
	}
	return w.saver.Failed()
}

// saved is what of a life is written down.
type saved struct {
	clock      clock.State
	calls      int
	faults     []fault.State
	tokens     int
	coverage   journal.Coverage
	violations int
	requests   journal.Numbers
}

// save writes down what of the project's life has changed. The lock is held, and
// whoever made the change gets an answer only then.
func (p *Project) save() { p.saveActs(nil) }

// saveActs is save after acts on the project's jobs.
func (p *Project) saveActs(acts []scenario.JobAct) {
	if p.world.saver == nil || p.world.PersistenceFailed() {
		return
	}
	if p.life.saved == nil {
		p.saveWhole()
		return
	}
	s := p.life.unsaved()
	if len(acts) > 0 {
		s.Jobs = &scenario.JobChanges{Acts: acts}
	}
	if s != (snapshot.Document{Project: p.life.seedID}) {
		p.world.saver.Write(p.id, s)
		p.world.rewriteIfLong()
	}
}

// unsaved is what of the life has changed since it was saved, its jobs aside; from
// now on it counts as saved.
func (l *life) unsaved() snapshot.Document {
	s, t := snapshot.Document{Project: l.seedID}, l.saved
	if stands := l.clock.State(); stands != t.clock {
		t.clock, s.Clock = stands, &stands
	}
	if l.calls != t.calls {
		t.calls, s.Calls = l.calls, &l.calls
	}
	if !l.faults.Same(t.faults) {
		t.faults = l.faults.State()
		s.Faults = &t.faults
	}
	if n := l.tokens.Count(); n != t.tokens {
		tokens := l.tokens.State()
		t.tokens, s.Tokens = n, &tokens
	}
	if !l.record.coverage.Equal(&t.coverage) {
		t.coverage = l.record.coverage.Clone()
		met, pages := t.coverage.Names(), t.coverage.Pages()
		s.Covered, s.Pages = &met, &pages
	}
	if n := l.record.violations.Total(); n != t.violations {
		violations := l.record.violations.State()
		t.violations, s.Violations = n, &violations
	}
	if requests := l.record.requests.Numbers(); requests != t.requests {
		t.requests, s.Requests = requests, &requests
	}
	return s
}

// fewActs is how many acts on jobs are written in one line with the rest of a
// life; more are written after it, while the project goes on.
const fewActs = 100

// saveHead writes down the project's life, if it has one, as the log is rewritten.
// Of many acts on its jobs it writes none, and returns them instead.
func (p *Project) saveHead(s *saver) (acts iter.Seq[scenario.JobAct]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life == nil {
		return nil
	}
	history := p.life.board.History()
	if history.Acted() <= fewActs {
		p.saveWhole()
		return nil
	}
	s.WriteHead(p.id, p.life.saveAll(nil))
	return history.Acts()
}

// saveWhole writes down all of the project's life. The lock is held.
func (p *Project) saveWhole() {
	acts := slices.Collect(p.life.board.History().Acts())
	p.world.saver.Write(p.id, p.life.saveAll(&scenario.JobChanges{Acts: acts}))
	p.world.rewriteIfLong()
}

// saveAll is a document of the life with some acts on its jobs, all of which
// counts as saved from now on.
func (l *life) saveAll(jobs *scenario.JobChanges) snapshot.Document {
	d := l.document(jobs)
	l.saved = &saved{
		*d.Clock, *d.Calls, *d.Faults, l.tokens.Count(), l.record.coverage.Clone(), l.record.violations.Total(), *d.Requests,
	}
	return d
}
