package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// steps is a clock that goes on by a millisecond at each look.
func steps() func() time.Time {
	var looks atomic.Int64
	return func() time.Time { return time.Unix(0, 0).Add(time.Duration(looks.Add(1)) * time.Millisecond) }
}

func TestLoadCountsAnswers(t *testing.T) {
	for name, flush := range map[string]bool{"with a length": false, "in chunks": true} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			body := strings.Repeat("0123456789", 5000)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RequestURI() != "/list?limit=1" || len(r.Header) > 0 {
					t.Errorf("request for %s with %v", r.URL, r.Header)
				}
				calls.Add(1)
				if !flush {
					w.Header().Set("Content-Length", "50000")
				}
				_, _ = w.Write([]byte(body))
			}))
			defer server.Close()

			to := target{address: server.Listener.Addr().String(), path: "/list?limit=1"}
			got, err := load(t.Context(), to, 1, 50*time.Millisecond, steps())
			if err != nil {
				t.Fatal(err)
			}
			// The first look begins 10 ms that are not counted; each call ends with another.
			want := turn{Calls: 49, Elapsed: 50 * time.Millisecond, P50: time.Millisecond, P99: time.Millisecond, BodyBytes: len(body), Total: 59}
			if got != want || calls.Load() != 59 {
				t.Errorf("%+v of %d calls, want %+v", got, calls.Load(), want)
			}
			if got, err = load(t.Context(), to, 2, 50*time.Millisecond, steps()); err != nil || int64(got.Total) != calls.Load()-59 {
				t.Errorf("two callers: %+v, error %v, want %d calls", got, err, calls.Load()-59)
			}
		})
	}
}

// Each call of an SDK has a date and a signature of its own, and is otherwise the
// same.
func TestSDKRequests(t *testing.T) {
	var mu sync.Mutex
	dates, signatures := map[string]bool{}, map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		date, signature := r.Header.Get("X-Sdk-Date"), r.Header.Get("Authorization")
		if _, err := time.Parse(sdkDate, date); err != nil || dates[date] || signatures[signature] || len(r.Header) != 5 ||
			!strings.HasPrefix(signature, "SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=") {
			t.Errorf("headers %v, error %v", r.Header, err)
		}
		dates[date], signatures[signature] = true, true
	}))
	defer server.Close()
	to := target{address: server.Listener.Addr().String(), path: "/", sdk: true}
	got, err := load(t.Context(), to, 3, 50*time.Millisecond, steps())
	if err != nil || len(dates) != got.Total {
		t.Errorf("%d dates of %d calls, error %v", len(dates), got.Total, err)
	}
}

func TestLoadRefusesFailures(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, err := load(t.Context(), target{address: server.Listener.Addr().String(), path: "/"}, 1, 20*time.Millisecond, steps())
	if err == nil || !strings.Contains(err.Error(), "404 Not Found") {
		t.Errorf("error %v, want one that names 404", err)
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1_000_005: "1,000,005"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) is %s, want %s", n, got, want)
		}
	}
}
