package gesapi

import (
	"context"
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// CallInfo describes one answered call.
type CallInfo struct {
	Operation ges.Operation // such as ListJobs; "": none of the vendor's calls
	Project   string        // "": it reached none
	Status    int           // HTTP; 0: the connection broke before any answer
	ErrorCode string        // such as GES.0001; "": no error
	Fault     string        // the name of the fault that applied; "": none
	Refused   bool          // because of its credentials
	// Duration is real time, from the request's arrival until the last byte of the
	// answer was written, what a fault delays or lets trickle included.
	Duration time.Duration
}

// Observe makes an [API] tell of every answered call. The function is called in
// the call's own goroutine, after the answer is written.
func Observe(observe func(CallInfo)) func(*API) {
	return func(a *API) { a.observe = observe }
}

// begin reads the wall clock where someone wants to know how long a call takes.
func (a *API) begin(ctx context.Context) time.Time {
	if a.observe == nil && !a.world.JournalEnabled() && !a.log.Enabled(ctx, slog.LevelInfo) {
		return time.Time{}
	}
	return clock.Wall()
}

// status is that of the answer; 0: the connection broke before any.
func (call *call) status(c echo.Context) int {
	if call.abandoned || !c.Response().Committed {
		return 0
	}
	return c.Response().Status
}

// done records an answered call: for the subscribers of the project, the journal,
// the log and the observer. An answer that was captured is sent first.
func (a *API) done(c echo.Context, call *call, failure *failure) {
	if call.send != nil {
		call.send()
	}
	if call.abandoned {
		failure = nil // nobody got it
	}
	call.publish(c, failure)
	if call.started.IsZero() {
		return
	}
	duration := clock.Since(call.started)
	a.answered(c, call, failure, duration)
	if a.log.Enabled(c.Request().Context(), slog.LevelInfo) {
		a.logCall(c, call, failure, duration)
	}
	if a.observe == nil {
		return
	}
	info := CallInfo{Operation: call.operation, Status: call.status(c), Refused: call.Refusal != nil, Duration: duration}
	info.Project = call.Project()
	if call.Hit.Fault != nil {
		info.Fault = call.Hit.Fault.Name
	}
	if failure != nil {
		info.ErrorCode = failure.code
	}
	a.observe(info)
}

// logCall writes a line about an answered call.
func (a *API) logCall(c echo.Context, call *call, failure *failure, duration time.Duration) {
	r := c.Request()
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs, slog.String("method", r.Method), slog.String("uri", redact.URI(r.URL)))
	if status := call.status(c); status != 0 {
		attrs = append(attrs, slog.Int("status", status))
	}
	attrs = append(attrs, slog.Float64("ms", float64(duration.Microseconds())/1000))
	if call.Number > 0 {
		attrs = append(attrs, slog.String("project", call.Project()), slog.Int("call", call.Number),
			slog.String("now", a.logTimes.of(call.Now, clock.Instant.String)))
	}
	if call.Hit.Fault != nil {
		attrs = append(attrs, slog.String("fault", call.Hit.Fault.Name))
		if way := call.Hit.Fault.Connection; way != "" {
			attrs = append(attrs, slog.String("connection", string(way)))
		}
	}
	if failure != nil {
		attrs = append(attrs, slog.String("errorCode", failure.code), slog.String("errorMessage", failure.message))
	}
	// A Logger would read the clock again and look where it is called from, which
	// takes as long as all of the above.
	record := slog.NewRecord(call.started.Add(duration), slog.LevelInfo, "call", 0)
	record.AddAttrs(attrs...)
	_ = a.log.Handler().Handle(r.Context(), record) // a log that cannot be written ends no call
}
