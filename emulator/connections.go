package emulator

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// connections are the open connections of a server.
type connections struct {
	mu       sync.Mutex
	open     map[net.Conn]*connection
	stopping bool
	closed   chan struct{} // nil until someone waits for the last one
}

// connection is one connection of a server.
type connection struct {
	state http.ConnState // guarded by the mutex of connections

	mu           sync.Mutex
	method, path string // of the last call on it
}

// connectionKey is the key of a [connection] in the contexts of its calls.
type connectionKey struct{}

// attach makes a server report its connections, and the calls on them.
func (c *connections) attach(s *http.Server) {
	c.open = map[net.Conn]*connection{}
	s.ConnContext = c.add
	s.ConnState = c.track
	handler := s.Handler
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, ok := r.Context().Value(connectionKey{}).(*connection); ok {
			conn.setCall(r.Method, r.URL.Path)
		}
		handler.ServeHTTP(w, r)
	})
}

func (c *connections) add(ctx context.Context, conn net.Conn) context.Context {
	added := new(connection)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[conn] = added
	return context.WithValue(ctx, connectionKey{}, added)
}

// track notes the state of a connection. Of one without a request nothing is lost
// when the server stops.
func (c *connections) track(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state == http.StateClosed || state == http.StateHijacked:
		delete(c.open, conn)
		c.signal()
	case state == http.StateNew && c.stopping:
		abort(conn)
	case c.open[conn] != nil:
		c.open[conn].state = state
	}
}

// signal tells who waits that no connection is left. The lock is held.
func (c *connections) signal() {
	if c.closed != nil && len(c.open) == 0 {
		close(c.closed)
		c.closed = nil
	}
}

// closeUnused closes the connections without a request yet, and those that come.
// Browsers and pools open some ahead; a server that stops would wait seconds for
// them.
func (c *connections) closeUnused() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopping = true
	for conn, tracked := range c.open {
		if tracked.state == http.StateNew {
			abort(conn)
		}
	}
}

// abort closes a connection at once. The close_notify of TLS would wait for a client
// that does not read.
func abort(conn net.Conn) {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	_ = conn.Close()
}

// abortAll closes all connections.
func (c *connections) abortAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		abort(conn)
	}
}

// active returns the connections with an open call.
func (c *connections) active() []*connection {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []*connection
	for _, tracked := range c.open {
		if tracked.state == http.StateActive {
			list = append(list, tracked)
		}
	}
	return list
}

// allClosed returns a channel that is closed when no connection is left.
func (c *connections) allClosed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	closed := make(chan struct{})
	c.closed = closed
	c.signal()
	return closed
}

func (c *connection) setCall(method, path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.method, c.path = method, path
}

// call is the last call on the connection.
func (c *connection) call() (method, path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.method, c.path
}
