package emulator_test

import (
	"net/http"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// sink is a client that reads nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkPolled is our own part of a list call that is made again and again:
// all but what net/http does, with the journal and without. «bare» writes bytes of the same length.
func BenchmarkPolled(b *testing.B) {
	serving := func(options ...emulator.Option) *emulator.Emulator {
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
	for name, h := range map[string]http.Handler{
		"emulator": serving(), "without journal": serving(emulator.WithJournal(0)), "bare": bare,
	} {
		b.Run(name, func(b *testing.B) {
			r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1"+listPath+"?limit=10", nil)
			if err != nil {
				b.Fatal(err)
			}
			r.RemoteAddr = "127.0.0.1:50000"
			r.Header = http.Header{"User-Agent": {"Go-http-client/1.1"}, "Accept-Encoding": {"gzip"}, "X-Auth-Token": {"a token"}}
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(&sink{header: http.Header{}}, r)
			}
		})
	}
}
