package control

import (
	_ "embed"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Prefix is the path prefix of all control calls.
const Prefix = "/_emulator"

// OpenAPI is the contract of the control API, OpenAPI 3.1.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Route is one control call. Path is written as in openapi.yaml.
type Route struct{ Method, Path string }

type endpoint struct {
	Route
	input  input
	handle func(*API, echo.Context) error
}

// endpoints is the one table of control calls.
func endpoints() []endpoint {
	const project = Prefix + "/projects/{p}"
	nothing, body := input{}, input{body: true}
	query := func(params ...string) input { return input{params: params} }
	return []endpoint{
		{Route{http.MethodGet, Prefix + "/health"}, nothing, (*API).health},
		{Route{http.MethodGet, Prefix + "/projects"}, nothing, (*API).getProjects},
		{Route{http.MethodDelete, project}, nothing, (*API).deleteProject},
		{Route{http.MethodGet, project + "/clock"}, nothing, (*API).getClock},
		{Route{http.MethodPatch, project + "/clock"}, body, (*API).patchClock},
		{Route{http.MethodPost, project + "/clock/advance"}, body, (*API).advance},
		{Route{http.MethodPost, project + "/reset"}, nothing, (*API).reset},
		{Route{http.MethodPut, project + "/scenario"}, input{params: []string{"file"}, body: true}, (*API).putScenario},
		{Route{http.MethodGet, project + "/scenario"}, nothing, (*API).getScenario},
		{Route{http.MethodPost, project + "/scenario/validate"}, input{params: []string{"file"}, body: true}, (*API).validateScenario},
		{Route{http.MethodGet, Prefix + "/scenarios"}, nothing, (*API).getScenarios},
		{Route{http.MethodGet, Prefix + "/scenarios/{name}"}, nothing, (*API).getBuiltin},
		{Route{http.MethodGet, project + "/report"}, nothing, (*API).report},
		{Route{http.MethodGet, project + "/jobs"}, query("offset", "limit", "view", "from", "to", "q"), (*API).getJobs},
		{Route{http.MethodPost, project + "/jobs"}, body, (*API).postJob},
		{Route{http.MethodGet, project + "/jobs/{jobId}"}, nothing, (*API).getJob},
		{Route{http.MethodPatch, project + "/jobs/{jobId}"}, body, (*API).patchJob},
		{Route{http.MethodDelete, project + "/jobs/{jobId}"}, nothing, (*API).deleteJob},
		{Route{http.MethodGet, project + "/faults"}, nothing, (*API).getFaults},
		{Route{http.MethodPost, project + "/faults"}, body, (*API).postFault},
		{Route{http.MethodDelete, project + "/faults"}, nothing, (*API).deleteFaults},
		{Route{http.MethodDelete, project + "/faults/{name}"}, nothing, (*API).deleteFault},
		{Route{http.MethodGet, project + "/graphs"}, query("offset", "limit", "view", "from", "to", "q"), (*API).getGraphs},
		{Route{http.MethodGet, project + "/graphs/{graphId}"}, nothing, (*API).getGraph},
		{Route{http.MethodPost, project + "/graphs"}, body, (*API).postGraph},
		{Route{http.MethodPatch, project + "/graphs/{graphId}"}, body, (*API).patchGraph},
		{Route{http.MethodDelete, project + "/graphs/{graphId}"}, nothing, (*API).deleteGraph},
		{Route{http.MethodGet, project + "/submit-rules"}, nothing, (*API).getSubmitRules},
		{Route{http.MethodPost, project + "/submit-rules"}, body, (*API).postSubmitRule},
		{Route{http.MethodDelete, project + "/submit-rules"}, nothing, (*API).deleteSubmitRules},
		{Route{http.MethodDelete, project + "/submit-rules/{name}"}, nothing, (*API).deleteSubmitRule},
		{Route{http.MethodGet, project + "/preview"}, query("uri"), (*API).preview},
		{Route{http.MethodGet, project + "/snapshot"}, nothing, (*API).getSnapshot},
		{Route{http.MethodPut, project + "/snapshot"}, body, (*API).putSnapshot},
		{Route{http.MethodGet, project + "/undo"}, nothing, (*API).getUndo},
		{Route{http.MethodPost, project + "/undo"}, nothing, (*API).postUndo},
		{Route{http.MethodGet, project + "/timeline"}, query("from", "to", "limit"), (*API).timeline},
		{Route{http.MethodGet, project + "/events"}, query("since", "focus"), (*API).events},
		{Route{http.MethodGet, project + "/requests"}, query("operation", "status", "fault", "violations", "since", "limit"), (*API).getRequests},
		{Route{http.MethodDelete, project + "/requests"}, nothing, (*API).deleteRequests},
		{Route{http.MethodGet, project + "/polling"}, nothing, (*API).polling},
		{Route{http.MethodGet, project + "/violations"}, nothing, (*API).violations},
		{Route{http.MethodGet, project + "/coverage"}, query("format"), (*API).coverage},
		{Route{http.MethodGet, project + "/verify"}, query(verifyParams()...), (*API).verify},
		{Route{http.MethodGet, Prefix + "/ca.pem"}, nothing, (*API).caCertificate},
		{Route{http.MethodGet, Prefix + "/openapi.yaml"}, nothing, (*API).openAPI},
	}
}

// IsOpen reports whether the call at a path needs no control token: what it tells is
// public.
func IsOpen(path string) bool { return path == Prefix+"/health" || path == Prefix+"/ca.pem" }

// Routes lists the control calls.
func Routes() []Route {
	var routes []Route
	for _, e := range endpoints() {
		routes = append(routes, e.Route)
	}
	return routes
}

// API answers control calls over a world. It is an http.Handler.
type API struct {
	world    *world.World
	emulated Emulated
	version  string
	ca       []byte    // in PEM; nil: none
	started  time.Time // real time
	echo     *echo.Echo
}

// New is the control API over a world, beside the emulated API over it. version is the emulator's own, ca the
// certificate in PEM that its clients have to trust, nil if there is none.
func New(w *world.World, emulated Emulated, version string, ca []byte, log *slog.Logger) *API {
	a := &API{world: w, emulated: emulated, version: version, ca: ca, started: clock.Wall(), echo: echo.New()}
	a.echo.HTTPErrorHandler = writeError(log)
	a.echo.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			log.Error("panic while answering a control call", "panic", err, "stack", string(stack))
			return err
		},
	}))
	a.echo.Use(a.abortIfNotPersisted)
	paths := strings.NewReplacer("{", ":", "}", "")
	for _, e := range endpoints() {
		a.echo.Add(e.Method, paths.Replace(e.Path), func(c echo.Context) error {
			if err := e.input.check(c); err != nil {
				return err
			}
			return e.handle(a, c)
		})
	}
	return a
}

// abortIfNotPersisted breaks the connection instead of answering a call whose change
// may not be saved.
func (a *API) abortIfNotPersisted(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Before(func() {
			if a.world.PersistenceFailed() {
				panic(http.ErrAbortHandler)
			}
		})
		return next(c)
	}
}

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.echo.ServeHTTP(w, r) }

func (a *API) openAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml", OpenAPI)
}
