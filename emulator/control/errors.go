package control

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
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
		if f.status == http.StatusInternalServerError {
			log.Error("control call failed", "method", r.Method, "uri", r.URL.RequestURI(), "error", err)
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
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, `{"error":"the control API needs its token","hint":"Send the header Authorization: Bearer and the token that the emulator was started with."}`+"\n")
}
