package inprocess

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// call is one call, as its client sees it.
type call struct {
	request   *http.Request
	conn      net.Conn    // takes the request
	answer    *stream     // gives the answer
	closeBody func()      // closes the body of the request
	unwatch   func() bool // stops watching the context
}

// dial connects a call with a server, whose end it returns.
func dial(req *http.Request) (*call, *serverConn) {
	client, server := net.Pipe()
	c := &call{request: req, conn: client, answer: newStream(), closeBody: func() {}}
	if req.Body != nil && req.Body != http.NoBody {
		c.closeBody = sync.OnceFunc(func() { _ = req.Body.Close() })
	}
	ctx := req.Context()
	c.unwatch = context.AfterFunc(ctx, func() { c.hangUp(context.Cause(ctx)) })
	return c, &serverConn{Conn: server, answer: c.answer}
}

// hangUp ends the call. The error is what its client reads from now on. The
// server learns of it only when nothing that it still writes can arrive.
func (c *call) hangUp(err error) {
	c.answer.fail(err)
	_ = c.conn.Close()
	c.closeBody()
}

// send sends the request.
func (c *call) send() {
	r := c.request
	if r.Body != nil && r.Body != http.NoBody {
		r = r.WithContext(r.Context()) // a copy: the client's own stays as it is
		r.Body = &requestBody{r.Body, c}
	}
	if err := r.Write(c.conn); err != nil {
		c.sendFailed(err)
		_ = c.conn.Close()
	}
}

// sendFailed gives the client an error instead of what the server has not
// written yet; none when the connection is closed already, at either end.
func (c *call) sendFailed(err error) { c.answer.finish(err) }

// requestBody is the body of a request.
type requestBody struct {
	from io.Reader
	call *call
}

// Read reads from the client. net/http would hide which error it was.
func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.call.sendFailed(err)
	}
	return n, err
}

// Close closes it, if nobody has yet.
func (b *requestBody) Close() error {
	b.call.closeBody()
	return nil
}

// receive returns the answer as soon as its head is there.
func (c *call) receive() (*http.Response, error) {
	resp, err := c.readResponse(bufio.NewReader(c.answer))
	if err != nil {
		c.unwatch()
		c.hangUp(err)
		return nil, err
	}
	resp.Body = &responseBody{resp.Body, c}
	return resp, nil
}

// readResponse reads the head of the answer. Errors are those of net/http.
func (c *call) readResponse(r *bufio.Reader) (*http.Response, error) {
	if _, err := r.Peek(1); err != nil { // nothing came
		return nil, err
	}
	for {
		resp, err := http.ReadResponse(r, c.request)
		if err != nil {
			return nil, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", err)
		}
		if resp.StatusCode >= http.StatusOK { // before it may come «100 Continue»
			return resp, nil
		}
	}
}

// responseBody is the body of an answer. The call is over when it was read or
// closed.
type responseBody struct {
	io.ReadCloser
	call *call
}

// Read reads what has come.
func (b *responseBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.call.unwatch()
		b.call.closeBody() // whatever of it the server has not read
	}
	return n, err
}

// Close drops the rest of the answer.
func (b *responseBody) Close() error {
	b.call.unwatch()
	b.call.hangUp(errors.New("http: read on closed response body"))
	_ = b.ReadCloser.Close() // its error is that the answer is not whole
	return nil
}
