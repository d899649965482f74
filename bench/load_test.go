package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestLoadCountsAnswers(t *testing.T) {
	for name, flush := range map[string]bool{"with a length": false, "in chunks": true} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			body := strings.Repeat("0123456789", 5000)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RequestURI() != "/list?limit=1" {
					t.Errorf("request for %s", r.URL)
				}
				calls.Add(1)
				if !flush {
					w.Header().Set("Content-Length", "50000")
				}
				_, _ = w.Write([]byte(body))
			}))
			defer server.Close()

			got, err := load(t.Context(), server.Listener.Addr().String(), "/list?limit=1", 2, 50*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			if got.BodyBytes != len(body) {
				t.Errorf("body of %d bytes, want %d", got.BodyBytes, len(body))
			}
			if got.Calls < 1 || got.Calls > int(calls.Load()) {
				t.Errorf("%d calls counted, %d answered", got.Calls, calls.Load())
			}
			if got.P50 <= 0 || got.P50 > got.P99 {
				t.Errorf("p50 %s, p99 %s", got.P50, got.P99)
			}
		})
	}
}

func TestLoadRefusesFailures(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, err := load(t.Context(), server.Listener.Addr().String(), "/", 1, 20*time.Millisecond)
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
