// Package auth checks the credentials of calls as the API gateway in front of
// the emulated service does, and issues the tokens that the vendor's identity
// service (IAM) gives.
//
// A [Checker] knows the credentials of a scenario, [Credentials] are those of a
// request. [Credentials.Prepare] reads its body and hashes what it signs, which
// needs no project; [Checker.Refuse] then says whether they allow a call in a
// project at an instant. [Tokens] are those that were issued in one life of a
// project:
//
//	credentials.go  what a request says of who makes it
//	token.go        X-Auth-Token, and what each may do
//	issued.go       tokens that were issued since the scenario's start
//	signature.go    Authorization: SDK-HMAC-SHA256, and how its time is held
//	canonical.go    the text that a signature signs
//	refusal.go      why a call may not be made, in the gateway's words
//	user.go         who may have a token issued
//
// It keeps no time of its own and writes no answers: package world gives the
// instant, package gesapi the bodies. Not emulated are the lock of a key after
// five failures, temporary keys (X-Security-Token is not looked at), and the
// schemes that the vendor's SDKs know beside SDK-HMAC-SHA256.
package auth
