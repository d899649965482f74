package gesapi

import (
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// seen is the instant whose jobs a call is shown: its now, or for a list that
// lags behind an earlier one.
func (c *call) seen() clock.Instant {
	if c.Hit.Fault == nil {
		return c.Now
	}
	return c.Now.Add(-c.Hit.Fault.Stale)
}

// meet answers a call as the fault that it meets says: after its delay, with its
// reply or the true answer, or by a connection that breaks. What the call
// changes is done by then: a client that gives up and tries again meets the new
// state.
func (a *API) meet(e endpoint, c echo.Context, call *call) error {
	hit := call.Hit
	if hit.Delay > 0 && hit.Fault.Connection != scenario.Trickle {
		delay(c, hit.Delay)
	}
	switch hit.Fault.Connection {
	case scenario.Reset:
		call.after = func() { reset(c) }
		return nil
	case scenario.Close:
		call.after = func() { cut(c, nil) }
		return nil
	case scenario.Garbage:
		call.after = func() { cut(c, hit.Garbage(garbageSize)) }
		return nil
	case scenario.Truncate:
		held := hold(c)
		call.after = func() { held.truncate(c) }
	case scenario.Trickle:
		held := hold(c)
		call.after = func() { held.trickle(c, hit.Delay) }
	}
	if hit.Fault.HasReply() {
		return forced(hit.Fault)
	}
	return e.handle(a, c, call)
}

// Limits of a server of this API, in real time: to read a request and to write
// an answer, which may be a page of a million jobs. What comes after a delay has
// them anew: the server's own count from the request, and a delay may be longer.
const (
	ReadTimeout  = time.Minute
	WriteTimeout = 5 * time.Minute
)

// delay keeps a call waiting. It ends at once when the client goes away or the
// server stops: both end the request's context.
func delay(c echo.Context, d time.Duration) {
	w, r := http.NewResponseController(c.Response().Writer), c.Request()
	unlimited(w, r)
	clock.Wait(r.Context(), d)
	limited(w)
}

// unlimited lifts the server's time limits from a call. Where that is not
// possible there is no server with limits.
func unlimited(w *http.ResponseController, r *http.Request) {
	const most = 256 << 10                    // bytes of a body that no call has
	_, _ = io.CopyN(io.Discard, r.Body, most) // net/http sees a client leave only behind the body
	_ = w.SetReadDeadline(time.Time{})
	_ = w.SetWriteDeadline(time.Time{})
}

// limited sets time limits for the rest of a call.
func limited(w *http.ResponseController) {
	now := clock.Wall()
	_ = w.SetReadDeadline(now.Add(ReadTimeout))
	_ = w.SetWriteDeadline(now.Add(WriteTimeout))
}
