package gesapi

import (
	"context"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// garbageSize is how much of what is no HTTP a client gets.
const garbageSize = 512 // bytes

// hijack takes a call's connection from the server. Where that is not possible,
// over HTTP/2 or in a recorder, the call is aborted: the client sees a stream
// that is reset.
func hijack(c echo.Context) net.Conn {
	conn, _, err := http.NewResponseController(c.Response().Writer).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return conn
}

// reset ends a connection by a TCP RST.
func reset(c echo.Context) {
	conn := hijack(c)
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS would say goodbye
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0) // unsent bytes are dropped, and the close is a RST
	}
	_ = conn.Close()
}

// lingerTime is how long a client has to take leave, in real time.
const lingerTime = 500 * time.Millisecond

// sendAndClose sends last words, if any, and ends the connection by a FIN.
func sendAndClose(c echo.Context, last []byte) {
	conn := hijack(c)
	defer conn.Close()
	_ = conn.SetDeadline(clock.Wall().Add(lingerTime))
	if _, err := conn.Write(last); err != nil {
		return
	}
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	// What the client has sent ahead must be read: a connection that is closed
	// over unread bytes is reset, and the RST may overtake what was sent.
	stop := context.AfterFunc(c.Request().Context(), func() { _ = conn.Close() })
	defer stop()
	_, _ = io.Copy(io.Discard, conn)
}
