package gesapi

import (
	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// seen is the instant whose jobs a call is shown: its now, or for a list that
// lags behind an earlier one.
func (c *call) seen() clock.Instant {
	if c.Hit.Fault == nil {
		return c.Now
	}
	return c.Now.Add(-c.Hit.Fault.Stale)
}

// meet answers a call as the fault that it meets says.
func (a *API) meet(e endpoint, c echo.Context, call *call) error {
	fault := call.Hit.Fault
	if fault.HasReply() {
		return forced(fault)
	}
	return e.handle(a, c, call)
}
