package control

import (
	_ "embed"
	"log/slog"
	"net/http"
	"slices"
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

// projectPath is the path of a project.
const projectPath = Prefix + "/projects/{p}"

// endpoints is the one table of control calls.
func endpoints() []endpoint { return slices.Concat(ofServer(), ofWorlds(), ofParts()) }

// What a call takes.
func takes(params ...string) input { return input{params: params} }

func takesBody(params ...string) input { return input{params, true} }

// ofServer is the calls of the emulator as a whole.
func ofServer() []endpoint {
	return []endpoint{
		{Route{http.MethodGet, Prefix + "/health"}, takes(), (*API).health},
		{Route{http.MethodGet, Prefix + "/scenarios"}, takes(), (*API).getScenarios},
		{Route{http.MethodGet, Prefix + "/scenarios/{name}"}, takes(), (*API).getBuiltin},
		{Route{http.MethodGet, Prefix + "/ca.pem"}, takes(), (*API).caCertificate},
		{Route{http.MethodGet, Prefix + "/openapi.yaml"}, takes(), (*API).openAPI},
	}
}

// ofWorlds is the calls about a project as a whole, and about its clients.
func ofWorlds() []endpoint {
	return []endpoint{
		{Route{http.MethodPut, projectPath + "/scenario"}, takesBody("file"), (*API).putScenario},
		{Route{http.MethodGet, projectPath + "/scenario"}, takes(), (*API).getScenario},
		{Route{http.MethodPost, projectPath + "/scenario/validate"}, takesBody("file"), (*API).validateScenario},
		{Route{http.MethodGet, projectPath + "/report"}, takes(), (*API).report},
		{Route{http.MethodGet, projectPath + "/preview"}, takes("uri"), (*API).preview},
		{Route{http.MethodGet, projectPath + "/snapshot"}, takes(), (*API).getSnapshot},
		{Route{http.MethodPut, projectPath + "/snapshot"}, takesBody(), (*API).putSnapshot},
		{Route{http.MethodGet, projectPath + "/undo"}, takes(), (*API).getUndo},
		{Route{http.MethodPost, projectPath + "/undo"}, takes(), (*API).postUndo},
		{Route{http.MethodGet, projectPath + "/timeline"}, takes("from", "to", "limit"), (*API).timeline},
		{Route{http.MethodGet, projectPath + "/events"}, takes("since", "focus"), (*API).events},
		{Route{http.MethodGet, projectPath + "/requests"}, takes("operation", "status", "fault", "violations", "since", "limit"), (*API).getRequests},
		{Route{http.MethodDelete, projectPath + "/requests"}, takes(), (*API).deleteRequests},
		{Route{http.MethodGet, projectPath + "/polling"}, takes(), (*API).polling},
		{Route{http.MethodGet, projectPath + "/violations"}, takes(), (*API).violations},
		{Route{http.MethodGet, projectPath + "/coverage"}, takes("format"), (*API).coverage},
		{Route{http.MethodGet, projectPath + "/verify"}, takes(verifyParams()...), (*API).verify},
	}
}

// ofParts is the calls about a project's clock, jobs, graphs, faults and rules.
func ofParts() []endpoint {
	return []endpoint{
		{Route{http.MethodGet, Prefix + "/projects"}, takes(), (*API).getProjects},
		{Route{http.MethodDelete, projectPath}, takes(), (*API).deleteProject},
		{Route{http.MethodGet, projectPath + "/clock"}, takes(), (*API).getClock},
		{Route{http.MethodPatch, projectPath + "/clock"}, takesBody(), (*API).patchClock},
		{Route{http.MethodPost, projectPath + "/clock/advance"}, takesBody(), (*API).advance},
		{Route{http.MethodPost, projectPath + "/reset"}, takes(), (*API).reset},
		{Route{http.MethodGet, projectPath + "/jobs"}, takes("offset", "limit", "view", "from", "to", "q"), (*API).getJobs},
		{Route{http.MethodPost, projectPath + "/jobs"}, takesBody(), (*API).postJob},
		{Route{http.MethodGet, projectPath + "/jobs/{jobId}"}, takes(), (*API).getJob},
		{Route{http.MethodPatch, projectPath + "/jobs/{jobId}"}, takesBody(), (*API).patchJob},
		{Route{http.MethodDelete, projectPath + "/jobs/{jobId}"}, takes(), (*API).deleteJob},
		{Route{http.MethodGet, projectPath + "/faults"}, takes(), (*API).getFaults},
		{Route{http.MethodPost, projectPath + "/faults"}, takesBody(), (*API).postFault},
		{Route{http.MethodDelete, projectPath + "/faults"}, takes(), (*API).deleteFaults},
		{Route{http.MethodDelete, projectPath + "/faults/{name}"}, takes(), (*API).deleteFault},
		{Route{http.MethodGet, projectPath + "/graphs"}, takes("offset", "limit"), (*API).getGraphs},
		{Route{http.MethodGet, projectPath + "/graphs/{graphId}"}, takes(), (*API).getGraph},
		{Route{http.MethodPost, projectPath + "/graphs"}, takesBody(), (*API).postGraph},
		{Route{http.MethodPatch, projectPath + "/graphs/{graphId}"}, takesBody(), (*API).patchGraph},
		{Route{http.MethodDelete, projectPath + "/graphs/{graphId}"}, takes(), (*API).deleteGraph},
		{Route{http.MethodGet, projectPath + "/submit-rules"}, takes(), (*API).getSubmitRules},
		{Route{http.MethodPost, projectPath + "/submit-rules"}, takesBody(), (*API).postSubmitRule},
		{Route{http.MethodDelete, projectPath + "/submit-rules"}, takes(), (*API).deleteSubmitRules},
		{Route{http.MethodDelete, projectPath + "/submit-rules/{name}"}, takes(), (*API).deleteSubmitRule},
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
