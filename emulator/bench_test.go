package emulator_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// sink is a client that reads nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// polledRequests returns requests for one page that come from one client: with
// no header, or with those of the vendor's SDK, of which each call has its own
// date and signature.
func polledRequests(b testing.TB, sdk bool) []*http.Request {
	b.Helper()
	list := make([]*http.Request, 1)
	if sdk {
		list = make([]*http.Request, 1024)
	}
	for i := range list {
		r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1"+listPath+"?limit=10", nil)
		if err != nil {
			b.Fatal(err)
		}
		r.RemoteAddr = "127.0.0.1:50000"
		if sdk {
			r.Header = http.Header{
				"User-Agent": {"huaweicloud-usdk-go/3.0"}, "Content-Type": {"application/json"}, "X-Project-Id": {"p1"},
				"X-Sdk-Date":    {fmt.Sprintf("20181217T12%02d%02dZ", i/60, i%60)},
				"Authorization": {fmt.Sprintf("SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=%064x", i)},
			}
		}
		list[i] = r
	}
	return list
}

// BenchmarkPolled is our own part of a list call that is made again and again:
// all but what net/http does, with and without headers, a line of log and the
// journal. «bare» writes bytes of the same length.
func BenchmarkPolled(b *testing.B) {
	serving := func(options ...emulator.Option) http.Handler {
		e, err := emulator.New(append(options, emulator.WithScenario("documented-sample"))...)
		if err != nil {
			b.Fatal(err)
		}
		return e
	}
	ready := make([]byte, 3600)
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/json"}
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(ready)
	})
	logged := emulator.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil))) //nolint:sloglint // a line is to be made
	for _, c := range []struct {
		name    string
		handler http.Handler
		sdk     bool
	}{
		{"no headers", serving(), false},
		{"SDK headers", serving(), true},
		{"SDK headers, logged", serving(logged), true},
		{"SDK headers, without journal", serving(emulator.WithJournal(0)), true},
		{"bare", bare, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			requests := polledRequests(b, c.sdk)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				c.handler.ServeHTTP(&sink{header: http.Header{}}, requests[i%len(requests)])
				i++
			}
		})
	}
}

// A list call that is made again and again allocates the values of its headers, and
// with them the texts of two: the request id and the length.
func TestPolledAllocations(t *testing.T) {
	e, err := emulator.New(emulator.WithScenario("documented-sample"), emulator.WithJournal(100))
	if err != nil {
		t.Fatal(err)
	}
	requests, to, i := polledRequests(t, true), &sink{header: http.Header{}}, 0
	call := func() {
		e.ServeHTTP(to, requests[i%len(requests)])
		i++
	}
	for range len(requests) { // until the journal is full
		call()
	}
	const want = 3
	least := testing.AllocsPerRun(20, call)
	for range 20 { // the race detector drops at random what is kept for reuse
		least = min(least, testing.AllocsPerRun(20, call))
	}
	if least > want {
		t.Errorf("%v allocations a call, want at most %d", least, want)
	}
}
