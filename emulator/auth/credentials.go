package auth

import (
	"crypto/sha256"
	"net/http"
)

// Names of the headers that carry credentials.
const (
	tokenHeader         = "X-Auth-Token"
	authorizationHeader = "Authorization"
)

// Credentials are what a request says of who makes it. Which of it counts is for
// a [Checker] to say.
type Credentials struct {
	request *http.Request

	// What a signature signs, once it was worked out.
	prepared    bool
	signed      authorization
	malformed   string            // what is wrong with the header; "": nothing
	contentHash string            // of the body
	unreadable  *Refusal          // the body; nil: it was read
	digest      [sha256.Size]byte // of the canonical request
}

// CredentialsOf are the credentials of a request.
func CredentialsOf(r *http.Request) Credentials { return Credentials{request: r} }

func (c *Credentials) token() string { return c.request.Header.Get(tokenHeader) }

func (c *Credentials) authorization() string { return c.request.Header.Get(authorizationHeader) }

// Prepare works out what the request's signature signs, if it has one: it reads
// the body, which can be read again afterwards.
func (c *Credentials) Prepare() {
	c.prepared = true
	header := c.authorization()
	if header == "" {
		return
	}
	if c.signed, c.malformed = parseAuthorization(header); c.malformed != "" {
		return
	}
	if c.contentHash, c.unreadable = contentHash(c.request); c.unreadable != nil {
		return
	}
	c.digest = sha256.Sum256(appendCanonical(make([]byte, 0, 512), c.request, c.signed.signedHeaders, c.contentHash, false))
}
