package auth

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// token is what a known value of X-Auth-Token allows. It never changes.
type token struct {
	expires    clock.Instant
	everywhere bool     // in every project
	projects   []string // else in these; none: a token of a whole account
	deny       []ges.Operation
}

// readToken looks a request's token up. The details are those of the gateway:
// an error page of the vendor's (OCR, «How do I handle the error APIG.0301») has
// «x-auth-token not found» and «token expires», its signing guide «decrypt token
// fail».
func (c *Checker) readToken(r *http.Request) *claim {
	value := r.Header.Get(tokenHeader)
	if value == "" {
		return &claim{refusal: unauthorized("x-auth-token not found", "")}
	}
	t := c.tokens[value]
	if t == nil {
		t = c.issued.find(value)
	}
	if t == nil {
		return &claim{refusal: unauthorized("decrypt token fail", "the token is not in the scenario, nor was it issued since its start")}
	}
	return &claim{token: t}
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

// IAMTime is an instant as the identity service writes it, in UTC with
// microseconds (vendor's page of POST /v3/auth/tokens).
func IAMTime(at clock.Instant) string { return at.Time().Format("2006-01-02T15:04:05.000000Z") }

// maxIssued bounds how many issued tokens are known. Of more, the oldest are
// forgotten.
const maxIssued = 10_000

// issued is the tokens that were issued since the scenario's start.
type issued struct {
	key fake.Key

	mu     sync.RWMutex
	tokens map[string]*token
	order  []issue        // oldest first
	count  map[string]int // by project, forgotten tokens too
}

// issue is one issued token.
type issue struct{ value, projectID string }

func newIssued(key fake.Key) issued {
	return issued{key: key, tokens: map[string]*token{}, count: map[string]int{}}
}

func (i *issued) find(value string) *token {
	i.mu.RLock()
	defer i.mu.RUnlock()
	return i.tokens[value]
}

// Issue gives a token for a project that is valid until an instant of virtual
// time. Its value follows from the seed, the project, and how many were issued
// for it since its start. A token without a project ("") is of the account; no
// call takes it.
func (c *Checker) Issue(projectID string, expires clock.Instant) string {
	i := &c.issued
	i.mu.Lock()
	defer i.mu.Unlock()
	i.count[projectID]++
	value := tokenValue(i.key.For(projectID).Nth(i.count[projectID]))
	i.add(issue{value, projectID}, expires)
	return value
}

// add makes a token known in a project. The lock is held.
func (i *issued) add(one issue, expires clock.Instant) {
	if len(i.order) == maxIssued {
		i.remove(i.order[0])
		i.order = slices.Delete(i.order, 0, 1)
	}
	t := &token{expires: expires}
	if known := i.tokens[one.value]; known != nil {
		t.projects = known.projects
	}
	if one.projectID != "" {
		t.projects = append(slices.Clip(t.projects), one.projectID)
	}
	i.tokens[one.value] = t
	i.order = append(i.order, one)
}

// remove makes a token unknown in a project. The lock is held.
func (i *issued) remove(one issue) {
	known := i.tokens[one.value]
	if known == nil {
		return
	}
	t := *known
	t.projects = slices.DeleteFunc(slices.Clone(t.projects), func(id string) bool { return id == one.projectID })
	if len(t.projects) == 0 {
		delete(i.tokens, one.value)
		return
	}
	i.tokens[one.value] = &t
}

// Issued is the tokens that were issued for a project, such that
// [Checker.Restore] has them known again.
func (c *Checker) Issued(projectID string) scenario.IssuedTokens {
	i := &c.issued
	i.mu.RLock()
	defer i.mu.RUnlock()
	list := scenario.IssuedTokens{Count: i.count[projectID]}
	for _, one := range i.order {
		if one.projectID == projectID {
			list.Issued = append(list.Issued, scenario.IssuedToken{Value: one.value, Expires: i.tokens[one.value].expires})
		}
	}
	return list
}

// Restore replaces the tokens that were issued for a project. One that another
// project has as well, as it was put back there too, is valid in both.
func (c *Checker) Restore(projectID string, list scenario.IssuedTokens) {
	c.Forget(projectID)
	i := &c.issued
	i.mu.Lock()
	defer i.mu.Unlock()
	if list.Count > 0 {
		i.count[projectID] = list.Count
	}
	for _, one := range list.Issued {
		if it := (issue{one.Value, projectID}); !slices.Contains(i.order, it) {
			i.add(it, one.Expires)
		}
	}
}

// Forget takes back the tokens that were issued for a project: it is at its
// start again.
func (c *Checker) Forget(projectID string) {
	i := &c.issued
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.count, projectID)
	i.order = slices.DeleteFunc(i.order, func(one issue) bool {
		if one.projectID == projectID {
			i.remove(one)
		}
		return one.projectID == projectID
	})
}

// tokenValue is a token that looks like the vendor's, which begin with MII and
// have - for the / of base64. Theirs are longer by thousands of characters.
func tokenValue(k fake.Key) string {
	var raw []byte
	for n := range 24 {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(k.Nth(n)))
	}
	return "MII" + strings.ReplaceAll(base64.StdEncoding.EncodeToString(raw), "/", "-")
}
