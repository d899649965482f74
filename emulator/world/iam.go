package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Serving is the project that serves an id, or for one of "*" that did not come
// into being yet, "*" itself: how it would begin. nil: the scenario has no such
// project.
func (w *World) Serving(id string) *Project {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if p := w.projects[id]; p != nil {
		return p
	}
	return w.any()
}

// Issue has a checker issue a token for a project, "" for an account, and gives
// its value. Where the world is kept, a project that has a token lives.
func (w *World) Issue(by *auth.Checker, projectID string, expires clock.Instant) string {
	if w.keeper == nil || projectID == "" {
		return by.Issue(projectID, expires)
	}
	for {
		p, err := w.Lookup(projectID)
		if err != nil { // there are too many: the token is not kept
			return by.Issue(projectID, expires)
		}
		if value, ok := p.issue(by, expires); ok {
			return value
		}
	}
}

// issue has a token issued for the project and saves it; false, and there is
// none, when another has its id by now.
func (p *Project) issue(by *auth.Checker, expires clock.Instant) (value string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return "", false
	}
	p.touched = true
	value = by.Issue(p.id, expires)
	p.saveWhole()
	return value, true
}

// NamedProject is the id of the project that has a name in the vendor's identity
// service, where a region's project is named after the region. A project of the
// scenario is named by its id; under "*" every other name has a project of its
// own, whose id follows from the seed; without "*" it is the scenario's first.
func (w *World) NamedProject(name string) string {
	b := w.basis.Load()
	own := b.ownProjects()
	for _, id := range own {
		if id == name {
			return id
		}
	}
	if b.any != nil {
		return b.iamID("project", name)
	}
	return own[0]
}

// OwnProjects is the ids that the scenario names, in its order.
func (w *World) OwnProjects() []string { return w.basis.Load().ownProjects() }

func (b *basis) ownProjects() []string {
	var ids []string
	for _, p := range b.scenario.Projects {
		if p.ID != scenario.AnyProject {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// IAMID is the id of something in the identity service: 32 hexadecimal digits
// that follow from the seed, from what it is and from its name.
func (w *World) IAMID(what, name string) string { return w.basis.Load().iamID(what, name) }

func (b *basis) iamID(what, name string) string {
	return string(b.root.For("iam").For(what).For(name).AppendHex(nil))
}
