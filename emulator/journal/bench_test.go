package journal

import (
	"runtime"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// polls is requests of two pollers by turns, as they come through one proxy.
func polls() [2]*Incoming {
	header := map[string][]string{"User-Agent": {"bench"}, "Accept": {"application/json"}, "X-Auth-Token": {"a token"}}
	began := time.Unix(1545051300, 0)
	of := func(query string) *Incoming {
		return &Incoming{
			Operation: ges.ListJobs, Method: "GET", Path: "/v1.0/p1/graphs/jobs", Query: query, Host: "127.0.0.1:8080",
			RemoteAddr: "127.0.0.1:50000", Header: header, Arrived: began, List: new(ListQuery),
		}
	}
	return [2]*Incoming{of("limit=10"), of("status=running")}
}

// BenchmarkRing keeps requests and their answers in a journal that is full.
func BenchmarkRing(b *testing.B) {
	r, sent := NewRing(DefaultRequests), polls()
	for i := range DefaultRequests {
		r.Add(sent[i%2], &Outcome{Call: i + 1})
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r.Add(sent[i%2], &Outcome{Call: i + 1}).SetAnswer(Answer{Status: 200, Count: 25})
		i++
	}
}

// BenchmarkCollect is a garbage collection while ten journals are full: what
// they add to each.
func BenchmarkCollect(b *testing.B) {
	var rings [10]*Ring
	sent := polls()
	for i := range rings {
		rings[i] = NewRing(DefaultRequests)
		for n := range DefaultRequests {
			rings[i].Add(sent[n%2], &Outcome{Call: n + 1}).SetAnswer(Answer{Status: 200, Count: 25})
		}
	}
	for b.Loop() {
		runtime.GC()
	}
	runtime.KeepAlive(&rings)
}
