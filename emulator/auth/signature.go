package auth

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// The elements of a signature (vendor's signing guide).
const (
	algorithm     = "SDK-HMAC-SHA256"
	dateHeader    = "X-Sdk-Date"
	contentHeader = "X-Sdk-Content-Sha256"
	dateLayout    = "20060102T150405Z"
	maxSkew       = 15 * time.Minute // in either direction, inclusive
)

// authorization is the three fields of an Authorization header.
type authorization struct {
	access        string
	signedHeaders string // as received: names joined by ;
	signature     string // 64 lower-case hexadecimal digits
}

// parseAuthorization parses «SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…».
// The fields can be in any order, each once. problem describes what is wrong, in our
// own words, as no public page has the gateway's.
func parseAuthorization(header string) (a authorization, problem string) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(header), " ")
	if scheme != algorithm {
		return a, "only " + algorithm + " is supported"
	}
	fields := map[string]*string{"Access": &a.access, "SignedHeaders": &a.signedHeaders, "Signature": &a.signature}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		field := fields[name]
		if field == nil || value == "" || *field != "" {
			return a, "authorization needs Access, SignedHeaders and Signature, once each"
		}
		*field = value
	}
	if a.access == "" || a.signedHeaders == "" || a.signature == "" {
		return a, "authorization needs Access, SignedHeaders and Signature, once each"
	}
	return a, ""
}

// signingKey returns the secret of the key that signed a request, and what the key
// allows. With a security token it is a temporary key, which is known by that token. No
// public page has the gateway's answers to a wrong one: these are those to a wrong token.
func (c *Checker) signingKey(by *Credentials, issued *Tokens, now clock.Instant) (secret string, g *grant, r *Refusal) {
	access := by.signed.access
	value := by.securityToken()
	if value == "" {
		k := c.keys[access]
		if k == nil {
			return "", nil, unauthorized(fmt.Sprintf("ak %s not exist", access), "")
		}
		return k.secret, &k.grant, nil
	}
	t := c.find(value, issued, now)
	switch {
	case t == nil || !t.isSecurity():
		return "", nil, unauthorized("decrypt token fail", "the security token was not issued since the scenario's start")
	case t.issued.Key.Access != access:
		return "", nil, unauthorized("verify aksk signature fail", "the security token is that of another access key")
	}
	return t.issued.Key.Secret, &t.grant, nil
}

// verifySignature returns what the key allows that signed a request, or the reason why
// the signature is not valid. The message for a wrong date is the one that the gateway
// uses for its other kind of signature (app authentication).
func (c *Checker) verifySignature(by *Credentials, issued *Tokens, now clock.Instant) (*grant, *Refusal) {
	if by.authorization() == "" {
		return nil, unauthorized("authorization not found", "")
	}
	s := by.signed
	if s.malformed != "" {
		return nil, unauthorized(s.malformed, "")
	}
	secret, g, refusal := c.signingKey(by, issued, now)
	if refusal != nil {
		return nil, refusal
	}
	date := by.request.Header.Get(dateHeader)
	signedAt, err := time.Parse(dateLayout, date)
	switch {
	case err != nil:
		return nil, unauthorized("x-sdk-date must be like 20191115T033655Z", "")
	case s.unreadable != nil:
		return nil, s.unreadable
	case !c.virtual:
		now = clock.Of(c.wall())
	}
	at := clock.Of(signedAt)
	if skew := now.Sub(at); skew > maxSkew || skew < -maxSkew {
		return nil, unauthorized(fmt.Sprintf("signature expired, signature time:%s,server time:%s",
			at.Time().Format(dateLayout), now.Time().Format(dateLayout)), "")
	}
	want := sign(secret, date, s.digest)
	if subtle.ConstantTimeCompare(want[:], []byte(s.signature)) != 1 {
		return nil, mismatch(by.request, s.authorization, s.contentHash)
	}
	return g, nil
}

// mismatch returns the refusal of a wrong signature. Its log shows the canonical
// request in the gateway's format: with | for each newline.
func mismatch(r *http.Request, a authorization, hash string) *Refusal {
	canonical := appendCanonical(nil, r, a.signedHeaders, hash, true)
	return unauthorized("verify aksk signature fail", "canonicalRequest:"+string(bytes.ReplaceAll(canonical, []byte("\n"), []byte("|"))))
}

// sign returns the signature of the canonical request with a digest, in hexadecimal.
func sign(secret, date string, digest [sha256.Size]byte) (signature [2 * sha256.Size]byte) {
	text := make([]byte, 0, 128)
	text = append(text, algorithm...)
	text = append(text, '\n')
	text = append(text, date...)
	text = append(text, '\n')
	text = hex.AppendEncode(text, digest[:])
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(text)
	hex.Encode(signature[:], mac.Sum(digest[:0]))
	return signature
}

// emptyHash is the hash of an empty body.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// contentHash returns the hash of a request's body: the one in its header if there is
// one (the vendor's SDKs send UNSIGNED-PAYLOAD for bodies other than JSON), otherwise
// the computed one.
func contentHash(r *http.Request) (string, *Refusal) {
	if named := r.Header.Get(contentHeader); named != "" {
		return named, nil
	}
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return emptyHash, nil
	}
	if r.ContentLength > MaxBody {
		return "", tooLarge()
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	switch {
	case err != nil:
		return "", unreadable(err)
	case len(body) > MaxBody:
		return "", tooLarge()
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}
