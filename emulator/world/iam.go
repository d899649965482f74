package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Auth is the checker of the scenario's credentials.
func (w *World) Auth() *auth.Checker { return w.basis.Load().auth }

// Auth is the checker of the credentials of the project's calls.
func (tx *Tx) Auth() *auth.Checker { return tx.life.origin.auth }

// IssueToken returns a token that is valid in the project's current life until an
// instant of virtual time.
func (tx *Tx) IssueToken(expires clock.Instant) string {
	value := tx.life.tokens.Issue(expires)
	tx.stage(func(*life) {})
	return value
}

// NamedProject is the id of the project with a name in the vendor's identity
// service, where a region's project is named after the region. The name of a
// scenario's project is its id; under "*" every other name has its own project,
// with an id derived from the seed; without "*" it is the scenario's first.
func (w *World) NamedProject(name string) string {
	b := w.basis.Load()
	own := b.ownProjects()
	for _, id := range own {
		if id == name {
			return id
		}
	}
	if b.wildcard != nil {
		return b.iamID("project", name)
	}
	return own[0]
}

// OwnProjects are the ids that the scenario names, in its order.
func (w *World) OwnProjects() []string { return w.basis.Load().ownProjects() }

func (b *basis) ownProjects() []string {
	var ids []string
	for i := range b.scenario.Projects {
		if id := b.scenario.Projects[i].ID; id != scenario.AnyProject {
			ids = append(ids, id)
		}
	}
	return ids
}

// IAMID is the id of an object of the identity service: 32 hexadecimal digits
// derived from the seed, the kind of object and its name.
func (w *World) IAMID(what, name string) string { return w.basis.Load().iamID(what, name) }

func (b *basis) iamID(what, name string) string {
	return string(b.root.For("iam").For(what).For(name).AppendHex(nil))
}
