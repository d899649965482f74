package auth

import (
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Checker checks calls against the credentials of a scenario. It is safe for concurrent
// use.
type Checker struct {
	mode    scenario.AuthMode
	virtual bool // the date of a signature is virtual time
	tokens  map[string]*token
	keys    map[string]*permanentKey // by access key
	users   []scenario.User
	wall    func() time.Time
	issued  issuedTokens
	sealer  *sealer // nil: it is no replica
	account struct {
		mu     sync.Mutex
		tokens *Tokens
	}
}

// New returns a checker for the credentials of a scenario. Its invented values are
// derived from the key; wall is the wall clock, normally [clock.Wall]. replica is nil
// unless the emulator is one of several.
func New(a scenario.Auth, key fake.Key, wall func() time.Time, replica *Replica) *Checker {
	c := &Checker{
		mode:    a.Mode,
		virtual: a.Clock == scenario.AuthVirtual,
		tokens:  make(map[string]*token, len(a.Tokens)),
		keys:    make(map[string]*permanentKey, len(a.Keys)),
		users:   a.Users,
		wall:    wall,
		sealer:  newSealer(replica),
		issued:  issuedTokens{key: key.For("issued token"), tokens: map[string][]registration{}},
	}
	c.account.tokens = c.NewTokens("")
	c.account.tokens.Register()
	for _, t := range a.Tokens {
		c.tokens[t.Value] = &token{grant: grant{expires: t.Expires, everywhere: t.Projects == nil, projects: t.Projects, deny: t.Deny}}
	}
	for _, k := range a.Keys {
		c.keys[k.Access] = &permanentKey{grant{expires: clock.Never, everywhere: true, deny: k.Deny}, k.Secret}
	}
	return c
}

// permanentKey is an access key of the scenario. It is immutable.
type permanentKey struct {
	grant
	secret string
}

// Ready reports whether [Checker.Refuse] can check the credentials as they are.
// Otherwise [Credentials.Prepare] must be called first.
func (c *Checker) Ready(by *Credentials) bool {
	return by.signed != nil || !c.needsSignature(by)
}

// needsSignature reports whether the signature of the request is checked. If a scenario
// accepts either, a token takes precedence over a signature.
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

// Refuse returns the reason why the credentials do not allow an operation in a project
// at an instant of virtual time; nil if they do. issued are the tokens and
// temporary keys issued in the project's current life.
func (c *Checker) Refuse(by *Credentials, issued *Tokens, operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	var g *grant
	var refusal *Refusal
	what := "token"
	switch {
	case c.mode == scenario.AuthOff || c.mode == "":
		return nil
	case c.needsSignature(by):
		what = "key"
		g, refusal = c.verifySignature(by, issued, now)
	default:
		g, refusal = c.findToken(by.token(), issued, now)
	}
	if refusal != nil {
		return refusal
	}
	return g.refuse(what, operation, projectID, now)
}
