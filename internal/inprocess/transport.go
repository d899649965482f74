package inprocess

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http"
)

// Transport is an http.RoundTripper to a handler, whatever host a call is for,
// over http and https alike. A call ends with its context.
type Transport struct {
	Handler  http.Handler
	ErrorLog *log.Logger // as of an http.Server
}

// RoundTrip makes one call.
func (t Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	err := check(req)
	if err == nil {
		err = context.Cause(req.Context())
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	c, server := dial(req)
	t.serve(server)
	go c.send()
	return c.receive()
}

// check returns what is wrong with a client's request.
func check(req *http.Request) error {
	switch {
	case req.URL == nil:
		return errors.New("emulator: the request has no URL")
	case req.URL.Scheme != "http" && req.URL.Scheme != "https":
		return fmt.Errorf("emulator: %q is not a scheme that it answers (http, https)", req.URL.Scheme)
	case req.URL.Host == "":
		return errors.New("emulator: the request's URL has no host")
	}
	return nil
}

// serve starts a server for one call on a connection. A server belongs to the
// bubble in which it was first used, so it cannot be shared by calls.
func (t Transport) serve(c net.Conn) {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{
		Handler:        http.HandlerFunc(t.handle),
		Protocols:      protocols,
		MaxHeaderBytes: math.MaxInt32, // none: a server sleeps after an answer that they are too many
		ErrorLog:       t.ErrorLog,
		ConnState: func(c net.Conn, state http.ConnState) {
			if state == http.StateIdle { // the call is answered, and there is no second one
				_ = c.Close()
			}
		},
	}
	_ = server.Serve(&listener{conn: c}) // it says that there is no second connection
}

// handle is the handler of a server. The server must not wait for the rest of a
// request body that the handler has not read: neither before it answers, since
// the body may never end, nor after it, half a second lest a RST overtakes the
// answer; a bubble may have ended by then.
func (t Transport) handle(w http.ResponseWriter, r *http.Request) {
	if r.Body != http.NoBody {
		_ = http.NewResponseController(w).EnableFullDuplex()
		r.Body = struct{ io.ReadCloser }{r.Body} // net/http looks for its own type, to see whether the body has ended
	}
	t.Handler.ServeHTTP(w, r)
}

// listener is a net.Listener of one connection.
type listener struct{ conn net.Conn }

// Accept returns the connection, then io.EOF.
func (l *listener) Accept() (net.Conn, error) {
	c := l.conn
	if c == nil {
		return nil, io.EOF
	}
	l.conn = nil
	return c, nil
}

// Close leaves the connection open: its call has just begun.
func (l *listener) Close() error { return nil }

// Addr is the address of all servers here.
func (l *listener) Addr() net.Addr { return address() }
