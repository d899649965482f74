package gesapi

import (
	"net"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/linger"
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

// sendAndClose sends last words, if any, and ends the connection by a FIN.
func sendAndClose(c echo.Context, last []byte) {
	linger.Close(c.Request().Context(), hijack(c), last, clock.Wall())
}
