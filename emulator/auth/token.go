package auth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// token is what a known value of X-Auth-Token allows. It is immutable.
type token struct {
	expires    clock.Instant
	everywhere bool     // valid in every project
	projects   []string // otherwise in these; none: a token of a whole account
	deny       []ges.Operation
}

// refuseToken returns the reason why a token does not allow a call; nil if it does. It
// looks the token up among those of the scenario, those issued in the project's current
// life, and those of other projects. The details are the gateway's: «x-auth-token not
// found» and «token expires» are from an error page of the vendor (OCR, «How do I
// handle the error APIG.0301»), «decrypt token fail» from its signing guide.
func (c *Checker) refuseToken(value string, issued *Tokens, operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	if value == "" {
		return unauthorized("x-auth-token not found", "")
	}
	t := c.tokens[value]
	if t == nil {
		t = issued.find(value)
	}
	if t == nil {
		t = c.issued.find(value)
	}
	if t == nil {
		return unauthorized("decrypt token fail", "the token is not in the scenario, nor was it issued since its start")
	}
	return t.refuse(operation, projectID, now)
}

func (t *token) refuse(operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	switch {
	case now >= t.expires:
		return unauthorized("token expires, expires_at: "+IAMTime(t.expires), "")
	case !t.everywhere && len(t.projects) == 0:
		return forbidden("the token is of a whole account; the service takes tokens of a project only")
	case !t.everywhere && !slices.Contains(t.projects, projectID):
		return forbidden(fmt.Sprintf("the token is for the projects %s, not for %s", strings.Join(t.projects, ", "), projectID))
	case slices.Contains(t.deny, operation):
		return forbidden(fmt.Sprintf("the token denies %s", operation))
	}
	return nil
}

// IAMTime formats an instant like the identity service, in UTC with microseconds
// (vendor's page of POST /v3/auth/tokens).
func IAMTime(at clock.Instant) string { return at.Time().Format("2006-01-02T15:04:05.000000Z") }
