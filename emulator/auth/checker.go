package auth

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Checker knows the credentials of a scenario. It is safe for concurrent use.
type Checker struct {
	mode    scenario.AuthMode
	virtual bool // signatures are dated in virtual time
	tokens  map[string]*token
	keys    map[string]string // secret by access key
	users   []scenario.User
	wall    func() time.Time
	issued  issuedTokens
	account struct {
		mu     sync.Mutex
		tokens *Tokens
	}
}

// New is the checker of what a scenario says about credentials. What it invents
// follows from the key; wall is the wall clock, normally [clock.Wall].
func New(a scenario.Auth, key fake.Key, wall func() time.Time) *Checker {
	c := &Checker{
		mode:    a.Mode,
		virtual: a.Clock == scenario.AuthVirtual,
		tokens:  make(map[string]*token, len(a.Tokens)),
		keys:    make(map[string]string, len(a.Keys)),
		users:   a.Users,
		wall:    wall,
		issued:  issuedTokens{key: key.For("issued token"), tokens: map[string]*token{}},
	}
	c.account.tokens = c.NewTokens("")
	c.account.tokens.Register()
	for _, t := range a.Tokens {
		c.tokens[t.Value] = &token{expires: t.Expires, everywhere: t.Projects == nil, projects: t.Projects, deny: t.Deny}
	}
	for _, k := range a.Keys {
		c.keys[k.Access] = k.Secret
	}
	return c
}

// Ready says whether [Checker.Refuse] can judge the credentials without reading
// their request any further: else [Credentials.Prepare] comes first.
func (c *Checker) Ready(by *Credentials) bool {
	return by.prepared || !c.needsSignature(by)
}

// needsSignature says whether a signature decides. Where a scenario takes
// either, a token counts before a signature.
func (c *Checker) needsSignature(by *Credentials) bool {
	switch c.mode {
	case scenario.AuthSignature:
		return true
	case scenario.AuthAny:
		return by.token() == "" && by.authorization() != ""
	default:
		return false
	}
}

// Refuse says why the credentials do not allow an operation in a project at an
// instant of virtual time; nil when they do. issued are the tokens that were
// issued in the project's present life.
func (c *Checker) Refuse(by *Credentials, issued *Tokens, operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	switch {
	case c.mode == scenario.AuthOff || c.mode == "":
		return nil
	case c.needsSignature(by):
		return c.refuseSignature(by, now)
	default:
		return c.refuseToken(by.token(), issued, operation, projectID, now)
	}
}
