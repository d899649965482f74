package emulator

import (
	"net/http"

	"github.com/ges-emulator/ges-emulator/emulator/gesapi"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// CallInfo describes one answered call; see [gesapi.CallInfo].
type CallInfo = gesapi.CallInfo

// WithObserver sets a function that is called for every answered call of the
// emulated API, but not of the control API. It runs in the goroutine of the call,
// so it must be fast and safe for concurrent use.
func WithObserver(observe func(CallInfo)) Option {
	return func(c *config) error {
		c.observe = observe
		return nil
	}
}

// WithMetrics serves a handler at GET /metrics, on the listener and under the token
// of the control API.
func WithMetrics(h http.Handler) Option {
	return func(c *config) error {
		c.metrics = h
		return nil
	}
}

// metricsPath is where [WithMetrics] serves.
const metricsPath = "/metrics"

// withMetrics serves metrics beside the control API; nil: there are none.
func withMetrics(control, metrics http.Handler) http.Handler {
	if metrics == nil {
		return control
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == metricsPath && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			metrics.ServeHTTP(w, r)
			return
		}
		control.ServeHTTP(w, r)
	})
}

// Stats are counts of an emulator at a moment.
type Stats struct {
	Projects int
	// Jobs is the number of jobs that have begun, in all projects together, by
	// their status now: waiting, running, success, failed, partiallyFailed.
	Jobs map[string]int
	// Forks is the number of projects that were made from "*" since the start.
	Forks int64
}

// Stats counts projects and their jobs. It takes about two microseconds a project.
func (e *Emulator) Stats() Stats {
	s := Stats{Forks: e.world.Forks()}
	var all history.Counts
	e.world.ForEach(func(tx *world.Tx) {
		c := tx.Counts()
		s.Projects++
		all.Waiting += c.Waiting
		all.Running += c.Running
		all.Success += c.Success
		all.Failed += c.Failed
		all.PartiallyFailed += c.PartiallyFailed
	})
	s.Jobs = map[string]int{
		"waiting": all.Waiting, "running": all.Running, "success": all.Success, "failed": all.Failed, "partiallyFailed": all.PartiallyFailed,
	}
	return s
}
