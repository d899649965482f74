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
// all but what net/http does. «bare» writes bytes of the same length.
func BenchmarkPolled(b *testing.B) {
	e, err := emulator.New(emulator.WithScenario("documented-sample"))
	if err != nil {
		b.Fatal(err)
	}
	ready := make([]byte, 3600)
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/json"}
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(ready)
	})
	for name, h := range map[string]http.Handler{"emulator": e, "bare": bare} {
		b.Run(name, func(b *testing.B) {
			r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1"+listPath+"?limit=10", nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(&sink{header: http.Header{}}, r)
			}
		})
	}
}
