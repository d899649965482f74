package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
)

// Transport answers calls of an [http.Client] by the emulator, without a port:
// to every host, over http and https alike. What a client gets is what it would
// get from a server, broken connections too:
//
//	client := &http.Client{Transport: ges.Transport()}
//
// It runs each call in a goroutine of the caller's, which ends with the call or,
// of an answer of more than 64 KiB, when its body was read or closed. So it
// works inside testing/synctest, where a fault's delay takes no real time.
func (e *Emulator) Transport() http.RoundTripper { return transport{e} }

type transport struct{ emulator *Emulator }

// RoundTrip makes one call.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	r, err := arriving(req)
	if err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		closeBody(req)
		return nil, err
	}
	a := newAnswer(req)
	go t.serve(a, r.WithContext(a.ctx))
	select {
	case in := <-a.incoming:
		if in.wire != nil {
			return in.wire.read()
		}
		return in.resp, in.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// serve runs the handler, as a server would.
func (t transport) serve(a *answer, r *http.Request) {
	defer a.cancel()
	if r.Body != http.NoBody {
		// A client that has gone away sends no more of its body.
		closed := sync.OnceFunc(func() { _ = r.Body.Close() })
		defer closed()
		defer context.AfterFunc(r.Context(), closed)()
	}
	defer func() {
		cause := recover()
		if cause == nil {
			a.end()
			return
		}
		if cause != http.ErrAbortHandler { //nolint:errorlint,err113 // net/http compares in this way too
			t.emulator.log.Error("panic while answering a call", "call", r.Method+" "+r.URL.String(),
				"panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		}
		a.abort()
	}()
	t.emulator.ServeHTTP(a, r)
}

// arriving is a client's request as a server sees it. The client's own is left
// as it is.
func arriving(req *http.Request) (*http.Request, error) {
	switch {
	case req.URL == nil:
		return nil, errors.New("emulator: the request has no URL")
	case req.URL.Scheme != "http" && req.URL.Scheme != "https":
		return nil, fmt.Errorf("emulator: %q is not a scheme that it answers (http, https)", req.URL.Scheme)
	case req.URL.Host == "":
		return nil, errors.New("emulator: the request's URL has no host")
	}
	r := req.Clone(req.Context())
	r.RequestURI = req.URL.RequestURI()
	var err error
	if r.URL, err = url.ParseRequestURI(r.RequestURI); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if r.Host == "" {
		r.Host = req.URL.Host
	}
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	r.RemoteAddr = "127.0.0.1:0"
	if r.Header == nil {
		r.Header = http.Header{}
	}
	delete(r.Header, "Host") // it is r.Host
	if agent, given := r.Header["User-Agent"]; !given {
		r.Header.Set("User-Agent", "Go-http-client/1.1")
	} else if len(agent) == 0 || agent[0] == "" {
		delete(r.Header, "User-Agent") // how a client asks for none
	}
	arrivingBody(r)
	return r, nil
}

// arrivingBody gives a request the body that a server sees.
func arrivingBody(r *http.Request) {
	delete(r.Header, "Content-Length")
	switch {
	case r.Body == nil || r.Body == http.NoBody:
		r.Body, r.ContentLength = http.NoBody, 0
	case r.ContentLength > 0:
		r.Header.Set("Content-Length", fmt.Sprint(r.ContentLength))
	default:
		r.ContentLength = -1 // it comes in chunks
		r.TransferEncoding = []string{"chunked"}
	}
	r.GetBody = nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// body is the body of an answer. Closing it ends the call.
type body struct {
	from   io.Reader
	answer *answer
}

// Read reads what has come.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if err != nil {
		b.answer.unwatch()
	}
	return n, err
}

// Close lets the rest of the answer go.
func (b *body) Close() error {
	b.answer.unwatch()
	b.answer.leave(errors.New("http: read on closed response body"))
	return nil
}
