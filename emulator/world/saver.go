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
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// saver writes the changes of a world's projects to a store. A nil saver saves
// nothing.
type saver struct {
	*state.Store

	mu sync.Mutex // held while the log is rewritten and while the store closes
}

// SaveIn restores the projects' states from a store, and writes each later change
// to it before the change is answered. It is called before the first request. The
// error says which state cannot be restored.
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
			if p = b.wildcard; p == nil {
				p = &Project{id: id, world: w}
				b.wildcard = p
			}
		case p == nil:
			p = &Project{id: id, world: w, wildcard: b.wildcard}
			w.projects[id] = p
		}
		release := p.Use()
		p.beginLife(l)
		release()
	}
	w.saver = &saver{Store: store}
	w.saver.rewrite(w.Scenario(), false, w.all)
	return store.Err()
}

// rewrite begins another file of the log, with the whole state of projects, which
// are looked up once it has begun: one whose life begins later writes itself
// there. The saver's lock is held.
func (s *saver) rewrite(follows *scenario.Scenario, reset bool, projects func() []*Project) {
	s.BeginRewrite(follows.Source, reset)
	for _, p := range projects() {
		if acts := p.saveHead(s); acts != nil {
			s.WriteActs(p.id, acts)
		}
	}
	s.EndRewrite()
}

// rewriteIfLong rewrites the log in the background once it is long.
func (w *World) rewriteIfLong() {
	s := w.saver
	if !s.NeedsRewrite() || !s.mu.TryLock() {
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

// forget writes the end of a project's life.
func (s *saver) forget(id string) {
	if s != nil {
		s.Forget(id)
	}
}

// Close closes the store, if there is one. Later changes are not saved.
func (w *World) Close() error {
	if w.saver == nil {
		return nil
	}
	w.saver.mu.Lock()
	defer w.saver.mu.Unlock()
	return w.saver.Close()
}

// PersistenceFailed reports whether the state can no longer be saved. Then no
// change may be acknowledged.
func (w *World) PersistenceFailed() bool {
	select {
	case <-w.PersistenceLost():
		return true
	default:
		return false
	}
}

// PersistenceError is why the state can no longer be saved; nil: it can.
func (w *World) PersistenceError() error { return w.saver.Err() }

// PersistenceLost is closed when the state can no longer be saved; nil: there is no
// store.
func (w *World) PersistenceLost() <-chan struct{} {
	if w.saver == nil {
		return nil
	}
	return w.saver.Failed()
}

// saved is the state of a life as last written.
type saved struct {
	clock      clock.State
	calls      int
	faults     []fault.State // nil: as at the scenario's start
	rules      submit.Rules
	tokens     int // how many were issued
	issued     int // how many of them the store has
	coverage   journal.CoverageTracker
	total      int   // of the violations
	violations []int // the counts of each
	requests   journal.Numbers
}

// save writes what has changed in the project's life. The lock is held; a change is
// answered only after that.
func (p *Project) save() { p.saveActs(nil) }

// saveActs is save after acts on the project's jobs.
func (p *Project) saveActs(acts []scenario.JobAct) {
	if p.world.saver == nil || p.world.PersistenceFailed() {
		return
	}
	if p.life.saved == nil {
		p.saveAll()
		return
	}
	s, at := p.life.unsavedDocument()
	if len(acts) > 0 {
		s.Jobs = &scenario.JobChanges{Acts: acts}
	}
	if s != (snapshot.Document{Project: p.life.seedID}) {
		p.world.saver.WriteEntries(p.id, s, at)
		p.world.rewriteIfLong()
	}
}

// unsavedDocument is what of the life has changed since it was saved, its jobs aside;
// from now on it counts as saved. Of its longest lists it has the changed entries alone,
// whose places are at.
func (l *life) unsavedDocument() (s snapshot.Document, at state.Places) {
	t := l.saved
	s.Project = l.seedID
	if clockState := l.clock.State(); clockState != t.clock {
		t.clock, s.Clock = clockState, &clockState
	}
	if l.calls != t.calls {
		t.calls, s.Calls = l.calls, &l.calls
	}
	s.Faults, at.Faults = l.unsavedFaults()
	if !l.rules.Equal(t.rules) {
		t.rules = l.rules
		rules := l.rules.State()
		s.Rules = &rules
	}
	if n := l.tokens.Count(); n != t.tokens {
		tokens := l.tokens.Since(t.tokens)
		for range tokens.Issued {
			at.Tokens = append(at.Tokens, t.issued)
			t.issued++
		}
		t.tokens, s.Tokens = n, &tokens
	}
	if !l.record.coverage.EqualSet(&t.coverage) {
		covered := l.record.coverage.Names()
		s.Covered = &covered
	}
	if !l.record.coverage.EqualPages(&t.coverage) {
		pages := l.record.coverage.Pages()
		s.Pages = &pages
	}
	if s.Covered != nil || s.Pages != nil {
		t.coverage = l.record.coverage.Clone()
	}
	if n := l.record.violations.Total(); n != t.total {
		t.total, s.Violations = n, new(journal.LedgerState)
		*s.Violations, at.Violations, t.violations = l.record.violations.Changes(t.violations)
	}
	if requests := l.record.requests.Numbers(); requests != t.requests {
		t.requests, s.Requests = requests, &requests
	}
	return s, at
}

// unsavedFaults is the faults whose counts have changed since they were saved, and their
// places; all of them without places, if there are others.
func (l *life) unsavedFaults() (list *[]fault.State, places []int) {
	t := l.saved
	if l.faults.AtStart() && t.faults == nil {
		return nil, nil
	}
	changed, places, same := l.faults.Changes(t.faults)
	switch {
	case !same:
		t.faults = l.faults.State()
		return &t.faults, nil
	case len(changed) == 0:
		return nil, nil
	default:
		return &changed, places
	}
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
	h := p.life.board.History()
	if h.Acted()+p.life.countActs() <= fewActs {
		p.saveAll()
		return nil
	}
	s.WriteHead(p.id, p.life.saveAll(nil))
	return p.life.allActs(h)
}

// saveAll writes the project's complete life. The lock is held.
func (p *Project) saveAll() {
	acts := slices.Collect(p.life.allActs(p.life.board.History()))
	p.world.saver.Write(p.id, p.life.saveAll(&scenario.JobChanges{Acts: acts}))
	p.world.rewriteIfLong()
}

// saveAll is a document of the life with some acts on its jobs, all of which
// counts as saved from now on.
func (l *life) saveAll(jobs *scenario.JobChanges) snapshot.Document {
	d := l.document(jobs)
	var faults []fault.State
	if l.faults.AtStart() {
		d.Faults = nil // as at the scenario's start
	} else {
		faults = *d.Faults
	}
	violations := &l.record.violations
	l.saved = &saved{
		clock: *d.Clock, calls: *d.Calls, faults: faults, rules: l.rules, tokens: l.tokens.Count(), issued: len(d.Tokens.Issued),
		coverage: l.record.coverage.Clone(), total: violations.Total(), violations: violations.Counts(), requests: *d.Requests,
	}
	return d
}
