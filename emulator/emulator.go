package emulator

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Option configures an [Emulator].
type Option func(*config) error

type config struct{}

// WithScenario serves a built-in scenario by its name. The default is
// "default".
func WithScenario(name string) Option { panic("stub") }

// WithScenarioFile serves the scenario in a YAML file.
func WithScenarioFile(path string) Option { panic("stub") }

// WithScenarioYAML serves the scenario in data. name stands for a file's name
// in error messages.
func WithScenarioYAML(name string, data []byte) Option { panic("stub") }

// WithLogger sends the log somewhere. The default discards it.
func WithLogger(l *slog.Logger) Option { panic("stub") }

// Emulator is an emulated service: an http.Handler with its clocks beside it.
type Emulator struct{}

// New compiles a scenario and serves it.
func New(options ...Option) (*Emulator, error) { return nil, errors.New("stub") }

// ServeHTTP answers the emulated API, the control API and /openapi.yaml.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) { panic("stub") }

// Serve answers calls on a listener until the context ends; open calls are
// answered before it returns.
func (e *Emulator) Serve(ctx context.Context, l net.Listener) error { panic("stub") }

// Name is the name of the scenario.
func (e *Emulator) Name() string { panic("stub") }

// Project is the project that serves an id. It is an error when the scenario
// has neither the id nor "*".
func (e *Emulator) Project(id string) (*Project, error) { panic("stub") }

// Project moves one project's time.
type Project struct{}

// Change is one change of a job's state.
type Change struct {
	JobID    string
	From, To string // statuses; From is "" when the job appears
	At       time.Time
}

// Now is the project's virtual time, in UTC.
func (p *Project) Now() time.Time { panic("stub") }

// Advance moves the clock by d, back when d is negative.
func (p *Project) Advance(d time.Duration) []Change { panic("stub") }

// AdvanceTo moves the clock to t, forwards or back.
func (p *Project) AdvanceTo(t time.Time) []Change { panic("stub") }

// AdvanceToNext moves the clock to the next change of any job.
func (p *Project) AdvanceToNext() []Change { panic("stub") }

// AdvanceToEnd moves the clock to where every job that can end has ended.
func (p *Project) AdvanceToEnd() []Change { panic("stub") }

// AdvanceUntil moves the clock to the moment at which a job has a status.
func (p *Project) AdvanceUntil(jobID, status string) ([]Change, error) { panic("stub") }

// Reset puts the project back to the scenario's start.
func (p *Project) Reset() { panic("stub") }

// TB is what [Start] needs of a *testing.T or *testing.B.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is an emulator that listens on a free port of 127.0.0.1.
type Server struct {
	*Emulator
	URL string // http://127.0.0.1:PORT
	tb  TB
}

// Start serves an emulator for the time of a test.
func Start(tb TB, options ...Option) *Server { panic("stub") }

// Project is the project that serves an id; the test fails when there is none.
func (s *Server) Project(id string) *Project { panic("stub") }
