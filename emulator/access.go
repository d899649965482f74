package emulator

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// WithCORSOrigins narrows the origins whose pages may call the emulated API and
// the control API from a browser, such as http://localhost:3000. The default is
// any. It is an error when one is no origin.
func WithCORSOrigins(origins ...string) Option {
	return func(c *config) error {
		for _, o := range origins {
			u, err := url.Parse(o)
			if o != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "") {
				return fmt.Errorf("%q is not an origin such as http://localhost:3000, or * for any", o)
			}
		}
		c.origins = origins
		return nil
	}
}

// WithControlToken makes the control API require Authorization: Bearer and the
// token, except for its health call.
func WithControlToken(token string) Option {
	return func(c *config) error {
		if token == "" || strings.ContainsAny(token, " \r\n") {
			return fmt.Errorf("%q is not a control token: it must be a text without spaces", token)
		}
		c.controlToken = token
		return nil
	}
}

// WithSeparateControl removes the control API from ServeHTTP and Serve. It is then
// served by [Emulator.Control] and ServeControl only, on a listener of its own.
func WithSeparateControl() Option {
	return func(c *config) error {
		c.separateControl = true
		return nil
	}
}

// WithMaxProjects limits the number of projects in memory; the default is 10,000.
// Beyond it the least recently used one that is still in its initial state is
// evicted; if there is none, calls of further projects are answered 503.
func WithMaxProjects(n int) Option {
	return func(c *config) error {
		if n < 1 {
			return fmt.Errorf("%d is not a number of projects of 1 or more", n)
		}
		c.maxProjects = n
		return nil
	}
}

// crossOrigin lets pages of some origins, nil for any, call a handler.
func crossOrigin(h http.Handler, origins []string) http.Handler {
	cors := middleware.CORSWithConfig(middleware.CORSConfig{
		AllowOrigins: origins,
		AllowMethods: []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodPost, http.MethodDelete},
		// What a page may read of an answer beyond its body.
		ExposeHeaders: []string{"Date", "Retry-After", "X-Request-Id", "X-Subject-Token"},
		MaxAge:        600, // seconds
	})
	handle := cors(echo.WrapHandler(h))
	e := echo.New()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header[echo.HeaderOrigin]) == 0 { // no browser, or no other origin
			h.ServeHTTP(w, r)
			return
		}
		c := e.NewContext(r, w)
		if err := handle(c); err != nil {
			e.HTTPErrorHandler(err, c)
		}
	})
}

// requireToken refuses calls without the control token, if there is one.
func requireToken(h http.Handler, token string) http.Handler {
	if token == "" {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		known := subtle.ConstantTimeCompare([]byte(got), []byte(token)) == 1
		if (!bearer || !known) && r.URL.Path != control.Prefix+"/health" {
			w.Header().Set("WWW-Authenticate", "Bearer")
			control.WriteUnauthorized(w)
			return
		}
		h.ServeHTTP(w, r)
	})
}
