package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// Sign signs a request without a body by an access key, as the vendor's SDKs do: it sets
// X-Sdk-Date and Authorization. A security token that is to be signed too must be set
// before, in X-Security-Token.
func Sign(r *http.Request, access, secret string, at time.Time) { SignBody(r, access, secret, at, nil) }

// SignBody is [Sign] for a request with a body, which it does not read.
func SignBody(r *http.Request, access, secret string, at time.Time, body []byte) {
	hash := emptyHash
	if len(body) > 0 {
		sum := sha256.Sum256(body)
		hash = hex.EncodeToString(sum[:])
	}
	date := at.UTC().Format(dateLayout)
	r.Header.Set(dateHeader, date)
	names := []string{"host", strings.ToLower(dateHeader)}
	if r.Header.Get("X-Security-Token") != "" {
		names = append(names, "x-security-token")
	}
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	signedHeaders := strings.Join(names, ";")
	digest := sha256.Sum256(appendCanonical(nil, r, signedHeaders, hash, false))
	signature := sign(secret, date, digest)
	r.Header.Set("Authorization", algorithm+" Access="+access+", SignedHeaders="+signedHeaders+", Signature="+string(signature[:]))
}
