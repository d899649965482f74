package auth

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// maxIssued bounds how many issued tokens of one project are known, so that one
// project cannot push out another's. Of more, the oldest are forgotten.
const maxIssued = 1_000

// Tokens are the tokens that were issued in one life of a project. They are not
// safe for concurrent use; the project guards them.
type Tokens struct {
	checker    *Checker
	projectID  string // "": those of an account
	count      int    // forgotten ones too
	list       []IssuedToken
	known      map[string]*token // by value
	registered bool              // other projects may learn of them: see [Tokens.Register]
}

// NewTokens is a project's tokens before any was issued; "" stands for an
// account as a whole.
func (c *Checker) NewTokens(projectID string) *Tokens {
	return &Tokens{checker: c, projectID: projectID}
}

// Issue returns a token that is valid in the project until an instant of virtual
// time. Its value follows from the seed, the project, and how many were issued in
// this life before.
func (t *Tokens) Issue(expires clock.Instant) string {
	t.count++
	value := tokenValue(t.checker.issued.key.For(t.projectID).Nth(t.count))
	t.add(IssuedToken{Value: value, Expires: expires})
	return value
}

func (t *Tokens) add(issued IssuedToken) {
	if len(t.list) == maxIssued {
		oldest := t.list[0].Value
		delete(t.known, oldest)
		t.list = slices.Delete(t.list, 0, 1)
		if t.registered {
			t.checker.issued.remove(oldest, t.projectID)
		}
	}
	if t.known == nil {
		t.known = map[string]*token{}
	}
	known := &token{expires: issued.Expires}
	if t.projectID != "" {
		known.projects = []string{t.projectID}
	}
	t.known[issued.Value] = known
	t.list = append(t.list, issued)
	if t.registered {
		t.checker.issued.add(issued.Value, known)
	}
}

func (t *Tokens) find(value string) *token {
	if t == nil {
		return nil
	}
	return t.known[value]
}

// Register lets other projects tell these tokens, which are not valid there,
// from ones that nobody issued. It is called when the life begins.
func (t *Tokens) Register() {
	if t.registered {
		return
	}
	t.registered = true
	for _, issued := range t.list {
		t.checker.issued.add(issued.Value, t.known[issued.Value])
	}
}

// Unregister takes that back. It is called when the life ends.
func (t *Tokens) Unregister() {
	if !t.registered {
		return
	}
	t.registered = false
	for _, issued := range t.list {
		t.checker.issued.remove(issued.Value, t.projectID)
	}
}

// Count is how many were issued in this life, so it tells whether any was since.
func (t *Tokens) Count() int { return t.count }

// State is the tokens, such that [Tokens.Restore] gives them again.
func (t *Tokens) State() IssuedTokens {
	return IssuedTokens{Count: t.count, Issued: slices.Clone(t.list)}
}

// Restore replaces the tokens by those of a state.
func (t *Tokens) Restore(state IssuedTokens) {
	*t = Tokens{checker: t.checker, projectID: t.projectID, count: state.Count}
	for _, issued := range state.Issued {
		if t.known[issued.Value] == nil {
			t.add(issued)
		}
	}
}

// issuedTokens is the issued tokens of all projects of a scenario, and of its
// account, by value. It is safe for concurrent use.
type issuedTokens struct {
	key fake.Key

	mu     sync.RWMutex
	tokens map[string]*token
}

func (i *issuedTokens) find(value string) *token {
	i.mu.RLock()
	defer i.mu.RUnlock()
	return i.tokens[value]
}

// add makes a token known. One that another project has as well, as a snapshot
// was restored there too, is of both.
func (i *issuedTokens) add(value string, t *token) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if known := i.tokens[value]; known != nil {
		t = &token{expires: max(known.expires, t.expires), projects: slices.Concat(known.projects, t.projects)}
	}
	i.tokens[value] = t
}

// remove makes a token unknown in a project.
func (i *issuedTokens) remove(value, projectID string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	known := i.tokens[value]
	if known == nil {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(known.projects), func(id string) bool { return id == projectID })
	if len(rest) == 0 {
		delete(i.tokens, value)
		return
	}
	i.tokens[value] = &token{expires: known.expires, projects: rest}
}

// IssueToAccount returns a token of an account as a whole, which no call of the
// service takes.
func (c *Checker) IssueToAccount(expires clock.Instant) string {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	return c.account.tokens.Issue(expires)
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
