package control

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/redact"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// failure is an error answer: what is wrong, and what to do about it.
type failure struct {
	status int

	Text string `json:"error"`
	Hint string `json:"hint"`
}

// Error makes failure an error, which handlers return.
func (f *failure) Error() string { return f.Text }

func badRequest(hint, format string, args ...any) *failure {
	return &failure{http.StatusBadRequest, fmt.Sprintf(format, args...), hint}
}

func notFound(hint, format string, args ...any) *failure {
	return &failure{http.StatusNotFound, fmt.Sprintf(format, args...), hint}
}

// writeError writes any error as an answer; nothing else does.
func writeError(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		r := c.Request()
		f := new(failure)
		if !errors.As(err, &f) {
			f = routeFailure(err, c)
		}
		switch f.status {
		case http.StatusInternalServerError:
			log.Error("control call failed", "method", r.Method, "uri", redact.URI(r.URL), "error", err)
		case http.StatusServiceUnavailable:
			log.Error("too many projects", "hint", world.TooManyProjectsHint, "project", projectID(c))
		}
		if err := write(c, f.status, f); err != nil {
			log.Error("answer not written", "error", err)
		}
	}
}

// routeFailure turns an error of the router into a failure: an unknown path, or a
// method that the path does not have.
func routeFailure(err error, c echo.Context) *failure {
	r := c.Request()
	status := http.StatusInternalServerError
	if e := new(echo.HTTPError); errors.As(err, &e) {
		status = e.Code
	}
	switch status {
	case http.StatusNotFound:
		return notFound("The calls are: "+listCalls()+".", "there is no control call at %q", r.URL.EscapedPath())
	case http.StatusMethodNotAllowed:
		return &failure{status, fmt.Sprintf("%s is not a method of %q", r.Method, r.URL.EscapedPath()), "It takes " + c.Response().Header().Get(echo.HeaderAllow) + "."}
	default:
		return &failure{http.StatusInternalServerError, "internal error", "The emulator's log says more. Please report it."}
	}
}

// listCalls lists all control calls for a message.
func listCalls() string {
	var list []string
	for _, r := range Routes() {
		list = append(list, r.Method+" "+r.Path)
	}
	return strings.Join(list, ", ")
}

// WriteUnauthorized answers a call without the control token.
func WriteUnauthorized(w http.ResponseWriter) {
	refuse(w, &failure{http.StatusUnauthorized, "the control API needs its token",
		"Send the header Authorization: Bearer and the token that the emulator was started with."})
}

// WriteOneReplica answers a call about all projects where there are only some of them.
func WriteOneReplica(w http.ResponseWriter) {
	refuse(w, &failure{http.StatusConflict, "this is one replica of several: * would be its own projects only",
		"Name a project, or use ges-emulator advance '*' … --replicas URL,URL. A client that calls each replica itself sends Ges-Emulator-Replica: each."})
}

// maxEcho is how many bytes of a header an error repeats.
const maxEcho = 256

// WriteWrongOrigin answers a call of a page whose origin is not allowed.
func WriteWrongOrigin(w http.ResponseWriter, origin string) {
	refuse(w, &failure{http.StatusForbidden, fmt.Sprintf("pages of the origin %q may not call the control API", text.Truncate(origin, maxEcho)),
		"Start the emulator with --cors-origin and the origin, in Go WithCORSOrigins, if they are to; '*' lets in any."})
}

// WriteEmbedded answers a call of a page of another site that embeds the answer, and
// does not tell its origin.
func WriteEmbedded(w http.ResponseWriter) {
	refuse(w, &failure{http.StatusForbidden, "pages of other sites may not embed answers of the control API",
		"Call it by fetch or EventSource from an allowed origin; see --cors-origin, in Go WithCORSOrigins. '*' lets in any."})
}

// WriteWrongHost answers a call by a host name that is not allowed.
func WriteWrongHost(w http.ResponseWriter, host string) {
	refuse(w, &failure{http.StatusMisdirectedRequest, fmt.Sprintf("the control API is not called by the host %q", text.Truncate(host, maxEcho)),
		"Call it by localhost or 127.0.0.1, or start the emulator with --allowed-host and the name, in Go WithAllowedHosts."})
}

// refuse writes an answer to a call that the control API does not get.
func refuse(w http.ResponseWriter, f *failure) {
	body, err := encode.JSON(f)
	if err != nil {
		return // impossible: it has only texts
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	_, _ = w.Write(append(body, '\n'))
}
