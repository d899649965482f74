package gesapi

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// captured is a call's whole answer, kept from its connection. A large page, which
// is streamed elsewhere, is all in memory here: its length must be known.
type captured struct {
	to     http.ResponseWriter
	status int
	body   bytes.Buffer
}

// capture keeps what is written from now on.
func capture(c echo.Context) *captured {
	h := &captured{to: c.Response().Writer}
	c.Response().Writer = h
	return h
}

// Header is the headers of the answer, as they will be sent.
func (h *captured) Header() http.Header { return h.to.Header() }

// WriteHeader keeps the status.
func (h *captured) WriteHeader(status int) { h.status = status }

// Write keeps a part of the body.
func (h *captured) Write(b []byte) (int, error) { return h.body.Write(b) }

// begin sends the headers of the whole answer, and none of its body.
func (h *captured) begin(c echo.Context) *http.ResponseController {
	c.Response().Writer = h.to
	w := http.NewResponseController(h.to)
	h.to.Header()["Content-Length"] = []string{strconv.Itoa(h.body.Len())}
	h.to.WriteHeader(h.status)
	_ = w.Flush()
	return w
}

// truncate sends the headers and half of the body.
func (h *captured) truncate(c echo.Context) {
	w := h.begin(c)
	_, _ = h.to.Write(h.body.Next(h.body.Len() / 2)) // an error means that the client has gone away
	_ = w.Flush()
}

// trickle sends the headers, and then the body in pieces, the last when so much
// time has passed. When the server stops, what is left goes out at once.
func (h *captured) trickle(c echo.Context, over time.Duration) {
	timeout.Lift(http.NewResponseController(h.to), c.Request())
	w := h.begin(c)
	pieces := h.pieces(over)
	for i := range pieces {
		clock.Wait(c.Request().Context(), over*time.Duration(i+1)/time.Duration(pieces)-over*time.Duration(i)/time.Duration(pieces))
		timeout.Renew(w, clock.Wall())
		size := (h.body.Len() + pieces - i - 1) / (pieces - i)
		if size == h.body.Len() {
			size-- // the last byte goes out when the handler returns, so that who has read it finds the call recorded
		}
		if _, err := h.to.Write(h.body.Next(size)); err != nil {
			return // the client has gone away
		}
		_ = w.Flush()
		timeout.Lift(w, c.Request())
	}
	timeout.Renew(w, clock.Wall())
	_, _ = h.to.Write(h.body.Bytes()) // an error means that the client has gone away
}

// pieces is how many pieces an answer trickles in: four a second, but at least
// eight, and none without a byte.
func (h *captured) pieces(over time.Duration) int {
	return min(max(int(over/(250*time.Millisecond)), 8), h.body.Len())
}
