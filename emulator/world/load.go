package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// basis is what follows from a scenario alone.
type basis struct {
	scenario *scenario.Scenario
	root     fake.Key
	auth     *auth.Checker
	any      *Project // what a new project of "*" begins as; nil: the scenario has no "*"
	origins  []*origin
}

// origin is where the project of an id begins; nil: the scenario serves no such
// project.
func (b *basis) origin(id string) *origin {
	var rest *origin
	for _, o := range b.origins {
		switch o.project {
		case id:
			return o
		case scenario.AnyProject:
			rest = o
		}
	}
	return rest
}

// newBasis compiles a scenario. named is its projects but "*", at their start.
func (w *World) newBasis(s *scenario.Scenario) (b *basis, named map[string]*Project, err error) {
	b, named = &basis{scenario: s, root: fake.NewKey(s.Seed), auth: newChecker(s, w.wall)}, map[string]*Project{}
	for _, spec := range s.Projects {
		o, err := newOrigin(s, spec.ID, b.auth, w.wall)
		if err != nil {
			return nil, nil, err
		}
		b.origins = append(b.origins, o)
		p := w.newProject(spec.ID, o)
		if spec.ID == scenario.AnyProject {
			b.any = p
		} else {
			p.touched = true // the scenario names it: it stays
			named[spec.ID] = p
		}
	}
	return b, named, nil
}

// Load replaces the scenario: all projects are forgotten, what the control API
// did to them too, and begin anew. On an error nothing changes. Calls that are
// under way end in the projects in which they began. The violations seen so far
// are kept as a reset keeps them.
func (w *World) Load(s *scenario.Scenario) error {
	b, named, err := w.newBasis(s)
	if err != nil {
		return err
	}
	old := w.replace(b, named)
	for _, p := range old {
		p.mu.Lock()
		p.forget()
		p.mu.Unlock()
	}
	w.ForgetStrays()
	return nil
}

// replace gives the world another basis. The projects of before are those that it
// gives.
func (w *World) replace(b *basis, named map[string]*Project) []*Project {
	if w.keeper != nil {
		w.keeper.mu.Lock()
		defer w.keeper.mu.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.list()
	for _, p := range old {
		p.leave()
		p.drop()
	}
	if before := w.basis.Load(); before != nil && before.any != nil {
		before.any.drop()
	}
	w.basis.Store(b)
	w.projects = named
	for _, p := range named {
		p.join(w.feed)
	}
	if w.keeper != nil {
		w.keeper.rewrite(b.scenario, true, w.all)
	}
	return old
}

// Forks is how many projects came into being from "*".
func (w *World) Forks() int64 { return w.forks.Load() }
