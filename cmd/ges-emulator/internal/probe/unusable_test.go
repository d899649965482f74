package probe_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// A server that cannot be checked is described as what it is.
func TestUnusableServers(t *testing.T) {
	for name, of := range map[string]struct {
		answer func(w http.ResponseWriter)
		want   string
		reason probe.Reason
		waited time.Duration
	}{
		"elsewhere": {func(w http.ResponseWriter) {
			w.Header().Set("Location", "https://me:pass@login.test/in?token=secret")
			w.WriteHeader(http.StatusFound)
		}, "GET /v1.0/p1/graphs/jobs: the server sends the caller elsewhere: 302, to https://login.test/in", probe.NoGES, 0},
		"nowhere": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusMovedPermanently) },
			"GET /v1.0/p1/graphs/jobs: the server sends the caller elsewhere: 301, without a Location", probe.NoGES, 0},
		"throttled": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "GET /v1.0/p1/graphs/jobs: the server answers 429, even after 5 tries", probe.Throttled, 4 * time.Minute},
		"throttled for a day": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "GET /v1.0/p1/graphs/jobs: the server answers 429 and asks to wait for 24h0m0s", probe.Throttled, 0},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { of.answer(w) }))
			defer server.Close()
			var waited time.Duration
			client := &probe.Client{
				HTTP: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
				Base: server.URL, Rate: 10_000, Now: clock.Wall,
				Sleep: func(_ context.Context, d time.Duration) error {
					if d >= time.Second {
						waited += d
					}
					return nil
				},
			}
			_, err := probe.Run(t.Context(), client, "p1")
			unusable, ok := err.(*probe.Unusable) //nolint:errorlint // it is not wrapped
			if !ok || unusable.Error() != of.want || unusable.Reason != of.reason || waited != of.waited {
				t.Errorf("%v after %s, want %s after %s", err, waited, of.want, of.waited)
			}
		})
	}
}
