package auth

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Rights is what a temporary key may do: what the credentials may for which it was
// issued.
type Rights struct {
	Projects []string        // in which it is valid; [scenario.AnyProject]: in all; none: in that in which it was issued
	Deny     []ges.Operation // operations that it does not allow
}

// Authenticate returns what a caller of the identity service may do, by a token, else
// by a signature. An empty token means that there is none. Mode off accepts every
// caller.
func (c *Checker) Authenticate(by *Credentials, token string, issued *Tokens, now clock.Instant) (Rights, *Refusal) {
	if c.mode == scenario.AuthOff || c.mode == "" {
		return Rights{Projects: []string{scenario.AnyProject}}, nil
	}
	var g *grant
	var refusal *Refusal
	if token == "" && by.authorization() != "" {
		g, refusal = c.verifySignature(by, issued, now)
	} else {
		g, refusal = c.findToken(token, issued, now)
	}
	if refusal == nil {
		refusal = g.refuseExpired(now)
	}
	if refusal != nil {
		return Rights{}, refusal
	}
	r := Rights{Projects: g.projects, Deny: g.deny}
	if g.everywhere || len(g.projects) == 0 {
		r.Projects = []string{scenario.AnyProject}
	}
	return r, nil
}

// TokenInfo is what is known of a token.
type TokenInfo struct {
	Expires  clock.Instant // [clock.Never] only of one of the scenario
	Issued   bool          // false: one of the scenario
	Holder                 // zero, if it is one of the scenario
	Projects []string      // in which it is valid; none: of a whole account if it was issued, else all
}

// LookUp returns what is known of a token; false: it is none. issued are the tokens
// issued in one project; nil: none.
func (c *Checker) LookUp(value string, issued *Tokens, now clock.Instant) (TokenInfo, bool) {
	t := c.find(value, issued, now)
	if t == nil || t.isSecurity() {
		return TokenInfo{}, false
	}
	info := TokenInfo{Expires: t.expires, Issued: t.issued != nil, Projects: t.projects}
	if info.Issued {
		info.Holder = t.issued.Holder
	}
	return info, true
}
