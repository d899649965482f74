package world

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/state"
)

// keeper writes down what changes, where a world is kept.
type keeper struct {
	*state.Store

	mu sync.Mutex // held while the log begins anew, and while the store closes
}

// KeepIn puts the projects into the states that a store has, and has it told of
// all that changes from now on, each change before it is answered. It is called
// before the first request. The error says what does not fit.
func (w *World) KeepIn(store *state.Store, kept map[string]scenario.Snapshot) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.newRestorer()
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		s := kept[id]
		p, err := r.project(id, &s)
		if err != nil {
			return fmt.Errorf("the state of project %s: %w", id, err)
		}
		p.origin.auth.Restore(id, valueOf(s.Tokens))
		if id == scenario.AnyProject {
			w.basis.Load().any = p
			continue
		}
		w.projects[id] = p
	}
	w.keeper = &keeper{Store: store}
	w.keeper.rewrite(w.Scenario(), false, w.all)
	return store.Err()
}

// all is every project, "*" among them. The lock is held.
func (w *World) all() []*Project {
	list := w.list()
	if p := w.any(); p != nil {
		list = append(list, p)
	}
	return list
}

// rewrite begins the log anew, with the whole state of projects, which are looked
// up once it has begun: one that comes later writes itself there. The keeper's
// lock is held.
func (k *keeper) rewrite(s *scenario.Scenario, anew bool, projects func() []*Project) {
	k.Begin(s.Source, anew)
	for _, p := range projects() {
		p.mu.Lock()
		p.saveWhole()
		p.mu.Unlock()
	}
	k.Whole()
}

// rewriteIfLong begins the log anew, beside all else, once it is long.
func (w *World) rewriteIfLong() {
	k := w.keeper
	if !k.Long() || !k.mu.TryLock() {
		return
	}
	go func() {
		defer k.mu.Unlock() // until then no other world comes, and the store stays open
		k.rewrite(w.Scenario(), false, func() []*Project {
			w.mu.RLock()
			defer w.mu.RUnlock()
			return w.all()
		})
	}()
}

// Close gives the store back, if there is one. What happens afterwards is not
// kept.
func (w *World) Close() error {
	if w.keeper == nil {
		return nil
	}
	w.keeper.mu.Lock()
	defer w.keeper.mu.Unlock()
	return w.keeper.Close()
}

// Unkept says whether the state cannot be kept any more: then nobody may be told
// that something has happened.
func (w *World) Unkept() bool {
	select {
	case <-w.KeepFailed():
		return true
	default:
		return false
	}
}

// KeepError is why the store can keep nothing any more; nil: it can.
func (w *World) KeepError() error { return w.keeper.Err() }

// KeepFailed is closed when the store can keep nothing any more; nil: there is
// none.
func (w *World) KeepFailed() <-chan struct{} {
	if w.keeper == nil {
		return nil
	}
	return w.keeper.Failed()
}

// saved is what of a project was written down.
type saved struct {
	clock      clock.State
	calls      int
	schedule   jobs.Schedule
	faults     []scenario.FaultState
	coverage   journal.Coverage
	violations int
	requests   scenario.RequestNumbers
}

// save writes down what of the project has changed, if it is kept. The lock is
// held, and whoever made the change gets an answer only then.
func (p *Project) save() {
	if p.world.keeper == nil || p.gone || p.world.Unkept() {
		return
	}
	if p.saved == nil {
		p.saveWhole()
		return
	}
	s, t := scenario.Snapshot{Project: p.dice}, p.saved
	if stands := p.clock.State(); stands != t.clock {
		t.clock, s.Clock = stands, &stands
	}
	if p.calls != t.calls {
		t.calls, s.Calls = p.calls, &p.calls
	}
	if schedule := p.board.Schedule(); !schedule.Same(t.schedule) {
		changes := schedule.Told()
		t.schedule, s.Jobs = schedule, &changes
	}
	if !p.counter.Same(t.faults) {
		t.faults = p.counter.State()
		s.Faults = &t.faults
	}
	if p.record.coverage != t.coverage {
		t.coverage = p.record.coverage
		met, pages := t.coverage.Names(), t.coverage.Pages()
		s.Met, s.Pages = &met, &pages
	}
	if n := p.record.violations.Total(); n != t.violations {
		violations := p.record.violations.Told()
		t.violations, s.Violations = n, &violations
	}
	if requests := p.record.requests.Numbers(); requests != t.requests {
		t.requests, s.Requests = requests, &requests
	}
	if s != (scenario.Snapshot{Project: p.dice}) {
		p.world.keeper.Write(p.id, s)
		p.world.rewriteIfLong()
	}
}

// saveWhole writes down all of the project, if it is kept. One that still stands
// at its beginning can be had again. The lock is held.
func (p *Project) saveWhole() {
	if p.world.keeper == nil || p.gone || p.world.Unkept() || !p.touched && p.id != scenario.AnyProject {
		return
	}
	whole := p.whole()
	p.saved = &saved{
		*whole.Clock, *whole.Calls, p.board.Schedule(), *whole.Faults, p.record.coverage,
		p.record.violations.Total(), *whole.Requests,
	}
	p.world.keeper.Write(p.id, whole)
	p.world.rewriteIfLong()
}

// drop ends what is written of the project: another one has its id from now on,
// or none.
func (p *Project) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.saved != nil {
		p.world.keeper.Forget(p.id)
	}
	p.gone, p.saved = true, nil
}
