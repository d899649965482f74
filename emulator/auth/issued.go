package auth

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// maxIssued is the maximum number of issued tokens stored for a project. When it is
// exceeded, the project's oldest token is discarded; other projects are not affected.
const maxIssued = 1_000

// Tokens is the tokens and temporary keys issued in one life of a project. It is not
// safe for concurrent use; the project guards it.
type Tokens struct {
	checker    *Checker
	projectID  string // "": tokens of an account
	count      int    // including discarded and sealed ones
	list       []IssuedToken
	known      map[string]*token // by value
	registered bool              // visible to other projects, see [Tokens.Register]
}

// NewTokens returns an empty set of tokens of a project; "" means an account as a whole.
func (c *Checker) NewTokens(projectID string) *Tokens {
	return &Tokens{checker: c, projectID: projectID}
}

// Issue returns a new token, valid in the project until an instant of virtual time. Its
// value is a function of the seed, the project, and the number of tokens and temporary
// keys issued before in this life.
func (t *Tokens) Issue(expires clock.Instant, holder Holder) string {
	value := "MII" + tokenText(t.next())
	t.add(IssuedToken{Value: value, Expires: expires, Holder: holder})
	return value
}

// IssueKey returns a new temporary key, with its security token as value. It is derived
// like a token.
func (t *Tokens) IssueKey(expires clock.Instant, rights Rights) IssuedToken {
	if slices.Equal(rights.Projects, []string{t.projectID}) {
		rights.Projects = nil
	}
	k := t.next()
	issued := IssuedToken{
		Value: tokenText(k), Expires: expires,
		Key: &TemporaryKey{Access: accessKey(k.For("access")), Secret: secretKey(k.For("secret")), Rights: rights},
	}
	t.add(issued)
	return issued
}

// next counts a token and returns the key of its value.
func (t *Tokens) next() fake.Key {
	t.count++
	return t.checker.issued.key.For(t.projectID).Nth(t.count)
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
	issued.number = t.count
	known := &token{grant: issued.grant(t.projectID), issued: &issued}
	t.known[issued.Value] = known
	t.list = append(t.list, issued)
	if t.registered {
		t.checker.issued.add(issued.Value, t.projectID, known)
	}
}

// grant returns what a token allows that was issued in a project; "": to an account.
func (i *IssuedToken) grant(projectID string) grant {
	g := grant{expires: i.Expires}
	if projectID != "" {
		g.projects = []string{projectID}
	}
	if i.Key == nil {
		return g
	}
	if i.Key.Projects != nil {
		g.projects = i.Key.Projects
	}
	g.everywhere = slices.Contains(g.projects, scenario.AnyProject)
	g.deny = i.Key.Deny
	return g
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
		t.checker.issued.add(issued.Value, t.projectID, t.known[issued.Value])
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
	from := len(t.list)
	for from > 0 && t.list[from-1].number > n {
		from--
	}
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
	tokens map[string][]registration // of one value; several once a snapshot was restored in other projects too
}

// registration is a token that a project knows.
type registration struct {
	projectID string // "": of an account
	token     *token
}

// find returns a token by its value; one that several projects know is valid in each of
// them. nil: it is unknown.
func (i *issuedTokens) find(value string) *token {
	i.mu.RLock()
	defer i.mu.RUnlock()
	list := i.tokens[value]
	if len(list) == 0 {
		return nil
	}
	t := list[0].token
	for _, r := range list[1:] {
		merged := *t
		merged.expires = max(t.expires, r.token.expires)
		merged.projects = slices.Concat(t.projects, r.token.projects)
		t = &merged
	}
	return t
}

func (i *issuedTokens) add(value, projectID string, t *token) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tokens[value] = append(i.tokens[value], registration{projectID, t})
}

func (i *issuedTokens) remove(value, projectID string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	rest := slices.DeleteFunc(i.tokens[value], func(r registration) bool { return r.projectID == projectID })
	if len(rest) == 0 {
		delete(i.tokens, value)
		return
	}
	i.tokens[value] = rest
}

// IssueToAccount returns a token of an account as a whole, which no call of the service
// accepts.
func (c *Checker) IssueToAccount(expires clock.Instant, holder Holder) string {
	c.account.mu.Lock()
	defer c.account.mu.Unlock()
	return c.account.tokens.Issue(expires, holder)
}

// tokenText returns the text of a token, which is thousands of characters shorter than
// the vendor's. Like theirs it has - instead of the / of base64.
func tokenText(k fake.Key) string {
	return strings.ReplaceAll(base64.StdEncoding.EncodeToString(randomBytes(k, 192)), "/", "-")
}

// accessKey returns an access key of 20 capital letters and digits, like the vendor's.
func accessKey(k fake.Key) string { return base32.StdEncoding.EncodeToString(randomBytes(k, 16))[:20] }

// secretKey returns a secret key of 40 characters, like the vendor's.
func secretKey(k fake.Key) string { return base64.RawURLEncoding.EncodeToString(randomBytes(k, 30)) }

// randomBytes returns n bytes derived from a key.
func randomBytes(k fake.Key, n int) []byte {
	raw := make([]byte, 0, n+8)
	for i := 0; len(raw) < n; i++ {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(k.Nth(i)))
	}
	return raw[:n]
}
