package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/console"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// listeners are the listeners of an emulator.
type listeners struct {
	main    net.Listener
	control net.Listener // nil: the control API is at main too
	scheme  string       // of both
}

// openListeners opens the listeners.
func (c *serveCommand) openListeners(ctx context.Context) (d listeners, err error) {
	d.scheme = c.scheme()
	if d.main, err = listen(ctx, "--addr", c.Addr); err != nil || c.ControlAddr == "" {
		return d, err
	}
	if d.control, err = listen(ctx, "--control-addr", address(c.ControlAddr)); err != nil {
		return d, errors.Join(err, d.main.Close())
	}
	return d, nil
}

// listen opens a listener at the address that a flag gave.
func listen(ctx context.Context, flag string, a address) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", string(a))
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, newFailure(flag+" 127.0.0.1:0, which takes a free port", "%s: something else listens there already", a)
	case errors.Is(err, syscall.EACCES):
		return nil, newFailure(flag+" "+defaultAddr, "%s: this user may not listen there", a)
	default:
		return nil, newFailure(flag+" "+defaultAddr, "%s: cannot listen there: %v", a, cause(err))
	}
}

// cause is the error without the address, which the message has already.
func cause(err error) error {
	if e := new(net.OpError); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// urlOf is the URL of a listener for a client on this machine.
func (d listeners) urlOf(l net.Listener) string {
	return d.scheme + "://" + address(l.Addr().String()).client()
}

func (d listeners) url() string { return d.urlOf(d.main) }

// controlURL is the URL of the control API.
func (d listeners) controlURL() string {
	if d.control == nil {
		return d.url()
	}
	return d.urlOf(d.control)
}

// consoleURL is the URL of the console, beside the control API.
func consoleURL(controlURL string) string { return controlURL + control.Prefix + console.Index }

// announce writes the URLs of the emulator, one a line for programs; at a terminal
// it adds a banner.
func (d listeners) announce(out *os.File, e *emulator.Emulator) error {
	text := "listening on " + d.url() + "\n"
	if d.control != nil {
		text += "control on " + d.controlURL() + "\n"
	}
	if isTerminal(out) {
		text += banner(e, d.url(), d.controlURL())
	}
	return writeWithin(outputTimeout, out, text)
}

// serve serves until the context ends, or one of the listeners fails.
func (d listeners) serve(ctx context.Context, e *emulator.Emulator) error {
	if d.control == nil {
		return e.Serve(ctx, d.main)
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		ended <- e.ServeControl(ctx, d.control)
	}()
	err := e.Serve(ctx, d.main)
	cancel()
	return errors.Join(err, <-ended)
}

// banner is the first steps for a user at a terminal.
func banner(e *emulator.Emulator, url, controlURL string) string {
	var text strings.Builder
	curl := "curl"
	if strings.HasPrefix(url, "https:") {
		curl = "curl -k"
	}
	fmt.Fprintf(&text, "\n  console    %s\n  scenario   %s\n", consoleURL(controlURL), e.Name())
	project, moveTime := "PROJECT", ""
	if p, err := e.LookupProject("p1"); err == nil { // any id does
		project = "p1"
		fmt.Fprintf(&text, "  now        %s (virtual, UTC)\n", p.Now().Format("2006-01-02T15:04:05"))
		moveTime = fmt.Sprintf("  move time  %s -d '{\"by\":\"1m\"}' %s/_emulator/projects/%s/clock/advance\n", curl, controlURL, project)
	}
	fmt.Fprintf(&text, "  list jobs  %s '%s/v1.0/%s/graphs/jobs?limit=2'\n%s", curl, url, project, moveTime)
	if e.CACertificate() != nil {
		fmt.Fprintf(&text, "  trust      curl -k -o ca.pem %s/_emulator/ca.pem\n", controlURL)
	}
	text.WriteString("  stop       Ctrl+C\n\n")
	return text.String()
}
