package auth

import (
	"net/http"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Refusal says why a call may not be made.
type Refusal struct {
	Code    string // of the error table, such as APIGW.0301
	Status  int    // HTTP status; 0: the table's
	Message string // "": the table's
	// Detail follows the message, in place of its full stop, as in the gateway's
	// real answers: «…authentication information: decrypt token fail».
	Detail string
	Log    string // more, for the log at level debug; it holds no secrets
}

// MaxBody is how many bytes of a body the gateway takes (vendor's signing
// guide: 12 MB).
const MaxBody = 12 << 20

// unauthorized is the gateway's answer to credentials that are missing or wrong.
func unauthorized(detail, log string) *Refusal {
	return &Refusal{Code: ges.BadCredentials, Detail: ": " + detail, Log: log}
}

// forbidden is its answer to right ones that do not allow the call. No example
// of it with a detail is public.
func forbidden(log string) *Refusal { return &Refusal{Code: ges.NotAuthorized, Log: log} }

// tooLarge is its answer to a body of more than MaxBody.
func tooLarge() *Refusal {
	return &Refusal{Code: ges.BadRequest, Status: http.StatusRequestEntityTooLarge, Message: "Request entity too large."}
}

// unreadable is the answer to a body that breaks off.
func unreadable(err error) *Refusal { return &Refusal{Code: ges.BadRequest, Log: err.Error()} }
