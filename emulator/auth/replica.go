package auth

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Replica is one of several emulators that are one service behind a proxy. A project
// lives in one of them, but any of them answers the calls of the identity service. So
// what one issues is sealed: it carries what the others need to check it.
type Replica struct {
	// Name differs from those of the other replicas: their tokens differ by it.
	Name string
	// Key signs tokens, and is the same in all replicas; "": it follows from Seed.
	Key string
	// Seed is that of the scenario with which the replicas were started: a project may
	// follow another one since.
	Seed fake.Key
}

// sealer seals and opens what replicas issue. It is immutable.
type sealer struct {
	key  []byte
	name string
}

// newSealer returns the sealer of a replica; nil for none.
func newSealer(r *Replica) *sealer {
	if r == nil {
		return nil
	}
	key := []byte(r.Key)
	if r.Key == "" {
		key = r.Seed.For("token key").AppendHex(nil)
	}
	return &sealer{key: key, name: r.Name}
}

// seal is what a token says, in the text that is signed. Its short names keep the token
// short.
type seal struct {
	Replica  string          `json:"r"`
	Issued   clock.Instant   `json:"s"` // in the time of the replica's future projects
	Number   int             `json:"n"` // among what the replica has issued
	Life     time.Duration   `json:"t"` // from its first use, in the time of the project in which it is used
	Projects []string        `json:"p,omitempty"`
	Deny     []ges.Operation `json:"d,omitempty"`
	User     string          `json:"u,omitempty"`
	Account  string          `json:"a,omitempty"`
	Project  string          `json:"i,omitempty"`
	IsKey    bool            `json:"k,omitempty"`
}

// sealedPrefix begins every token, as it does the vendor's.
const sealedPrefix = "MII"

// maxSealed bounds the length of a sealed token, as the state of a project does.
const maxSealed = 4096

// encoding is that of a token: like the vendor's it has - instead of the / of base64.
func encoding() *base64.Encoding {
	return base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-").Strict()
}

// text signs what a token says.
func (s *sealer) text(of seal) string {
	of.Replica = s.name
	said, err := json.Marshal(of)
	if err != nil {
		panic(err) // texts and numbers only
	}
	return sealedPrefix + encoding().EncodeToString(append(said, s.sign(said)...))
}

func (s *sealer) sign(said []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(said)
	return mac.Sum(nil)
}

// open returns what a token of any replica says; false: it is none.
func (s *sealer) open(value string) (of seal, ok bool) {
	text, hasPrefix := strings.CutPrefix(value, sealedPrefix)
	if !hasPrefix || len(value) > maxSealed || strings.ContainsAny(value, "\r\n") { // which the encoding ignores
		return of, false
	}
	data, err := encoding().DecodeString(text)
	if err != nil || len(data) < sha256.Size {
		return of, false
	}
	said, signature := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if !hmac.Equal(signature, s.sign(said)) {
		return of, false
	}
	decoder := json.NewDecoder(bytes.NewReader(said))
	decoder.DisallowUnknownFields() // another version sealed it
	return of, decoder.Decode(&of) == nil
}

// issuedToken is a sealed token that is valid until an instant, with its key if it is one's.
func (s *sealer) issuedToken(value string, of seal, expires clock.Instant) IssuedToken {
	issued := IssuedToken{Value: value, Expires: expires, Holder: Holder{User: of.User, Account: of.Account, Project: of.Project}}
	if of.IsKey {
		k := fake.Key(binary.LittleEndian.Uint64(s.sign([]byte(value))))
		issued.Key = &TemporaryKey{Access: accessKey(k.For("access")), Secret: secretKey(k.For("secret")), Rights: Rights{of.Projects, of.Deny}}
	}
	return issued
}

// adopt returns a token that some replica has issued; nil: none has. In the project in
// which it is valid it is from then on like one that was issued there, for as long as it
// says; elsewhere it only tells what it is for.
func (c *Checker) adopt(value string, in *Tokens, now clock.Instant) *token {
	if c.sealer == nil {
		return nil
	}
	of, ok := c.sealer.open(value)
	if !ok {
		return nil
	}
	if in != nil && in.projectID != "" && in.projectID != scenario.AnyProject && (slices.Contains(of.Projects, in.projectID) || slices.Contains(of.Projects, scenario.AnyProject)) {
		in.count++
		in.add(c.sealer.issuedToken(value, of, now.Add(of.Life)))
		return in.find(value)
	}
	issued := c.sealer.issuedToken(value, of, clock.Never)
	return &token{grant{
		expires: clock.Never, everywhere: slices.Contains(of.Projects, scenario.AnyProject), projects: of.Projects, deny: of.Deny,
	}, &issued}
}

// IsReplica reports whether it is a replica's: what it issues it seals.
func (c *Checker) IsReplica() bool { return c.sealer != nil }

// Seal issues a token for a project, "" for an account, that every replica takes. It is
// counted here, and not listed: it belongs to no project until it is used.
func (t *Tokens) Seal(now clock.Instant, life time.Duration, projectID string, holder Holder) string {
	t.count++
	of := seal{Issued: now, Number: t.count, Life: life, User: holder.User, Account: holder.Account, Project: holder.Project}
	if projectID != "" {
		of.Projects = []string{projectID}
	}
	return t.checker.sealer.text(of)
}

// SealKey issues a temporary key that every replica takes, and is counted like a token. It
// is refused when the rights are too many for a token to carry.
func (t *Tokens) SealKey(now clock.Instant, life time.Duration, rights Rights) (IssuedToken, *Refusal) {
	t.count++
	of := seal{Issued: now, Number: t.count, Life: life, Projects: rights.Projects, Deny: rights.Deny, IsKey: true}
	sealer := t.checker.sealer
	value := sealer.text(of)
	if len(value) > maxSealed {
		return IssuedToken{}, forbidden("the caller's token is valid in too many projects for a replica's temporary key to carry them")
	}
	return sealer.issuedToken(value, of, now.Add(life)), nil
}
