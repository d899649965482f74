package gesapi

import (
	"log/slog"
	"strings"

	"github.com/labstack/echo/v4"
)

// refused is the gateway's answer to wrong credentials, or to ones that do not
// allow the call. What the client is not told is in the log.
func (a *API) refused(c echo.Context, call *call) *failure {
	r := call.Refusal
	f := coded(r.Code)
	if r.Status != 0 {
		f.status = r.Status
	}
	if r.Message != "" {
		f.message = r.Message
	}
	if r.Detail != "" {
		f.message = strings.TrimSuffix(f.message, ".") + r.Detail
	}
	if r.Log != "" {
		a.log.LogAttrs(c.Request().Context(), slog.LevelDebug, "credentials refused",
			slog.String("project", call.project.ID()), slog.Int("call", call.Number), slog.String("why", r.Log))
	}
	return f
}
