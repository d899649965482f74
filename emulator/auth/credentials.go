package auth

import (
	"crypto/sha256"
	"net/http"
)

// Names of the headers that contain credentials.
const (
	tokenHeader         = "X-Auth-Token"
	authorizationHeader = "Authorization"
	securityHeader      = "X-Security-Token"
)

// Credentials are the credentials of a request. Which of them are used is decided by
// the [Checker].
type Credentials struct {
	request *http.Request
	signed  *signed // set by Prepare; most requests need none
}

// signed is the data signed by a request's signature; the zero value: it has none.
type signed struct {
	authorization
	malformed   string            // the problem with the header; "": none
	contentHash string            // of the body
	unreadable  *Refusal          // why the body could not be read; nil: it was
	digest      [sha256.Size]byte // of the canonical request
}

// CredentialsOf returns the credentials of a request.
func CredentialsOf(r *http.Request) Credentials { return Credentials{request: r} }

func (c *Credentials) token() string { return c.request.Header.Get(tokenHeader) }

func (c *Credentials) authorization() string { return c.request.Header.Get(authorizationHeader) }

func (c *Credentials) securityToken() string { return c.request.Header.Get(securityHeader) }

// Prepare computes the data signed by the request's signature, if it has one. It reads
// the body, which can be read again afterwards.
func (c *Credentials) Prepare() {
	s := new(signed)
	c.signed = s
	header := c.authorization()
	if header == "" {
		return
	}
	if s.authorization, s.malformed = parseAuthorization(header); s.malformed != "" {
		return
	}
	if s.contentHash, s.unreadable = contentHash(c.request); s.unreadable != nil {
		return
	}
	s.digest = sha256.Sum256(appendCanonical(make([]byte, 0, 512), c.request, s.signedHeaders, s.contentHash, false))
}
