// Package redact holds the one list of names whose values are secrets, as headers and
// as query parameters. Whatever stores or shows a part of a request masks it here.
//
// It knows secrets by their names only: not those in a path or in a plain value.
package redact

import (
	"net/url"
	"strings"
)

// Mask stands for the value of a secret.
const Mask = "***"

// Secret reports whether a header or a query parameter of a name carries a secret. Case,
// hyphens and the like play no part: X-Auth-Key, x_auth_key and authKey are one.
func Secret(name string) bool {
	var buffer [64]byte
	letters := buffer[:0]
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if 'a' <= c && c <= 'z' {
			letters = append(letters, c)
		}
	}
	if len(letters) < len("token") {
		return false
	}
	plain := string(letters)
	for _, part := range [...]string{
		"token", "secret", "authkey", "apikey", "accesskey", "privatekey", "password", "passwd", "passphrase",
		"authorization", "cookie", "credential", "signature",
	} {
		if strings.Contains(plain, part) {
			return true
		}
	}
	return false
}

// Value returns the value of a header or a query parameter, masked if it is a secret.
func Value(name, value string) string {
	if value != "" && Secret(name) {
		return Mask
	}
	return value
}

// Query returns a raw query with the values of its secrets masked. All else stays as
// it was received.
func Query(raw string) string {
	var masked strings.Builder
	written := 0 // of raw
	for start := 0; start < len(raw); {
		end := len(raw)
		if i := strings.IndexByte(raw[start:], '&'); i >= 0 {
			end = start + i
		}
		name, value, _ := strings.Cut(raw[start:end], "=")
		if value != "" && Secret(unescape(name)) {
			masked.WriteString(raw[written : end-len(value)])
			masked.WriteString(Mask)
			written = end
		}
		start = end + 1
	}
	if written == 0 {
		return raw
	}
	masked.WriteString(raw[written:])
	return masked.String()
}

// URI returns the path and the query of a URL with the values of its secrets masked.
func URI(u *url.URL) string {
	query := Query(u.RawQuery)
	if query == u.RawQuery {
		return u.RequestURI()
	}
	shown := *u
	shown.RawQuery = query
	return shown.RequestURI()
}

// unescape is the name that a client means; one that is malformed stays as it is.
func unescape(name string) string {
	if strings.IndexByte(name, '%') < 0 {
		return name
	}
	if plain, err := url.QueryUnescape(name); err == nil {
		return plain
	}
	return name
}
