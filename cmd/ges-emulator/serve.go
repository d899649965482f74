package main

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// serveCommand serves a scenario.
type serveCommand struct {
	Scenario  string    `arg:"" optional:"" name:"SCENARIO" env:"GES_EMULATOR_SCENARIO" help:"A scenario file, - for standard input, or the name of a built-in scenario. Default: default."`
	Addr      address   `default:"127.0.0.1:8080" env:"GES_EMULATOR_ADDR" placeholder:"HOST:PORT" help:"Where to listen. Port 0 is any free one; 0.0.0.0 lets other machines in. Default: ${default}."`
	LogFormat logFormat `default:"text" env:"GES_EMULATOR_LOG_FORMAT" placeholder:"FORMAT" help:"text or json. Default: ${default}."`
	LogLevel  logLevel  `default:"info" env:"GES_EMULATOR_LOG_LEVEL" placeholder:"LEVEL" help:"debug, info, warn or error. Default: ${default}."`

	Strict  onOff        `env:"GES_EMULATOR_STRICT" help:"Answer 400 to every call that the contract does not allow, and say why."`
	Journal requestCount `env:"GES_EMULATOR_JOURNAL" placeholder:"N" help:"How many requests of each project the journal stores; 0 switches it off. Default: 10000."`

	FailOnViolation onOff `env:"GES_EMULATOR_FAIL_ON_VIOLATION" help:"Exit with 3 at the end, and list the violations, when clients violated the contract."`

	ExitOnStdinEOF onOff `name:"exit-on-stdin-eof" env:"GES_EMULATOR_EXIT_ON_STDIN_EOF" help:"Stop, as at SIGTERM, when standard input ends. A test runner that holds the pipe then leaves no emulator behind, even if it is killed."`

	Open onOff `env:"GES_EMULATOR_OPEN" help:"Open the console in the browser."`

	Watch onOff  `env:"GES_EMULATOR_WATCH" help:"Load the scenario file again when it changes. While it has problems the old scenario stays, and the log has the problems."`
	State string `env:"GES_EMULATOR_STATE" placeholder:"DIR" help:"Save the state of every project in this folder, and resume from it, also after a crash. Without SCENARIO it serves the one that the folder began with."`
	overrideFlags
	accessFlags
	replicaFlags
	tlsFlags
}

// Help is the long help.
func (serveCommand) Help() string {
	return `The first line on standard output is "listening on http://HOST:PORT" (https with --tls), with the port that it got and a host that clients on this machine can use. With --control-addr the second is "control on http://HOST:PORT". The log goes to standard error. SIGINT, SIGTERM or SIGHUP stops it after the open calls are answered, a second one at once.

Examples:

  ges-emulator
  ges-emulator import-lifecycle --open
  ges-emulator serve ./my-scenario.yaml --addr 127.0.0.1:0
  ges-emulator --strict --fail-on-violation
  ges-emulator my-scenario.yaml --watch
  ges-emulator my-scenario.yaml --state ./state
  ges-emulator busy-month --clock-start now --clock-mode realtime --compat errorBody=error_code
  ges-emulator --addr 0.0.0.0:8080 --control-addr 127.0.0.1:8081
  ges-emulator --tls --allowed-host ges.test
  ges-emulator --addr 127.0.0.1:0 --exit-on-stdin-eof
  curl 'http://127.0.0.1:8080/v1.0/p1/graphs/jobs?limit=2'`
}

