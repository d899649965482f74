package emulator

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/internal/access"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// WithCORSOrigins sets the origins whose pages may call from a browser, such as
// http://localhost:3000; "*" stands for any. The default is any for the emulated API
// and loopback origins, such as http://localhost:3000, for the control API, which
// refuses calls of others with 403. Pages of the emulator's own origin may always call
// it, by localhost or a name of [WithAllowedHosts]. It is an error when one is no
// origin, or when there is none.
func WithCORSOrigins(origins ...string) Option {
	return func(c *config) (err error) {
		c.origins, err = parseAll(origins, access.ParseOrigin)
		return err
	}
}

// WithAllowedHosts sets further host names, such as ges.test, by which the control
// API may be called at a loopback address. Others than these and localhost are
// refused with 421 there, so that no page can reach it by a name of its own that it
// points at this machine. It is an error when one is no host name, or when there is
// none.
func WithAllowedHosts(hosts ...string) Option {
	return func(c *config) (err error) {
		c.hosts, err = parseAll(hosts, access.ParseHost)
		return err
	}
}

// parseAll parses the values of an option that needs one.
func parseAll(texts []string, parse func(string) (string, error)) ([]string, error) {
	if len(texts) == 0 {
		return nil, errors.New("an option that lists origins or hosts needs one; leave it out for the default")
	}
	var values []string
	for _, text := range texts {
		value, err := parse(text)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

// WithControlToken makes the control API require Authorization: Bearer and the
// token, except for its health call and the certificate of [WithTLS]. It is an error when the token is empty or is
// not printable ASCII without spaces.
func WithControlToken(token string) Option {
	return func(c *config) error {
		c.controlToken = token
		return access.CheckToken(token)
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
// evicted; if there is none, the least recently used one that is idle, see
// [WithProjectIdleTimeout]; if there is none either, calls of further projects are
// answered 503.
func WithMaxProjects(n int) Option {
	return func(c *config) error {
		if n < 1 {
			return fmt.Errorf("%d is not a number of projects of 1 or more", n)
		}
		c.maxProjects = n
		return nil
	}
}

// WithProjectIdleTimeout sets how long a project must have been idle, in real time, before
// it makes room for another one beyond [WithMaxProjects]; the default is an hour, and 0
// never evicts one that was used. A project is idle while nobody calls or changes it, has
// an open call to it or reads its events; acts on "*" and events of "*" do not count. It is
// then forgotten, as by DELETE of the control API, with a line in the log. A project that
// the scenario names is never evicted.
func WithProjectIdleTimeout(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("%s is not a time of 0 or more", d)
		}
		c.idleTimeout = d
		return nil
	}
}

// guard lets only some calls through to the control API: those of an allowed host, of
// an allowed origin, and with the control token. A page cannot read why it is refused,
// so the log says it of hosts and origins.
func (c *config) guard(h http.Handler) http.Handler {
	h = crossOrigin(withConsole(requireToken(h, c.controlToken)), c.origins)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff") // no answer is a script or a style sheet
		origin, foreign := c.foreignOrigin(r)
		switch {
		case onLoopback(r) && !access.HostAllowed(r.Host, c.hosts):
			c.logRefused(r, http.StatusMisdirectedRequest)
			control.WriteWrongHost(w, r.Host)
		case foreign:
			c.logRefused(r, http.StatusForbidden)
			control.WriteWrongOrigin(w, origin)
		case c.embedded(r):
			c.logRefused(r, http.StatusForbidden)
			control.WriteEmbedded(w)
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// foreignOrigin returns the origin of a page that may not use the control API, if a
// call is of one. Browsers send it with each call but a GET that the page cannot read
// or that is to its own origin.
func (c *config) foreignOrigin(r *http.Request) (string, bool) {
	own := access.HostAllowed(r.Host, c.hosts) // else a page could have come by this name from elsewhere
	for _, origin := range r.Header[echo.HeaderOrigin] {
		if access.OriginAllowed(origin, c.origins) || own && access.SameOrigin(origin, r.Host) {
			continue
		}
		return origin, true
	}
	return "", false
}

// embedded reports whether a call without an origin is that of a page of another site
// which embeds the answer.
func (c *config) embedded(r *http.Request) bool {
	return len(r.Header[echo.HeaderOrigin]) == 0 && !slices.Contains(c.origins, access.AnyOrigin) &&
		access.Embedded(r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Sec-Fetch-Dest"))
}

// logRefused logs a call that the control API does not get, with what tells why.
func (c *config) logRefused(r *http.Request, status int) {
	c.log.LogAttrs(r.Context(), slog.LevelWarn, "control call refused",
		slog.String("method", r.Method), slog.String("uri", journal.Excerpt(redact.URI(r.URL))), slog.Int("status", status),
		slog.String("host", journal.Excerpt(r.Host)), slog.String("origin", journal.Excerpt(strings.Join(r.Header[echo.HeaderOrigin], ", "))),
		slog.String("site", journal.Excerpt(r.Header.Get("Sec-Fetch-Site"))))
}

// listenerAddr is the key of a listener's address in a request's context.
type listenerAddr struct{}

// onLoopback reports whether a request came to a listener that only this machine
// reaches. In a server of the caller's own the connection's address decides.
func onLoopback(r *http.Request) bool {
	addr := r.Context().Value(listenerAddr{})
	if addr == nil {
		addr = r.Context().Value(http.LocalAddrContextKey)
	}
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback() && tcp.Port != 0 // 0 is [Emulator.Transport], which no page reaches
}

// crossOrigin answers preflights, and lets pages of some origins read the answers of a
// handler; of loopback origins if there are none. Named origins may send credentials.
func crossOrigin(h http.Handler, origins []string) http.Handler {
	config := middleware.CORSConfig{
		AllowMethods: []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodPost, http.MethodDelete},
		// What a page may read of an answer beyond its body.
		ExposeHeaders: []string{"Date", "Retry-After", "X-Request-Id", "X-Subject-Token"},
		MaxAge:        600, // seconds
	}
	if slices.Contains(origins, access.AnyOrigin) {
		config.AllowOrigins = []string{access.AnyOrigin}
	} else {
		config.AllowOriginFunc = func(origin string) (bool, error) { return access.OriginAllowed(origin, origins), nil }
		config.AllowCredentials = len(origins) > 0
	}
	handle := middleware.CORSWithConfig(config)(echo.WrapHandler(h))
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
		if !control.IsOpen(r.URL.Path) && !access.TokenSent(r.Header.Get("Authorization"), token) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			control.WriteUnauthorized(w)
			return
		}
		h.ServeHTTP(w, r)
	})
}
