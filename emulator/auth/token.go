package auth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// grant is what known credentials allow. It is immutable.
type grant struct {
	expires    clock.Instant
	everywhere bool     // valid in every project
	projects   []string // otherwise in these; none: of a whole account
	deny       []ges.Operation
}

// token is a known value of X-Auth-Token or X-Security-Token. It is immutable.
type token struct {
	grant
	issued *IssuedToken // nil: one of the scenario
}

// isSecurity reports whether the token is the security token of a temporary key.
func (t *token) isSecurity() bool { return t.issued != nil && t.issued.Key != nil }

// find returns a token by its value: one of the scenario, one issued in a project's
// current life, or one issued in another project or by another replica; nil: it is
// unknown.
func (c *Checker) find(value string, issued *Tokens, now clock.Instant) *token {
	t := c.tokens[value]
	if t == nil {
		t = issued.find(value)
	}
	if t == nil { // before what other projects know: each has a time of its own
		t = c.adopt(value, issued, now)
	}
	if t == nil {
		t = c.issued.find(value)
	}
	return t
}

// findToken returns what a value of X-Auth-Token allows. The details are the gateway's:
// «x-auth-token not found» and «token expires» are from an error page of the vendor
// (OCR, «How do I handle the error APIG.0301»), «decrypt token fail» from its signing
// guide.
func (c *Checker) findToken(value string, issued *Tokens, now clock.Instant) (*grant, *Refusal) {
	if value == "" {
		return nil, unauthorized("x-auth-token not found", "")
	}
	t := c.find(value, issued, now)
	if t == nil || t.isSecurity() {
		return nil, unauthorized("decrypt token fail", "the token is not in the scenario, nor was it issued since its start")
	}
	return &t.grant, nil
}

// refuse returns the reason why the credentials do not allow a call; nil if they do.
// what names them in the log.
func (g *grant) refuse(what string, operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	if r := g.refuseExpired(now); r != nil {
		return r
	}
	switch {
	case !g.everywhere && len(g.projects) == 0:
		return forbidden(fmt.Sprintf("the %s is of a whole account; the service takes those of a project only", what))
	case !g.everywhere && !slices.Contains(g.projects, projectID):
		return forbidden(fmt.Sprintf("the %s is for the projects %s, not for %s", what, strings.Join(g.projects, ", "), projectID))
	case ges.Names(g.deny, operation):
		return forbidden(fmt.Sprintf("the %s denies %s", what, operation))
	}
	return nil
}

func (g *grant) refuseExpired(now clock.Instant) *Refusal {
	if now >= g.expires {
		return unauthorized("token expires, expires_at: "+IAMTime(g.expires), "")
	}
	return nil
}

// IAMTime formats an instant like the identity service, in UTC with microseconds
// (vendor's page of POST /v3/auth/tokens).
func IAMTime(at clock.Instant) string { return at.Time().Format("2006-01-02T15:04:05.000000Z") }
