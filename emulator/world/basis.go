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
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// basis is what follows from a world's scenario alone.
type basis struct {
	scenario *scenario.Scenario
	root     fake.Key
	auth     *auth.Checker
	any      *Project // what a project without a life stands as; nil: the scenario has no "*"
	origins  map[string]*origin
}

// origin is where the project of an id begins; nil: the scenario serves no such
// project.
func (b *basis) origin(id string) *origin {
	if o := b.origins[id]; o != nil {
		return o
	}
	return b.origins[scenario.AnyProject]
}

// newBasis compiles a scenario. named is its projects but "*", at their start.
func (w *World) newBasis(s *scenario.Scenario) (b *basis, named map[string]*Project, err error) {
	b = &basis{
		scenario: s, root: fake.NewKey(s.Seed), auth: newChecker(s, w.wall),
		origins: make(map[string]*origin, len(s.Projects)),
	}
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
		p.begin(o.newLife(id, w))
		if id == scenario.AnyProject {
			b.any = p
		} else {
			named[id] = p
		}
	}
	return b, named, nil
}

// Load replaces the scenario: all projects are forgotten, what the control API
// did to them too, and begin anew. On an error nothing changes. Calls that are
// under way end in the lives in which they began. The violations seen so far are
// set aside as a reset does.
func (w *World) Load(s *scenario.Scenario) error {
	b, named, err := w.newBasis(s)
	if err != nil {
		return err
	}
	w.replace(b, named)
	w.ForgetUnrouted()
	return nil
}

// replace gives the world another basis.
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
			p.leave()
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

// leave ends a project that the table has no more.
func (p *Project) leave() {
	p.evicted = true
	if p.life == nil {
		return
	}
	p.catchUp()
	p.publishReset(events.Forgotten)
	p.endFeed()
	p.end()
}

// origin is where lives begin: what a scenario says of a project, compiled. It is
// immutable and shared by all lives that follow from it.
type origin struct {
	scenario *scenario.Scenario
	project  string // the one of the scenario's projects that it is
	root     fake.Key
	plan     *jobs.Plan
	faults   *fault.Plan
	auth     *auth.Checker
	clock    clock.Clock
	hash     func() string // of the scenario's source
}

// newOrigin compiles one project of a scenario, whose credentials a checker
// knows. hash is that of its source.
func newOrigin(s *scenario.Scenario, project string, checker *auth.Checker, hash func() string, wall func() time.Time) (*origin, error) {
	plan, err := jobs.Compile(s, project)
	if err != nil {
		return nil, fmt.Errorf("scenario %s, project %q: %w", s.Name, project, err)
	}
	return &origin{
		scenario: s,
		project:  project,
		root:     fake.NewKey(s.Seed),
		plan:     plan,
		faults:   fault.Compile(s, project),
		auth:     checker,
		clock:    clock.New(s.Clock, wall),
		hash:     hash,
	}, nil
}

func newChecker(s *scenario.Scenario, wall func() time.Time) *auth.Checker {
	return auth.New(s.Auth, fake.NewKey(s.Seed), wall)
}
