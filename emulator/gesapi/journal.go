package gesapi

import (
	"cmp"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// incoming is what the journal gets of a request.
func (call *call) incoming(r *http.Request) journal.Incoming {
	incoming := journal.Incoming{
		Operation: call.operation, Method: r.Method, Path: cmp.Or(r.URL.RawPath, r.URL.Path),
		Host: r.Host, RemoteAddr: r.RemoteAddr, Header: r.Header, Arrived: call.started,
	}
	if call.bound != nil {
		incoming.List, incoming.Query = call.bound.list, call.bound.query.shown
		if call.body != nil {
			incoming.Body = redact.JSON(call.body.data)
		}
	} else {
		incoming.Query = redact.Query(r.URL.RawQuery)
	}
	return incoming
}

// publish tells the subscribers of the project how a call was answered.
func (call *call) publish(c echo.Context, failure *failure) {
	if !call.HasSubscribers() {
		return
	}
	code := ""
	if failure != nil {
		code = failure.code
	}
	call.PublishAnswer(call.status(c), code)
}

// answered tells the journal how a call was answered.
func (a *API) answered(c echo.Context, call *call, failure *failure, duration time.Duration) {
	answer := journal.Answer{Status: call.status(c), Duration: duration, Count: call.count}
	if answer.Status != 0 {
		answer.Bytes = c.Response().Size
	}
	if call.bound != nil {
		answer.ViewTime, answer.JobID = call.ViewTime(), call.JobID
	}
	answer.Violations = call.Noted
	if call.Hit.Fault != nil && call.Hit.Fault.Accepted {
		answer.Fault = call.Hit.Fault.Name
	}
	if failure != nil {
		answer.Code = failure.code
		if call.Hit.Fault != nil {
			answer.RetryAfter = retryAfter(c.Response().Header().Get("Retry-After"), call.Now.Time())
		}
	}
	call.Slot.SetAnswer(answer)
}

// longestWait is beyond every time, virtual and real.
const longestWait time.Duration = math.MaxInt64

// retryAfter is how long a Retry-After asks a client to wait, in seconds, of any
// number of digits, or as a date; a date is virtual, as all dates of answers are.
// 0: not at all.
func retryAfter(value string, now time.Time) time.Duration {
	seconds, err := strconv.ParseUint(value, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && seconds > uint64(longestWait/time.Second):
		return longestWait
	case err == nil:
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
