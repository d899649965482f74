package gesapi

import (
	"log/slog"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// emulatedRoutes is the routes of the table of operations that are answered.
func emulatedRoutes() []*route {
	var routes []*route
	operations := ges.Operations()
	for i := range operations {
		o := &operations[i]
		for _, r := range o.Routes {
			if o.Answers(r) {
				routes = append(routes, &route{r, o})
			}
		}
	}
	return routes
}

// API answers the emulated calls from a world. It is an http.Handler.
type API struct {
	world  *world.World
	log    *slog.Logger
	echo   *echo.Echo // makes contexts of requests; routes are the table's
	router *node
	calls  sync.Pool // of *call, empty

	strict        bool
	withoutDelays bool
	observe       func(CallInfo) // nil: nobody does
	bound         *bindCache
	success       journal.Set // what every answer covers that is no error
	dates         secondText  // of headers
	logTimes      secondText
}

// Strict makes an [API] refuse what the contract does not allow.
func Strict(a *API) { a.strict = true }

// WithoutDelays makes an [API] answer at once where a fault says that it waits.
func WithoutDelays(a *API) { a.withoutDelays = true }

// New is the API over a world.
func New(w *world.World, log *slog.Logger, options ...func(*API)) *API {
	a := &API{world: w, log: log, echo: echo.New(), router: newRouter(), bound: newBindCache()}
	a.success.AddAnswer(http.StatusOK, "")
	for _, option := range options {
		option(a)
	}
	return a
}

// Over is the same API over another world, which tells nobody of its calls and is not
// strict.
func (a *API) Over(w *world.World) http.Handler { return New(w, slog.New(slog.DiscardHandler)) }

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := a.echo.AcquireContext()
	defer a.echo.ReleaseContext(c)
	c.Reset(r, w)
	switch m := a.router.find(r.Method, r.URL); {
	case m.route == nil || !m.route.emulated():
		a.notServed(c, m)
	case m.route.operation.IsIAM():
		a.serveIAM(c, m)
	default:
		a.serve(c, m)
	}
}
