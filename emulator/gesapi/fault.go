package gesapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
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

// delay keeps a call waiting. It ends at once when the client goes away or the
// server stops: both end the request's context. What comes after it has the
// server's time limits anew: they count from the request, and a delay may be
// longer.
func delay(c echo.Context, d time.Duration) {
	w, r := http.NewResponseController(c.Response().Writer), c.Request()
	timeout.Lift(w, r)
	clock.Wait(r.Context(), d)
	timeout.Renew(w, clock.Wall())
}
