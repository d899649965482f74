package emulator

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// Option configures an [Emulator]. Of two for the same setting the last applies; nil
// changes nothing.
type Option func(*config) error

type config struct {
	source          *source // of the scenario; nil: the default
	overrides       scenario.Overrides
	log             *slog.Logger
	strict          bool
	withoutDelays   bool
	failOnViolation TB // fails when the contract was violated; nil: none does

	origins         []string // whose pages may call; none: the defaults
	hosts           []string // by which the control API may be called, beside loopback names
	controlToken    string   // "": none
	separateControl bool
	maxProjects     int           // 0: the default
	idleTimeout     time.Duration // of projects; 0: none
	requests        int           // of each project that the journal keeps; 0: none
	state           string        // the folder that states are kept in; "": none
	replica         *auth.Replica // nil: it is the only emulator

	tls         bool
	tlsHosts    []string         // further names in the certificate
	certificate *tls.Certificate // nil: New makes one

	observe func(CallInfo) // nil: nobody
	metrics http.Handler   // nil: none
}

func newConfig(options []Option) (*config, error) {
	c := &config{log: slog.New(slog.DiscardHandler), requests: journal.DefaultRequests, idleTimeout: world.DefaultIdleTimeout}
	for _, option := range options {
		if option == nil {
			continue
		}
		if err := option(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// source is the text of a scenario that an option names.
type source struct {
	file string // its name in problems
	data []byte
	isGo bool // written from a Go value: its problems have no positions
}

// parseScenario parses the scenario of the options, by default the built-in one.
func (c *config) parseScenario() (*scenario.Scenario, error) {
	if c.source == nil {
		if err := WithScenario(scenarios.Default)(c); err != nil {
			return nil, err
		}
	}
	s, err := c.overrides.Parse(c.source.file, c.source.data, clock.Wall())
	if err != nil && c.source.isGo {
		err = withoutPositions(c.source.file, err)
	}
	return s, err
}

// WithScenario serves a built-in scenario. The default is "default". It is an error
// when there is no such scenario. A file is served by [WithScenarioFile].
func WithScenario(name string) Option {
	return func(c *config) error {
		data, ok := scenarios.Read(name)
		if !ok {
			return unknownScenario(name)
		}
		return WithScenarioYAML(scenarios.FileName(name), data)(c)
	}
}

func unknownScenario(name string) error {
	names := scenarios.Names()
	if strings.ContainsAny(name, `/\`) || filepath.Ext(name) != "" {
		return fmt.Errorf("%q is not a built-in scenario; WithScenarioFile serves a file", name)
	}
	return fmt.Errorf("%q is not a built-in scenario%s (%s)", name, suggest.DidYouMean(name, names), strings.Join(names, ", "))
}

// WithScenarioFile serves the scenario in a YAML file. The error lists all its
// problems, each with line and column.
func WithScenarioFile(path string) Option {
	return func(c *config) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return WithScenarioYAML(path, data)(c)
	}
}

// WithScenarioYAML serves the scenario in data. name takes the place of the file's
// name in error messages, and is the default of the scenario's name.
func WithScenarioYAML(name string, data []byte) Option {
	return func(c *config) error {
		c.source = &source{file: name, data: data}
		return nil
	}
}

// WithLogger sets the logger: a line for each call at level info, problems at warn
// and error. The default, and nil, discards the log.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			l = slog.New(slog.DiscardHandler)
		}
		c.log = l
		return nil
	}
}
