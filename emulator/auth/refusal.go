package auth

import (
	"net/http"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Refusal is the reason why a call is rejected.
type Refusal struct {
	Code    string // of the error table, such as APIGW.0301
	Status  int    // HTTP status; 0: the table's
	Message string // "": the table's
	// Detail is appended to the message, replacing its full stop, as in the
	// gateway's real answers: «…authentication information: decrypt token fail».
	Detail string
	Log    string // further details for the log at level debug, without secrets
}

// MaxBody is the maximum size of a body that the gateway accepts, in bytes (vendor's
// signing guide: 12 MB).
const MaxBody = 12 << 20

// unauthorized returns the gateway's answer to missing or invalid credentials.
func unauthorized(detail, log string) *Refusal {
	return &Refusal{Code: ges.BadCredentials, Detail: ": " + detail, Log: log}
}

// forbidden returns its answer to valid credentials that do not allow the call. There
// is no public example of it with a detail.
func forbidden(log string) *Refusal { return &Refusal{Code: ges.NotAuthorized, Log: log} }

// tooLarge returns its answer to a body of more than MaxBody.
func tooLarge() *Refusal {
	return &Refusal{Code: ges.BadRequest, Status: http.StatusRequestEntityTooLarge, Message: "Request entity too large."}
}

// unreadable returns the answer to an incomplete body.
func unreadable(err error) *Refusal { return &Refusal{Code: ges.BadRequest, Log: err.Error()} }
