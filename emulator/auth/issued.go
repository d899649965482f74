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

// maxIssued is the maximum number of issued tokens stored for a project. When it is
// exceeded, the project's oldest token is discarded; other projects are not affected.
const maxIssued = 1_000

// Tokens is the tokens issued in one life of a project. It is not safe for concurrent
// use; the project guards it.
type Tokens struct {
	checker    *Checker
	projectID  string // "": tokens of an account
	count      int    // including discarded ones
	list       []IssuedToken
	known      map[string]*token // by value
	registered bool              // visible to other projects, see [Tokens.Register]
}

// NewTokens returns an empty set of tokens of a project; "" means an account as a whole.
func (c *Checker) NewTokens(projectID string) *Tokens {
	return &Tokens{checker: c, projectID: projectID}
}

// Issue returns a new token, valid in the project until an instant of virtual time. Its
// value is a function of the seed, the project, and the number of tokens issued before
// in this life.
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

// Register makes these tokens known to other projects. They are not valid there, but
// distinguished from tokens that were never issued. It is called when the life begins.
func (t *Tokens) Register() {
	if t.registered {
		return
	}
	t.registered = true
	for _, issued := range t.list {
		t.checker.issued.add(issued.Value, t.known[issued.Value])
	}
}

// Unregister undoes Register. It is called when the life ends.
func (t *Tokens) Unregister() {
	if !t.registered {
		return
	}
	t.registered = false
	for _, issued := range t.list {
		t.checker.issued.remove(issued.Value, t.projectID)
	}
}

// Count returns the number of tokens issued in this life. It never decreases, so it
// shows whether a token was issued in the meantime.
func (t *Tokens) Count() int { return t.count }

// State returns the tokens in a form from which [Tokens.Restore] restores them.
func (t *Tokens) State() IssuedTokens {
	return IssuedTokens{Count: t.count, Issued: slices.Clone(t.list)}
}

// Since returns the tokens that were issued after the first n, as far as they are
// stored.
func (t *Tokens) Since(n int) IssuedTokens {
	from := max(0, len(t.list)-max(0, t.count-n))
	return IssuedTokens{Count: t.count, Issued: slices.Clone(t.list[from:])}
}

// Restore replaces the tokens by those of a state, of which it takes the newest.
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

// add registers a token. If it is already registered for another project, because a
// snapshot was restored there too, it belongs to both.
func (i *issuedTokens) add(value string, t *token) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if known := i.tokens[value]; known != nil {
		t = &token{expires: max(known.expires, t.expires), projects: slices.Concat(known.projects, t.projects)}
	}
	i.tokens[value] = t
}

// remove unregisters a token of a project.
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

// IssueToAccount returns a token of an account as a whole, which no call of the service
// accepts.
func (c *Checker) IssueToAccount(expires clock.Instant) string {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	return c.account.tokens.Issue(expires)
}

// tokenValue returns a token that looks like the vendor's, which begin with MII and
// have - instead of the / of base64, but are thousands of characters longer.
func tokenValue(k fake.Key) string {
	var raw []byte
	for n := range 24 {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(k.Nth(n)))
	}
	return "MII" + strings.ReplaceAll(base64.StdEncoding.EncodeToString(raw), "/", "-")
}