// Run serves until a signal comes.
func (c *serveCommand) Run(s *streams) error {
	// From here on, so that a signal during a long load stops it too.
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	context.AfterFunc(ctx, stop)   // a second signal kills
	signal.Ignore(syscall.SIGPIPE) // a closed log must not end the server
	s.timeout = outputTimeout
	defer heapFloor()()
	ctx, err := c.untilEOF(ctx, s.in)
	if err := cmp.Or(err, c.checkReplica()); err != nil {
		return err
	}

	tlsOptions, err := c.tlsFlags.options(c.Addr, address(c.ControlAddr))
	if err != nil {
		return err
	}
	file, err := c.openSource(s)
	if err != nil {
		return err
	}
	log, lines := c.logger(s.err)
	defer lines.close()
	warnOfVariables(log, os.Environ())
	if overrides, _ := c.overrides(); overrides != (scenario.Overrides{}) { // they have been checked
		log.Info("values of every scenario are overridden", "overrides", overrides.String())
	}
	m := newMetrics()
	e, err := emulator.New(append(c.options(file, log, m), tlsOptions...)...)
	if err != nil {
		return c.startError(file, err)
	}
	defer e.Close() // for what goes wrong before it serves
	m.collectStats(e)
	if c.State != "" {
		log.Info("state is saved", "folder", c.State, "projects", e.Stats().Projects)
	}
	if err := c.watch(ctx, file, e, log); err != nil {
		return err
	}
	listeners, err := c.openListeners(ctx)
	if err != nil {
		return err
	}
	c.announce(ctx, listeners, s, e, log)
	err = listeners.serve(ctx, e)
	if closed := e.Close(); err == nil {
		err = closed
	}
	log.LogAttrs(context.WithoutCancel(ctx), slog.LevelInfo, "stopped", slog.String("url", listeners.url()))
	if err == nil && c.FailOnViolation {
		return violationFailure(e.Violations())
	}
	return err
}

// watch follows the scenario file, if that is asked for.
func (c *serveCommand) watch(ctx context.Context, file *source, e *emulator.Emulator, log *slog.Logger) error {
	if !c.Watch {
		return nil
	}
	w, err := watch(file, e, log)
	if err == nil {
		go w.run(ctx)
	}
	return err
}

// announce tells where the emulator listens, to programs and to the user.
func (c *serveCommand) announce(ctx context.Context, l listeners, s *streams, e *emulator.Emulator, log *slog.Logger) {
	if err := l.announce(s.out, e); err != nil {
		log.Warn("standard output cannot be written", "error", err)
	}
	if c.Open {
		openBrowser(ctx, consoleURL(l.controlURL()), log)
	}
}

// untilEOF returns a context that ends with the input, if that is asked for. What comes in
// is discarded.
func (c *serveCommand) untilEOF(ctx context.Context, in io.Reader) (context.Context, error) {
	if !c.ExitOnStdinEOF {
		return ctx, nil
	}
	if c.Scenario == "-" {
		return ctx, newUsageFailure("a scenario file, or the name of a built-in scenario", "--exit-on-stdin-eof: standard input has the scenario, and so ends at once")
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, in) // an input that cannot be read has ended
	}()
	return ctx, nil
}

// stopSignals are the signals that stop a server in order. SIGHUP is what a closed
// terminal sends; who starts a program with nohup ignores it.
func stopSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func (c *serveCommand) options(file *source, log *slog.Logger, m *metrics) []emulator.Option {
	options := append(c.accessFlags.options(), emulator.WithLogger(log),
		emulator.WithObserver(m.observe), emulator.WithMetrics(m.handler(log)))
	options = append(options, c.Journal.options()...)
	options = append(options, c.overrideFlags.options()...)
	options = append(options, c.replicaFlags.options()...)
	if file != nil {
		options = append(options, file.option())
	}
	if c.State != "" {
		options = append(options, emulator.WithState(c.State))
	}
	if c.Strict {
		options = append(options, emulator.WithStrict())
	}
	return options
}

// violationFailure is the error for violations of the contract; nil when there is
// only information.
func violationFailure(list []emulator.Violation) error {
	text := emulator.FormatViolations(list)
	if text == "" {
		return nil
	}
	return newOutcome(exitViolation, "--strict, which answers 400 to such a call when it comes", "clients violated the contract:\n%s", text)
}
