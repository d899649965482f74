// Package auth checks the credentials of calls like the API gateway in front of the
// emulated service, and issues tokens and temporary keys like the vendor's identity
// service (IAM).
//
// A [Checker] has the credentials of a scenario, [Credentials] are those of a request.
// [Credentials.Prepare] reads the body and hashes the signed data, independently of the
// project; [Checker.Refuse] then decides whether they allow a call in a project at an
// instant. [Tokens] are the tokens and temporary keys issued in one life of a project:
//
//	credentials.go  the credentials of a request
//	token.go        X-Auth-Token, and what known credentials allow
//	issued.go       tokens and temporary keys that were issued since the scenario's start
//	replica.go      tokens that several emulators take
//	identity.go     the check of a call of the identity service
//	signature.go    Authorization: SDK-HMAC-SHA256, and its time
//	canonical.go    the text that a signature signs
//	sign.go         the signature of a call that is to be made
//	refusal.go      reasons for rejecting a call, with the gateway's messages
//	user.go         which users can get a token
//	checker.go      the check of a call
//	state.go        what was issued, in a state document
//
// It has no clock and writes no answers: package world passes the instant, package
// gesapi writes the bodies. The keys of auth in a scenario are in
// emulator/scenario/auth.go, the codes of the gateway in emulator/ges/errorcode.go. Not
// emulated are the lock of a key after five failures, and the schemes of the vendor's
// SDKs other than SDK-HMAC-SHA256.
package auth
