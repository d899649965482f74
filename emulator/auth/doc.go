// Package auth checks the credentials of calls as the API gateway in front of
// the emulated service does: tokens in X-Auth-Token, whose time runs on the
// virtual clock, and SDK-HMAC-SHA256 signatures.
//
// It says why a call is refused; the answer's body is for package gesapi.
package auth
