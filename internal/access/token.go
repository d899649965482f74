package access

import (
	"crypto/subtle"
	"errors"
	"strings"
)

// CheckToken says what is wrong with a control token. The error never shows it.
func CheckToken(token string) error {
	switch {
	case token == "":
		return errors.New("the token is empty, which would leave the control API open; leave it out if that is intended")
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("the token must be printable ASCII without spaces")
	}
	return nil
}

// TokenSent reports whether an Authorization header is that of a bearer with the
// token. The name of the scheme has no case (RFC 9110, 11.1).
func TokenSent(authorization, token string) bool {
	scheme, sent, _ := strings.Cut(authorization, " ")
	sent = strings.TrimLeft(sent, " ")
	return strings.EqualFold(scheme, "bearer") && subtle.ConstantTimeCompare([]byte(sent), []byte(token)) == 1
}
