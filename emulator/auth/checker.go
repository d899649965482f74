package auth

import (
	"net/http"
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
	issued  issued
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
		issued:  newIssued(key.For("issued token")),
	}
	for _, t := range a.Tokens {
		c.tokens[t.Value] = &token{expires: t.Expires, everywhere: t.Projects == nil, projects: t.Projects, deny: t.Deny}
	}
	for _, k := range a.Keys {
		c.keys[k.Access] = k.Secret
	}
	return c
}

// Credentials are what a request says of who makes it. The zero value is of a
// scenario that asks for none: it is never refused.
type Credentials struct{ claim *claim }

// claim is one of three.
type claim struct {
	refusal   *Refusal // wrong, whatever the call and the time
	token     *token
	signature *signature
}

// Names of the headers that carry credentials.
const (
	tokenHeader         = "X-Auth-Token"
	authorizationHeader = "Authorization"
)

// Read takes the credentials from a request, and works out its signature if it
// has one. The request's body can be read again afterwards. A scenario that asks
// for no credentials has nothing looked at.
//
// Where a scenario takes either, a token counts before a signature.
func (c *Checker) Read(r *http.Request) Credentials {
	switch c.mode {
	case scenario.AuthToken:
		return Credentials{c.readToken(r)}
	case scenario.AuthSignature:
		return Credentials{c.readSignature(r)}
	case scenario.AuthAny:
		if r.Header.Get(tokenHeader) == "" && r.Header.Get(authorizationHeader) != "" {
			return Credentials{c.readSignature(r)}
		}
		return Credentials{c.readToken(r)}
	default:
		return Credentials{}
	}
}

// Refuse says why the credentials do not allow an operation in a project at an
// instant of virtual time; nil when they do.
func (c Credentials) Refuse(operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	switch {
	case c.claim == nil:
		return nil
	case c.claim.token != nil:
		return c.claim.token.refuse(operation, projectID, now)
	case c.claim.signature != nil:
		return c.claim.signature.refuse(now)
	default:
		return c.claim.refusal
	}
}
