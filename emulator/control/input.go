package control

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// input is what a control call takes. Whatever else a request has would be ignored
// silently, and widen what the call does, so it is refused.
type input struct {
	params []string // of the query
	body   bool
}

// check refuses what a call does not take.
func (in input) check(c echo.Context) error {
	if err := in.checkQuery(c.Request().URL.RawQuery); err != nil {
		return err
	}
	return in.checkBody(c.Request())
}

func (in input) checkQuery(raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return badRequest("Escape it as a URL's query is.", "the query cannot be read: %v", err)
	}
	var unknown, repeated, empty []string
	for name, values := range query {
		switch {
		case !slices.Contains(in.params, name):
			unknown = append(unknown, name)
		case len(values) > 1:
			repeated = append(repeated, name)
		case values[0] == "":
			empty = append(empty, name)
		}
	}
	switch {
	case len(unknown) > 0 && len(in.params) == 0:
		return badRequest("It has none.", "%q is not a parameter of this call", slices.Min(unknown))
	case len(unknown) > 0:
		return badRequest("Its parameters are: "+strings.Join(in.params, ", ")+".", "%q is not a parameter of this call", slices.Min(unknown))
	case len(repeated) > 0:
		return badRequest("Give it once.", "%q is given more than once", slices.Min(repeated))
	case len(empty) > 0:
		return badRequest("Give it a value, or leave it out.", "%q is given without a value", slices.Min(empty))
	default:
		return nil
	}
}

func (in input) checkBody(r *http.Request) error {
	encoding := r.Header.Values("Content-Encoding")
	switch {
	case !in.body && hasBody(r):
		return badRequest("Send it without one.", "this call takes no body")
	case in.body && slices.ContainsFunc(encoding, func(e string) bool { return e != "" && !strings.EqualFold(e, "identity") }):
		return &failure{http.StatusUnsupportedMediaType, "the body must not be encoded", "Send it as it is, without Content-Encoding."}
	default:
		return nil
	}
}

// hasBody reports whether a request has a body of a byte or more; of one without a
// length it reads the first.
func hasBody(r *http.Request) bool {
	if r.ContentLength >= 0 {
		return r.ContentLength > 0
	}
	_, err := io.ReadFull(r.Body, make([]byte, 1))
	return !errors.Is(err, io.EOF)
}
