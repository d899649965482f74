package gesapi

import (
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Route is one emulated call. Path is written as in openapi.yaml.
type Route struct {
	Method, Path string
	Operation    ges.Operation
}

// endpoint is a route with what answers it.
type endpoint struct {
	Route
	handle func(*API, *world.Tx, *call) (answer any, err error)
}

// endpoints is the one table of emulated calls.
func endpoints() []endpoint {
	return []endpoint{
		{Route{http.MethodGet, "/v1.0/{projectId}/graphs/jobs", ges.ListJobs}, (*API).listJobs},
	}
}

// Routes lists the emulated calls, those of the identity service last.
func Routes() []Route {
	var routes []Route
	for _, e := range endpoints() {
		routes = append(routes, e.Route)
	}
	for _, e := range iamEndpoints() {
		routes = append(routes, e.Route)
	}
	return routes
}

// API answers the emulated calls from a world. It is an http.Handler.
type API struct {
	world *world.World
	log   *slog.Logger
	echo  *echo.Echo

	strict   bool
	observe  func(Seen) // nil: nobody does
	asked    *askedBefore
	lastDate atomic.Pointer[dated]
}

// Strict makes an [API] refuse what the contract does not allow.
func Strict(a *API) { a.strict = true }

// New is the API over a world.
func New(w *world.World, log *slog.Logger, options ...func(*API)) *API {
	a := &API{world: w, log: log, echo: echo.New(), asked: newAskedBefore()}
	for _, option := range options {
		option(a)
	}
	a.echo.HTTPErrorHandler = a.noSuchAPI
	for _, e := range endpoints() {
		a.add(e.Route, a.serve(e))
	}
	for _, e := range iamEndpoints() {
		a.add(e.Route, a.serveIAM(e))
	}
	return a
}

func (a *API) add(r Route, handle echo.HandlerFunc) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(r.Path)
	a.echo.Add(r.Method, path, handle)
	a.echo.OPTIONS(path, func(echo.Context) error { return echo.ErrNotFound }) // else echo answers it
}

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.echo.ServeHTTP(w, r) }
