package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// serveCommand serves a scenario.
type serveCommand struct {
	Scenario  string    `arg:"" optional:"" name:"SCENARIO" env:"GES_EMULATOR_SCENARIO" help:"A scenario file, - for standard input, or the name of a built-in scenario. Default: default."`
	Addr      address   `default:"127.0.0.1:8080" env:"GES_EMULATOR_ADDR" placeholder:"HOST:PORT" help:"Where to listen. Port 0 is any free one; 0.0.0.0 lets other machines in. Default: ${default}."`
	LogFormat logFormat `default:"text" env:"GES_EMULATOR_LOG_FORMAT" placeholder:"FORMAT" help:"text or json. Default: ${default}."`
	LogLevel  logLevel  `default:"info" env:"GES_EMULATOR_LOG_LEVEL" placeholder:"LEVEL" help:"debug, info, warn or error. Default: ${default}."`

	Strict          bool `env:"GES_EMULATOR_STRICT" help:"Answer 400 to every call that the contract does not allow, and say why."`
	FailOnViolation bool `env:"GES_EMULATOR_FAIL_ON_VIOLATION" help:"Exit with 3 at the end, and list them, when clients did what the contract does not allow."`
}

// Help is the long help.
func (serveCommand) Help() string {
	return `The first line on standard output is "listening on http://HOST:PORT", with the port that it got and a host that clients on this machine can use. The log goes to standard error. SIGINT or SIGTERM stops it after the open calls are answered, a second one at once.

Examples:

  ges-emulator
  ges-emulator import-lifecycle
  ges-emulator serve ./my-scenario.yaml --addr 127.0.0.1:0
  ges-emulator --strict --fail-on-violation
  curl 'http://127.0.0.1:8080/v1.0/p1/graphs/jobs?limit=2'`
}

// Run serves until a signal comes.
func (c *serveCommand) Run(s *streams) error {
	// From here on, so that a signal during a long load stops it too.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal kills

	if c.Scenario == "" {
		c.Scenario = scenarios.Default
	}
	file, err := openSource(c.Scenario, s.in, commandNames()...)
	if err != nil {
		return err
	}
	log := c.logger(s.err)
	e, err := emulator.New(c.options(file, log)...)
	if err != nil {
		return file.explain(err)
	}
	l, err := c.listen(ctx)
	if err != nil {
		return err
	}
	url := "http://" + address(l.Addr().String()).client()
	if _, err := fmt.Fprintf(s.out, "listening on %s\n", url); err != nil {
		return errors.Join(err, l.Close())
	}
	if isTerminal(s.out) {
		_, _ = io.WriteString(s.out, banner(e, url)) // the line above went through; this is an extra
	}
	err = e.Serve(ctx, l)
	log.LogAttrs(context.WithoutCancel(ctx), slog.LevelInfo, "stopped", slog.String("url", url))
	if err == nil && c.FailOnViolation {
		return violated(e.Violations())
	}
	return err
}

func (c *serveCommand) options(file source, log *slog.Logger) []emulator.Option {
	options := []emulator.Option{file.option(), emulator.WithLogger(log)}
	if c.Strict {
		options = append(options, emulator.WithStrict())
	}
	return options
}

// violated is the failure for violations of the contract; nil when there are
// none but information.
func violated(list []emulator.Violation) error {
	text := emulator.Summary(list)
	if text == "" {
		return nil
	}
	return &failure{exitViolation, "clients violated the contract:\n" + text,
		"--strict, which answers 400 to such a call when it comes"}
}

func (c *serveCommand) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel.Level}
	if c.LogFormat == logJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

func (c *serveCommand) listen(ctx context.Context) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", string(c.Addr))
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, failed("--addr 127.0.0.1:0, which takes a free port", "%s: something else listens there already", c.Addr)
	case errors.Is(err, syscall.EACCES):
		return nil, failed("--addr "+defaultAddr, "%s: this user may not listen there", c.Addr)
	default:
		return nil, failed("--addr "+defaultAddr, "%s: cannot listen there: %v", c.Addr, cause(err))
	}
}

// cause is what went wrong, without the address, which was said.
func cause(err error) error {
	if e := new(net.OpError); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// banner is what a person at a terminal needs first.
func banner(e *emulator.Emulator, url string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "\n  scenario   %s\n", e.Name())
	project, moveTime := "PROJECT", ""
	if p, err := e.Project("*"); err == nil { // any id does
		project = "p1"
		fmt.Fprintf(&text, "  now        %s (virtual, UTC)\n", p.Now().Format("2006-01-02T15:04:05"))
		moveTime = fmt.Sprintf("  move time  curl -d '{\"by\":\"1m\"}' %s/_emulator/projects/%s/clock/advance\n", url, project)
	}
	fmt.Fprintf(&text, "  list jobs  curl '%s/v1.0/%s/graphs/jobs?limit=2'\n%s", url, project, moveTime)
	text.WriteString("  stop       Ctrl+C\n\n")
	return text.String()
}
