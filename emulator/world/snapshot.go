package world

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

// Snapshot is the project's complete state. A realtime clock is stopped at now.
func (tx *Tx) Snapshot() snapshot.Document {
	d := tx.life.document(&scenario.JobChanges{Acts: slices.Collect(tx.life.allActs(tx.History()))})
	stopped := tx.life.clock.StoppedAt(tx.now)
	d.Clock, d.Scenario.Hash = &stopped, ""
	return d
}

// document is all there is to know of a life, with some acts on its jobs.
func (l *life) document(jobs *scenario.JobChanges) snapshot.Document {
	o := l.origin
	stands, calls, faults := l.clock.State(), l.calls, l.faults.State()
	rules := l.rules.State()
	tokens, requests := l.tokens.State(), l.record.requests.Numbers()
	covered, pages, violations := l.record.coverage.Names(), l.record.coverage.Pages(), l.record.violations.State()
	return snapshot.Document{
		Project:  l.seedID,
		Scenario: &snapshot.Origin{Source: o.scenario.Source, Project: o.project, Hash: o.hash()},
		Clock:    &stands, Calls: &calls, Jobs: jobs, Faults: &faults, Rules: &rules, Tokens: &tokens, Requests: &requests,
		Covered: &covered, Pages: &pages, Violations: &violations,
	}
}

// Replacement makes lives from a snapshot, or from the start of a scenario, for any
// number of projects.
type Replacement struct {
	reason events.Reason
	life   func(projectID string) (*life, error)
}

// PrepareSnapshot prepares a snapshot, which may be of another project: projects
// that it is restored to answer as that one would.
func (w *World) PrepareSnapshot(s *snapshot.Document) Replacement {
	r := w.newRestorer()
	return Replacement{events.BySnapshot, func(id string) (*life, error) { return r.life(id, s) }}
}

// PrepareScenario prepares one project of a scenario to replace projects. The error says
// why it cannot be compiled.
func (w *World) PrepareScenario(s *scenario.Scenario, project string) (Replacement, error) {
	o, err := newOrigin(s, project, w.newChecker(s, w.basis.Load().root), sync.OnceValue(s.Source.Hash), w.wall)
	return Replacement{events.ByScenario, func(id string) (*life, error) { return o.newLife(id, w), nil }}, err
}

// Replace replaces the project's life and returns its start. The error says what
// is wrong with a snapshot.
func (tx *Tx) Replace(by Replacement) (Start, error) {
	l, err := by.life(tx.project.id)
	if err != nil {
		return Start{}, err
	}
	tx.replace(l, by.reason)
	return Start{l.origin.scenario.Name, l.clock.Now(), l.board.History()}, nil
}

// Start is the state in which a life begins.
type Start struct {
	Scenario string // its name
	Now      clock.Instant
	History  *history.History
}

// restorer makes lives from snapshots. Those of the same scenario share its
// compiled form.
type restorer struct {
	world   *World
	origins map[originKey]*origin

	last     scenario.Source // with its hash: the next snapshot usually has the same
	lastHash string
}

type originKey struct{ hash, project string }

func (w *World) newRestorer() *restorer {
	r := &restorer{world: w, origins: map[originKey]*origin{}}
	for _, o := range w.basis.Load().origins {
		r.origins[originKey{o.hash(), o.project}] = o
	}
	return r
}

// origin compiles the scenario of a snapshot, or finds it.
func (r *restorer) origin(of *snapshot.Origin) (*origin, error) {
	switch {
	case of == nil:
		return nil, errors.New("scenario is missing; a whole snapshot has it")
	case of.Text == "":
		return nil, errors.New("scenario.text is missing; a snapshot has the scenario that it follows")
	}
	if of.Source != r.last {
		r.last, r.lastHash = of.Source, of.Source.Hash()
	}
	key := originKey{r.lastHash, of.Project}
	if o := r.origins[key]; o != nil {
		return o, nil
	}
	s, err := of.Parse()
	if err != nil {
		return nil, fmt.Errorf("scenario.text: %w", err)
	}
	if p := s.Project(of.Project); p == nil || p.ID != of.Project {
		return nil, fmt.Errorf("scenario.project: %q is none of the scenario's projects", of.Project)
	}
	o, err := newOrigin(s, of.Project, r.world.newChecker(s, r.world.basis.Load().root), sync.OnceValue(s.Source.Hash), r.world.wall)
	if err == nil {
		r.origins[key] = o
	}
	return o, err
}

// life returns the life of a project from a snapshot. Its tokens are not yet
// registered with other projects.
func (r *restorer) life(id string, s *snapshot.Document) (*life, error) {
	o, err := r.origin(s.Scenario)
	if err != nil {
		return nil, err
	}
	l := o.newLife(id, r.world)
	l.seedFrom(s.Project, r.world)
	l.calls = valueOf(s.Calls)
	if s.Clock != nil {
		l.clock.Restore(*s.Clock)
	}
	if acts := valueOf(s.Jobs).Acts; len(acts) > 0 { // else it has those of its scenario
		h, err := o.plan.Restore(acts)
		if err != nil {
			return nil, fmt.Errorf("jobs.%w", err)
		}
		l.board.Follow(h)
		l.acts = graphActs(acts)
	}
	if s.Rules != nil {
		if l.rules, err = o.rules.Restored(*s.Rules); err != nil {
			return nil, err
		}
	}
	if s.Faults != nil {
		if err := o.faults.Restore(&l.faults, *s.Faults); err != nil {
			return nil, err
		}
	}
	l.tokens.Restore(valueOf(s.Tokens))
	l.record, err = r.record(id, s)
	return l, err
}

// record returns the violations, coverage and request counts of a snapshot.
func (r *restorer) record(project string, s *snapshot.Document) (record, error) {
	var observed record
	covered, err := journal.ParseSet(valueOf(s.Covered))
	if err != nil {
		return observed, err
	}
	if observed.coverage, err = journal.Restore(covered, valueOf(s.Pages)); err != nil {
		return observed, err
	}
	if r.world.requests > 0 && s.Requests != nil {
		observed.requests = journal.NewRing(r.world.requests)
		observed.requests.Resume(*s.Requests)
	}
	observed.violations, err = journal.ParseLedger(project, valueOf(s.Violations))
	return observed, err
}

// valueOf dereferences a pointer; nil gives the zero value.
func valueOf[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
