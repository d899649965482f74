package emulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// wire is the connection of a call whose handler writes bytes, not an answer.
// The client reads them as it would from a network.
type wire struct {
	answer *answer
	reset  atomic.Bool
}

// read reads an answer from the bytes.
func (w *wire) read() (*http.Response, error) {
	body := &body{w.answer.stream, w.answer}
	r := bufio.NewReader(body)
	_, err := r.Peek(1)
	if err != nil { // nothing came
		_ = body.Close()
		return nil, err
	}
	resp, err := http.ReadResponse(r, w.answer.request)
	if err != nil {
		_ = body.Close()
		return nil, fmt.Errorf("net/http: HTTP/1.x transport connection broken: %w", err) // as net/http says it
	}
	// Its own body would read all of an answer before it closes.
	body.from = resp.Body
	resp.Body = body
	return resp, nil
}

// Write sends bytes. It waits for the client once many were not read.
func (w *wire) Write(p []byte) (int, error) { return w.answer.stream.Write(p) }

// Read waits until the client has gone away: it sends nothing more.
func (w *wire) Read([]byte) (int, error) {
	<-w.answer.ctx.Done()
	return 0, io.EOF
}

// SetLinger with 0 makes Close a reset, as that of a *net.TCPConn does.
func (w *wire) SetLinger(seconds int) error {
	w.reset.Store(seconds == 0)
	return nil
}

// Close closes the connection.
func (w *wire) Close() error {
	if w.reset.Load() {
		w.answer.stream.fail(&net.OpError{
			Op: "read", Net: "tcp", Source: w.RemoteAddr(), Addr: w.LocalAddr(),
			Err: os.NewSyscallError("read", syscall.ECONNRESET),
		})
	}
	w.answer.stream.finish(io.EOF)
	return nil
}

// LocalAddr is the emulator's address, as far as it has one.
func (w *wire) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// RemoteAddr is the client's address, as far as it has one.
func (w *wire) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// SetDeadline sets none: a call ends with its context.
func (w *wire) SetDeadline(time.Time) error { return nil }

// SetReadDeadline sets none: a call ends with its context.
func (w *wire) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline sets none: a call ends with its context.
func (w *wire) SetWriteDeadline(time.Time) error { return nil }
