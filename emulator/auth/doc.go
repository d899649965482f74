// Package auth checks the credentials of calls as the API gateway in front of
// the emulated service does, and issues the tokens that the vendor's identity
// service (IAM) gives.
//
// A [Checker] knows the credentials of a scenario. [Checker.Read] takes those of
// a request and does the heavy work, hashing and signing; [Credentials.Refuse]
// then says whether they allow a call in a project at an instant:
//
//	token.go      X-Auth-Token: known ones, issued ones, and what each may do
//	signature.go  Authorization: SDK-HMAC-SHA256, and how its time is held
//	canonical.go  the text that a signature signs
//	refusal.go    why a call may not be made, in the gateway's words
//	user.go       who may have a token issued
//
// It keeps no time of its own and writes no answers: package world gives the
// instant, package gesapi the bodies. Not emulated are the lock of a key after
// five failures, temporary keys (X-Security-Token is not looked at), and the
// schemes that the vendor's SDKs know beside SDK-HMAC-SHA256.
package auth
