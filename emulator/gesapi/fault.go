package gesapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/timeout"
)

// leavesUnanswered says whether a call that a fault hits gets no answer at all.
func leavesUnanswered(f *scenario.Fault) bool {
	return f.Connection == scenario.Reset || f.Connection == scenario.Close || f.Connection == scenario.Garbage
}

// applyFault does to a call what the fault says that hits it: it delays the
// answer, or has its connection break. False says that nothing is answered. What
// the call changes is done by then: a client that gives up and tries again finds
// the new state.
func (a *API) applyFault(c echo.Context, call *call) bool {
	hit := call.Hit
	if a.withoutDelays {
		hit.Delay = 0
	}
	if hit.Delay > 0 && hit.Fault.Connection != scenario.Trickle {
		call.abandoned = !delay(c, hit.Delay)
	}
	switch hit.Fault.Connection {
	case scenario.Reset:
		call.after = func() { reset(c) }
	case scenario.Close:
		call.after = func() { sendAndClose(c, nil) }
	case scenario.Garbage:
		call.after = func() { sendAndClose(c, hit.Garbage(garbageSize)) }
	case scenario.Truncate:
		answer := capture(c)
		call.send = func() { answer.truncate(c) }
		call.after = func() { sendAndClose(c, nil) }
	case scenario.Trickle:
		answer := capture(c)
		call.send = func() { answer.trickle(c, hit.Delay) }
	}
	return !leavesUnanswered(hit.Fault)
}

// delay keeps a call waiting. It ends at once when the client goes away or the
// server stops: both end the request's context. What comes after it has the
// server's time limits anew: they count from the request, and a delay may be
// longer. It returns false when the client went away.
func delay(c echo.Context, d time.Duration) bool {
	w, r := http.NewResponseController(c.Response().Writer), c.Request()
	timeout.Lift(w, r)
	passed := clock.Wait(r.Context(), d)
	timeout.Renew(w, clock.Wall())
	return passed || errors.Is(context.Cause(r.Context()), timeout.ErrStopping)
}
