package emulator

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

// answer is what a handler writes to, as a server's connection takes it.
type answer struct {
	request  *http.Request // the client's
	ctx      context.Context
	cancel   context.CancelFunc
	unwatch  func() bool   // stops to watch the client's context
	incoming chan incoming // takes one without a reader
	stream   *stream

	header    http.Header // the handler's
	sent      http.Header // as it was when the status was written
	status    int         // 0: not written
	length    int64       // of the body, as declared; -1: not
	written   int64
	committed bool // the client has the head of the answer
	wire      *wire
}

// headDelay is how many bytes of an answer net/http holds back for its length.
const headDelay = 2048

// incoming is what a client first sees of an answer: one of its fields.
type incoming struct {
	resp *http.Response
	err  error
	wire *wire // the handler has taken over the connection
}

func newAnswer(req *http.Request) *answer {
	a := &answer{request: req, incoming: make(chan incoming, 1), stream: newStream(), header: http.Header{}, length: -1}
	ctx := req.Context()
	// The handler may learn that the client has gone only when nothing that it
	// still writes can arrive: hence a context of its own.
	a.ctx, a.cancel = context.WithCancel(context.WithoutCancel(ctx))
	a.unwatch = context.AfterFunc(ctx, func() { a.leave(context.Cause(ctx)) })
	return a
}

// leave is the client going away. The error is what it reads from now on.
func (a *answer) leave(err error) {
	a.stream.fail(err)
	a.cancel()
}

// Header is the handler's header.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader fixes status and header.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 || a.wire != nil || status < 200 {
		return // too late, or no answer yet
	}
	a.status = status
	a.sent = a.header.Clone()
	if declared := a.sent.Get("Content-Length"); declared != "" {
		n, err := strconv.ParseInt(declared, 10, 64)
		if err != nil || n < 0 {
			delete(a.sent, "Content-Length")
			return
		}
		a.length = n
	}
}

// Write writes a part of the body. It waits for the client once much of it was
// not read.
func (a *answer) Write(p []byte) (int, error) {
	if a.wire != nil {
		return 0, http.ErrHijacked
	}
	a.WriteHeader(http.StatusOK)
	if !a.hasBody() {
		return 0, http.ErrBodyNotAllowed
	}
	if a.length >= 0 && a.written+int64(len(p)) > a.length {
		return 0, http.ErrContentLength
	}
	if _, typed := a.sent["Content-Type"]; !typed && a.written == 0 && len(p) > 0 {
		a.sent.Set("Content-Type", http.DetectContentType(p))
	}
	a.written += int64(len(p))
	if a.written > headDelay {
		a.commit()
	}
	if a.request.Method == http.MethodHead {
		return len(p), nil
	}
	return a.stream.Write(p)
}

// Flush lets the client see what there is.
func (a *answer) Flush() {
	if a.wire == nil {
		a.WriteHeader(http.StatusOK)
		a.commit()
	}
}

// hasBody says whether an answer of the status may have a body.
func (a *answer) hasBody() bool {
	return a.status != http.StatusNoContent && a.status != http.StatusNotModified
}

// commit gives the client the head of the answer.
func (a *answer) commit() {
	if a.committed {
		return
	}
	a.committed = true
	resp := &http.Response{
		Status:     fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode: a.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        a.sent,
		ContentLength: a.length,
		Request:       a.request,
	}
	switch {
	case !a.hasBody():
		resp.ContentLength = 0
	case a.length < 0 && a.request.Method != http.MethodHead:
		resp.TransferEncoding = []string{"chunked"}
	}
	resp.Body = &body{a.stream, a}
	a.incoming <- incoming{resp: resp}
}

// end is the end of a handler.
func (a *answer) end() {
	if a.wire != nil {
		_ = a.wire.Close()
		return
	}
	a.WriteHeader(http.StatusOK)
	isHead := a.request.Method == http.MethodHead
	if !a.committed && a.hasBody() && a.length < 0 && (!isHead || a.written > 0) {
		a.length = a.written
		a.sent.Set("Content-Length", strconv.FormatInt(a.length, 10))
	}
	a.commit()
	if a.hasBody() && !isHead && a.written < a.length {
		a.stream.finish(io.ErrUnexpectedEOF)
		return
	}
	a.stream.finish(io.EOF)
}

// abort is the end of a handler that broke off: the connection closes.
func (a *answer) abort() {
	switch {
	case a.wire != nil:
		_ = a.wire.Close()
	case a.committed:
		a.stream.finish(io.ErrUnexpectedEOF)
	default:
		a.unwatch()
		a.incoming <- incoming{err: io.EOF}
	}
}

// Hijack gives the handler the connection itself.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if a.wire != nil {
		return nil, nil, http.ErrHijacked
	}
	if a.status != 0 {
		return nil, nil, errors.New("emulator: the answer has begun, its connection cannot be taken over any more")
	}
	a.wire = &wire{answer: a}
	a.incoming <- incoming{wire: a.wire}
	return a.wire, bufio.NewReadWriter(bufio.NewReader(a.wire), bufio.NewWriter(a.wire)), nil
}
