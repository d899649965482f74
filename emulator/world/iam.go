package world

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Auth is the checker of the scenario's credentials.
func (w *World) Auth() *auth.Checker { return w.basis.Load().auth }

// Auth is the checker of the credentials of the project's calls.
func (tx *Tx) Auth() *auth.Checker { return tx.life.origin.auth }

// IssueToken returns a token that is valid in the project's current life until an
// instant of virtual time.
func (tx *Tx) IssueToken(expires clock.Instant, holder auth.Holder) string {
	value := tx.life.tokens.Issue(expires, holder)
	tx.stage(func(*life) {})
	return value
}

// SealToken returns a token for a project, or "" for an account, that every replica takes.
// The transaction's project has the time, and counts it.
func (tx *Tx) SealToken(lifetime time.Duration, projectID string, holder auth.Holder) string {
	tx.stage(func(*life) {})
	return tx.life.tokens.Seal(tx.now, lifetime, projectID, holder)
}

// IssueKey returns a temporary key for a caller of the identity service, who has a token
// (else "") or a prepared signature. It is valid for a time in the project's current
// life. The refusal says why the caller gets none.
func (tx *Tx) IssueKey(by *auth.Credentials, token string, lifetime time.Duration) (auth.IssuedToken, *auth.Refusal) {
	l := tx.life
	rights, refusal := l.origin.auth.Authenticate(by, token, l.tokens, tx.now)
	if refusal != nil {
		return auth.IssuedToken{}, refusal
	}
	if checker := l.origin.auth; checker.IsReplica() {
		tx.stage(func(*life) {})
		return l.tokens.SealKey(tx.now, lifetime, rights)
	}
	tx.stage(func(*life) {})
	return l.tokens.IssueKey(tx.now.Add(lifetime), rights), nil
}

// Authenticate is the reason why a caller of the identity service is refused, who has a
// token or a prepared signature; nil: it is accepted.
func (tx *Tx) Authenticate(by *auth.Credentials, token string) *auth.Refusal {
	_, refusal := tx.life.origin.auth.Authenticate(by, token, tx.life.tokens, tx.now)
	return refusal
}

// LookUpToken returns what is known of a token, of the scenario or issued since its
// start; false: it is none.
func (w *World) LookUpToken(value string) (info auth.TokenInfo, ok bool) {
	if info, ok = w.Auth().LookUp(value, nil, 0); ok {
		return info, ok
	}
	w.ForEach(func(tx *Tx) { // one may follow another scenario
		if !ok {
			info, ok = tx.Auth().LookUp(value, tx.life.tokens, tx.now)
		}
	})
	return info, ok
}

// identityFaults is the faults of the identity service's calls, which are counted for
// all projects together since the scenario was loaded.
type identityFaults struct {
	mu      sync.Mutex
	counter fault.Counter
}

// IdentityCall counts a call of the identity service, adds it to the journal and returns
// the fault that applies to it. The time of conditions is that of "*", or of the
// scenario's first project.
func (w *World) IdentityCall(call fault.Call, incoming *journal.Incoming) (fault.Hit, journal.Slot) {
	_ = w.Do(w.FirstID(), nil, func(tx *Tx) error { // every scenario has one
		call.Now = tx.now
		return nil
	})
	b := w.basis.Load()
	b.identity.mu.Lock()
	hit := b.identity.counter.Next(call)
	b.identity.mu.Unlock()
	outcome := journal.Outcome{Now: b.scenario.Clock.Start}
	if hit.Fault != nil {
		outcome.Fault = hit.Fault.Name
	}
	u := &w.unrouted
	u.mu.Lock()
	defer u.mu.Unlock()
	if hit.Fault != nil {
		var covered journal.Set
		offerFaults(&covered, []fault.Applied{{Fault: hit.Fault}})
		u.record.coverage.Add(&covered)
	}
	return hit, u.record.add(w.requests, incoming, &outcome)
}

// identityFaults lists the faults of the identity service's calls.
func (w *World) identityFaults() []fault.Applied {
	b := w.basis.Load()
	b.identity.mu.Lock()
	defer b.identity.mu.Unlock()
	return b.identity.counter.Faults()
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

// ProjectName is the name of the project with an id in the identity service: that of a
// region, if it is a region's project, else the id. false: the scenario has no such
// project.
func (w *World) ProjectName(id string) (name string, ok bool) {
	b := w.basis.Load()
	if !ges.ValidProjectID(id) || b.origin(id) == nil {
		return "", false
	}
	if b.wildcard != nil {
		for _, r := range ges.Regions() {
			if b.iamID("project", r.ID) == id {
				return r.ID, true
			}
		}
	}
	return id, true
}
