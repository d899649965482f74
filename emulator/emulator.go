package emulator

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	gesemulator "github.com/ges-emulator/ges-emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/access"
	"github.com/ges-emulator/ges-emulator/internal/build"
	"github.com/ges-emulator/ges-emulator/internal/urlpath"
)

// Emulator is an emulated service: an [http.Handler], and the clocks of its
// projects. It is safe for concurrent use and has no goroutines of its own. Only
// an emulator with a state must be closed; see Close.
type Emulator struct {
	world           *world.World
	log             *slog.Logger
	api             *gesapi.API
	public          http.Handler // the emulated API and its contract
	control         http.Handler // the control API and the metrics
	separateControl bool         // ServeHTTP answers only the public
	metrics         bool
	tls             *tls.Config // of listeners; nil: plain HTTP
	ca              []byte      // in PEM; nil: there is no certificate, or not one of ours
	tb              TB          // of Start and StartInProcess; never nil
}

// New compiles a scenario, by default the built-in one named "default", and
// serves it.
func New(options ...Option) (*Emulator, error) {
	c, err := newConfig(options)
	if err != nil {
		return nil, err
	}
	tlsConfig, ca, err := c.newTLS()
	if err != nil {
		return nil, err
	}
	w, err := c.openWorld()
	if err != nil {
		return nil, err
	}
	e := &Emulator{
		world:           w,
		log:             c.log,
		api:             gesapi.New(w, c.log, c.apiOptions()...),
		separateControl: c.separateControl,
		metrics:         c.metrics != nil,
		tls:             tlsConfig,
		ca:              ca,
		tb:              noTest{},
	}
	e.control = normalizePath(c.guard(withMetrics(c.oneReplica(control.New(w, e.api, build.Version(), ca, c.log)), c.metrics)))
	origins := c.origins
	if len(origins) == 0 {
		origins = []string{access.AnyOrigin}
	}
	e.public = crossOrigin(http.HandlerFunc(e.servePublic), origins)
	if c.failOnViolation != nil {
		e.failOnViolation(c.failOnViolation)
	}
	return e, nil
}

func (c *config) newWorld(s *scenario.Scenario) (*world.World, error) {
	w, err := world.New(s, clock.Wall, c.replica)
	if err != nil {
		return nil, err
	}
	w.SetOverrides(c.overrides)
	c.logUnusedOverrides(s)
	w.SetJournalSize(c.requests)
	if c.maxProjects > 0 {
		w.SetMaxProjects(c.maxProjects)
	}
	w.SetIdleTimeout(c.idleTimeout, func(project string, idle time.Duration) {
		c.log.Warn("project evicted: it was idle, and another one needed its place", "project", project, "idle", idle.Round(time.Second).String())
	})
	return w, nil
}

// openAPIPath is where the contract of the emulated API is served.
const openAPIPath = "/openapi.yaml"

// ServeHTTP answers the emulated API, the control API under /_emulator, and
// GET /openapi.yaml.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := urlpath.Normalize(r.URL).Path
	rest, underControl := strings.CutPrefix(path, control.Prefix)
	underControl = underControl && (rest == "" || rest[0] == '/') || e.metrics && path == metricsPath
	if (underControl || asksForPage(r)) && !e.separateControl {
		e.control.ServeHTTP(w, r)
		return
	}
	e.public.ServeHTTP(w, r)
}

// Control is the control API alone; see [WithSeparateControl].
func (e *Emulator) Control() http.Handler { return e.control }

func (e *Emulator) servePublic(w http.ResponseWriter, r *http.Request) {
	if urlpath.Normalize(r.URL).Path == openAPIPath && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(gesemulator.OpenAPI) // an error means that the client has gone away
		return
	}
	e.api.ServeHTTP(w, r)
}

// normalizePath gives a handler the path that is routed.
func normalizePath(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u := urlpath.Normalize(r.URL); u != r.URL {
			r = r.WithContext(r.Context())
			r.URL = u
		}
		h.ServeHTTP(w, r)
	})
}

// Name is the name of the scenario that future projects follow. A scenario without a
// name has that of its file, without folder and ending.
func (e *Emulator) Name() string { return e.world.ScenarioName() }

// Project returns the project with an id; "*" stands for all existing and future
// projects. The id is 1 to 64 letters, digits, - or _, and the scenario has it or "*":
// otherwise the test fails, or outside of a test Project panics. [Emulator.LookupProject]
// returns the error.
func (e *Emulator) Project(id string) *Project {
	e.tb.Helper()
	p, err := e.LookupProject(id)
	if err != nil {
		e.tb.Fatalf("emulator: %v", err)
		panic("emulator: " + err.Error())
	}
	p.tb = e.tb
	return p
}

// LookupProject is as [Emulator.Project], but returns the error, and so do the methods of
// the project: they fail no test.
func (e *Emulator) LookupProject(id string) (*Project, error) {
	if id != scenario.AnyProject && !ges.ValidProjectID(id) {
		return nil, fmt.Errorf("%q is not a project id: it must be %s", id, ges.ProjectIDRule)
	}
	p := &Project{id, e.world, noTest{}}
	if err := p.view(func(*world.Tx) error { return nil }); err != nil {
		return nil, err
	}
	return p, nil
}

// Client returns an HTTP client that reaches the emulator without a port, whatever the
// host of the URL; see [Emulator.Transport].
func (e *Emulator) Client() *http.Client { return &http.Client{Transport: e.Transport()} }
