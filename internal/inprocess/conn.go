package inprocess

import (
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
)

// serverConn is the server's end of a connection. It reads from a net.Pipe and
// writes to a stream. Writing has no deadline: it ends with the call.
type serverConn struct {
	net.Conn
	answer *stream
	reset  atomic.Bool
}

// Write sends bytes. It waits for the client once many were not read.
func (c *serverConn) Write(p []byte) (int, error) { return c.answer.Write(p) }

// SetLinger with 0 makes Close a reset, as that of a *net.TCPConn does.
func (c *serverConn) SetLinger(seconds int) error {
	c.reset.Store(seconds == 0)
	return nil
}

// Close closes the connection. What was written can still be read, but for a
// reset.
func (c *serverConn) Close() error {
	if c.reset.Load() {
		c.answer.fail(&net.OpError{
			Op: "read", Net: "tcp", Source: c.RemoteAddr(), Addr: c.LocalAddr(),
			Err: os.NewSyscallError("read", syscall.ECONNRESET),
		})
	}
	c.answer.finish(io.EOF)
	return c.Conn.Close()
}

// LocalAddr is the server's address.
func (c *serverConn) LocalAddr() net.Addr { return address() }

// RemoteAddr is the client's address.
func (c *serverConn) RemoteAddr() net.Addr { return address() }

// address is the address of both ends, as far as they have one: that of this
// machine, without a port.
func address() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
