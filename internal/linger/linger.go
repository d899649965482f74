// Package linger ends a connection so that what was sent last arrives.
package linger

import (
	"context"
	"io"
	"net"
	"time"
)

// limit is how long a client has to take the last bytes and to close, in real time.
const limit = 500 * time.Millisecond

// Close sends last bytes, if any, and ends the connection by a FIN, over TLS by its
// close_notify. It returns once the client has closed too, half a second after now, or
// when the context ends.
func Close(ctx context.Context, conn net.Conn, last []byte, now time.Time) {
	defer conn.Close()
	_ = conn.SetDeadline(now.Add(limit))
	if _, err := conn.Write(last); err != nil {
		return
	}
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	// What the client has sent ahead must be read: a connection that is closed
	// over unread bytes is reset, and the RST may overtake what was sent.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	_, _ = io.Copy(io.Discard, conn)
}
