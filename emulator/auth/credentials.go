package auth

import (
	"crypto/sha256"
	"net/http"
)

// Names of the headers that contain credentials.
const (
	tokenHeader         = "X-Auth-Token"
	authorizationHeader = "Authorization"
)

// Credentials are the credentials of a request. Which of them are used is decided by
// the [Checker].
type Credentials struct {
	request *http.Request

	// The signed data, set by Prepare.
	prepared    bool
	signed      authorization
	malformed   string            // the problem with the header; "": none
	contentHash string            // of the body
	unreadable  *Refusal          // why the body could not be read; nil: it was
	digest      [sha256.Size]byte // of the canonical request
}

// CredentialsOf returns the credentials of a request.
func CredentialsOf(r *http.Request) Credentials { return Credentials{request: r} }

func (c *Credentials) token() string { return c.request.Header.Get(tokenHeader) }

func (c *Credentials) authorization() string { return c.request.Header.Get(authorizationHeader) }

// Prepare computes the data signed by the request's signature, if it has one. It reads
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
