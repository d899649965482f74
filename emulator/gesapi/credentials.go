package gesapi

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
)

// refusalFailure is the gateway's answer to wrong credentials, or to ones that do not
// allow the call.
func refusalFailure(r *auth.Refusal) *failure {
	f := codeFailure(r.Code)
	if r.Status != 0 {
		f.status = r.Status
	}
	if r.Message != "" {
		f.message = r.Message
	}
	if r.Detail != "" {
		f.message = strings.TrimSuffix(f.message, ".") + r.Detail
	}
	return f
}

// logRefusal logs what a client is not told of why its credentials were refused.
func (a *API) logRefusal(r *http.Request, call *call) {
	if call.Refusal != nil && call.Refusal.Log != "" {
		a.log.LogAttrs(r.Context(), slog.LevelDebug, "credentials refused",
			slog.String("project", call.Project()), slog.Int("call", call.Number), slog.String("why", call.Refusal.Log))
	}
}
