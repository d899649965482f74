package world

import (
	"fmt"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// basis is what a world derives from its scenario alone.
type basis struct {
	scenario *scenario.Scenario
	root     fake.Key
	auth     *auth.Checker
	wildcard *Project // "*", whose state projects without a life have; nil: the scenario has no "*"
	origins  map[string]*origin
	identity identityFaults
}

// origin returns the initial state of a project, or nil when the scenario serves
// no such project.
func (b *basis) origin(id string) *origin {
	if o := b.origins[id]; o != nil {
		return o
	}
	return b.origins[scenario.AnyProject]
}

// newBasis compiles a scenario. named holds its projects except "*", in their
// initial state.
func (w *World) newBasis(s *scenario.Scenario) (b *basis, named map[string]*Project, err error) {
	b = &basis{
		scenario: s, root: fake.NewKey(s.Seed), auth: w.newChecker(s, fake.NewKey(s.Seed)),
		origins: make(map[string]*origin, len(s.Projects)),
	}
	b.identity.counter = fault.CompileIdentity(s).NewCounter("", w.wall)
	named = make(map[string]*Project, len(s.Projects))
	hash := sync.OnceValue(s.Source.Hash)
	for i := range s.Projects {
		id := s.Projects[i].ID
		o, err := newOrigin(s, id, b.auth, hash, w.wall)
		if err != nil {
			return nil, nil, err
		}
		b.origins[id] = o
		p := &Project{id: id, world: w}
		p.beginLife(o.newLife(id, w))
		if id == scenario.AnyProject {
			b.wildcard = p
		} else {
			named[id] = p
		}
	}
	return b, named, nil
}

// Load replaces the scenario and starts all projects anew, without the changes
// that the control API made to them. On an error nothing changes. Calls under way
// end in the lives in which they began. The violations noted so far are archived,
// as at a reset.
func (w *World) Load(s *scenario.Scenario) error {
	b, named, err := w.newBasis(s)
	if err != nil {
		return err
	}
	w.replace(b, named)
	w.ForgetUnrouted()
	return nil
}

// replace installs another basis.
func (w *World) replace(b *basis, named map[string]*Project) {
	if w.saver != nil {
		w.saver.mu.Lock()
		defer w.saver.mu.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.basis.Load() != nil {
		for _, p := range w.all() {
			p.mu.Lock()
			p.discard()
			p.mu.Unlock()
		}
	}
	w.basis.Store(b)
	w.projects = named
	for _, p := range named {
		p.mu.Lock()
		p.attach(w.feed.Load())
		p.mu.Unlock()
	}
	if w.saver != nil {
		w.saver.rewrite(b.scenario, true, w.all)
	}
}

// discard ends a project that is no longer in the table.
func (p *Project) discard() {
	p.evicted = true
	p.world.usage.remove(p)
	if p.life == nil {
		return
	}
	p.syncIfSubscribed()
	p.publishReset(events.Forgotten)
	p.endFeed()
	p.endLife()
}

// origin is the initial state of lives: one project of a scenario, compiled. It is
// immutable and shared by all lives that begin from it.
type origin struct {
	scenario *scenario.Scenario
	project  string // the scenario's id for it; may be "*"
	root     fake.Key
	plan     *history.Plan
	history  *history.History // the plan's after the scenario's changes
	graphs   *graph.Plan
	acts     []scenario.GraphAct // of the scenario's changes
	initial  func() *graph.Set   // after these
	faults   *fault.Plan
	rules    submit.Rules
	auth     *auth.Checker
	clock    clock.Clock
	hash     func() string // of the scenario's source
}

// newOrigin compiles one project of a scenario; checker checks its credentials,
// hash returns the hash of the scenario's source.
func newOrigin(s *scenario.Scenario, project string, checker *auth.Checker, hash func() string, wall func() time.Time) (*origin, error) {
	plan, err := history.Compile(s, project)
	if err != nil {
		return nil, fmt.Errorf("scenario %s, project %q: %w", s.Name, project, err)
	}
	changes := s.Project(project).Changes
	h, err := plan.Restore(changes)
	if err != nil {
		return nil, fmt.Errorf("scenario %s, project %q: changes.%w", s.Name, project, err)
	}
	graphs, acts := graph.NewPlan(fake.NewKey(s.Seed), plan, s.Project(project)), graphActs(changes)
	return &origin{
		scenario: s,
		project:  project,
		root:     fake.NewKey(s.Seed),
		plan:     plan,
		history:  h,
		graphs:   graphs,
		acts:     acts,
		initial:  sync.OnceValue(func() *graph.Set { return graphs.Set(h, acts) }),
		faults:   fault.Compile(s, project),
		rules:    submit.New(s, project),
		auth:     checker,
		clock:    clock.New(s.Clock, wall),
		hash:     hash,
	}, nil
}

// graphActs returns the acts on graphs among some acts.
func graphActs(acts []scenario.JobAct) (on []scenario.GraphAct) {
	for _, act := range acts {
		if act.On != nil {
			on = append(on, *act.On)
		}
	}
	return on
}

// newChecker returns the checker of a scenario's credentials. root is the key of the
// scenario of the whole world, from which all replicas derive the same key.
func (w *World) newChecker(s *scenario.Scenario, root fake.Key) *auth.Checker {
	replica := w.replica
	if replica != nil {
		replica = &auth.Replica{Name: replica.Name, Key: replica.Key, Seed: root}
	}
	return auth.New(s.Auth, fake.NewKey(s.Seed), w.wall, replica)
}
