package emulator

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// The first bytes of a connection whose client does not speak HTTP/1.
const (
	tlsHandshake = "\x16\x03"       // a TLS record of the type handshake
	http2Preface = "PRI * HTTP/2.0" // HTTP/2 without an upgrade, «prior knowledge»
)

// errProtocol ends a connection whose client speaks another protocol. The server
// answers it with 400 in HTTP/1.1, which TLS clients recognize.
var errProtocol = errors.New("another protocol than HTTP/1")

// protocolListener is a listener whose connections log the clients that speak another
// protocol than theirs, plain or TLS: those see nothing but a handshake that fails.
type protocolListener struct {
	net.Listener

	tls *tls.Config // nil: plain HTTP
	log *slog.Logger
}

// Accept waits for a connection.
func (l protocolListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if _, secure := conn.(*tls.Conn); secure { // the caller's listener speaks TLS
		return conn, nil
	}
	if l.tls != nil {
		return &tlsConn{Conn: tls.Server(conn, l.tls), log: l.log}, nil
	}
	return &protocolConn{Conn: conn, log: l.log}, nil
}

// protocolConn is a connection that looks at its first bytes.
type protocolConn struct {
	net.Conn

	log  *slog.Logger
	read bool // the first bytes came
}

// Read reads, and fails when the first bytes are of another protocol. Until they come
// the connection is idle, as between two calls: net/http would count the time for the
// headers from its begin, and close one that a pool has opened ahead while a client
// sends its first request.
func (c *protocolConn) Read(b []byte) (int, error) {
	if c.read {
		return c.Conn.Read(b)
	}
	_ = c.SetReadDeadline(clock.Wall().Add(idleTimeout))
	n, err := c.Conn.Read(b)
	if n == 0 {
		return n, err
	}
	c.read = true
	_ = c.SetReadDeadline(clock.Wall().Add(readHeaderTimeout))
	switch {
	case bytes.HasPrefix(b[:n], []byte(tlsHandshake)):
		c.log.Warn("TLS handshake on a port that speaks plain HTTP; use http:// in the client's URL, or start the emulator with --tls", "client", fmt.Sprint(c.RemoteAddr()))
	case bytes.HasPrefix(b[:n], []byte(http2Preface)):
		c.log.Warn("HTTP/2 with prior knowledge on a port that speaks HTTP/1.1; switch it off in the client", "client", fmt.Sprint(c.RemoteAddr()))
	default:
		return n, err
	}
	return 0, errProtocol
}

// NetConn returns the connection below.
func (c *protocolConn) NetConn() net.Conn { return c.Conn }

// CloseWrite ends the direction to the client, where the connection below can.
func (c *protocolConn) CloseWrite() error {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return half.CloseWrite()
}
