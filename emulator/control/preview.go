package control

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/text"
	"github.com/ges-emulator/ges-emulator/internal/urlpath"
)

// Emulated is the emulated API as far as the control API needs it.
type Emulated interface {
	// ProjectOf is the id of the project that a call names; "": none.
	ProjectOf(method, path string) string
	// Over is the same API over another world.
	Over(w *world.World) http.Handler
}

// maxURI is how long the URI of a preview may be, in bytes.
const maxURI = 8 << 10

// previewAnswer is an answer of the emulated API.
type previewAnswer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// preview shows what a GET of the emulated API would be answered now. It is no call: no
// clock moves, no fault applies, no credentials are needed and nothing is noted.
func (a *API) preview(c echo.Context) error {
	if err := a.requireProject(c); err != nil {
		return err
	}
	u, err := a.previewURL(c)
	if err != nil {
		return err
	}
	var detached *world.World
	err = a.view(c, func(tx *world.Tx) error {
		detached = tx.Detached()
		return nil
	})
	if err != nil {
		return err
	}
	r := (&http.Request{
		Method: http.MethodGet, URL: u, Host: c.Request().Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, RequestURI: u.RequestURI(), RemoteAddr: c.Request().RemoteAddr,
	}).WithContext(c.Request().Context())
	got := recorder{header: http.Header{}, status: http.StatusOK}
	a.emulated.Over(detached).ServeHTTP(&got, r)
	answer := previewAnswer{Status: got.status, Headers: map[string]string{}, Body: got.body.String()}
	for name, values := range got.header {
		answer.Headers[name] = strings.Join(values, ", ")
	}
	return write(c, http.StatusOK, answer)
}

// previewURL reads the URI of a GET of the emulated API, which must name the project.
func (a *API) previewURL(c echo.Context) (*url.URL, error) {
	const hint = "Give uri as a client sends it, escaped: /v1.0/PROJECT/graphs/jobs?limit=10."
	uri := c.QueryParam("uri")
	if len(uri) > maxURI {
		return nil, badRequest(hint, "uri: it has %d bytes; at most %d are allowed", len(uri), maxURI)
	}
	u, err := url.ParseRequestURI(uri)
	if err != nil || !strings.HasPrefix(uri, "/") {
		return nil, badRequest(hint, "uri: %q is not a path with a query", text.Truncate(uri, maxEcho))
	}
	u = urlpath.Normalize(u)
	if isAll(c) {
		return nil, badRequest("Name a project.", "a preview is of one project, not of *")
	}
	switch named := a.emulated.ProjectOf(http.MethodGet, u.EscapedPath()); named {
	case projectID(c):
		return u, nil
	case "":
		return nil, badRequest(hint, "uri: %q is not the path of a GET of the emulated API with a project", text.Truncate(uri, maxEcho))
	default:
		return nil, badRequest(hint, "uri: it is of the project %q, not of %q", named, projectID(c))
	}
}

// recorder holds an answer.
type recorder struct {
	header  http.Header
	status  int
	started bool
	body    bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if !r.started {
		r.status, r.started = status, true
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.started = true
	return r.body.Write(b)
}
