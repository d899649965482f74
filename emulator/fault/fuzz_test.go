package fault_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// FuzzFaultConditions applies any fault to calls with any values: every fault that the
// loader accepts is evaluated without a panic, with the same result in every run, and with
// counts that match the results.
func FuzzFaultConditions(f *testing.F) {
	for _, when := range []string{
		"calls: 3", "calls: [1, 4]", `calls: "2-5"`, `calls: "3-"`, `calls: "every 5"`, "calls: 1000000000", "calls: '7 - 9'",
		"query: {graphName: a, status: ''}", "query: {graph_name: a, offset: 5}", "header: {X-A: b, x-b: ''}", "chance: 0.5", "chance: 1e-300",
		"from: +1s, until: +5s", "from: 1970-01-01T00:00:00, until: 2199-12-31T23:59:59", "calls: every 2, chance: 0.5, query: {limit: 1}",
	} {
		f.Add("when: {"+when+"}, reply: {errorCode: GES.9999}", "a", "b", int64(time.Second))
	}
	for _, effect := range []string{
		"limit: {calls: 2, per: 1s}", "limit: {calls: 1, per: 1ns, clock: real}", "stale: 30s", "delay: {from: 0s, to: 1h}",
		"connection: trickle, delay: 1s", "connection: garbage", "operations: [ListJobs], connection: reset", "limit: {calls: 1000000000, per: 292y}",
	} {
		f.Add(effect, "", "", int64(-1))
	}
	f.Fuzz(func(t *testing.T, text, query, header string, step int64) {
		parsed, err := scenario.ParseFault("fuzz", []byte("{name: f, "+text+"}"), clock.DefaultStart())
		if err != nil {
			return
		}
		first, again := counter(world(nil)), counter(world(nil))
		first.Add(&parsed)
		again.Add(&parsed)
		const calls = 40
		hits, now := 0, clock.DefaultStart()
		for i := range calls {
			call := fault.Call{
				Operation: ges.ListJobs, Now: now,
				Query:  func(name string) string { return strings.Repeat(query, i%2+len(name)%2) },
				Header: func(string) string { return header },
			}
			hit, same := first.Next(call), again.Next(call)
			if hit.Fault != same.Fault || hit.Call != same.Call || hit.Delay != same.Delay || !bytes.Equal(hit.Garbage(9), same.Garbage(9)) {
				t.Fatalf("call %d: %+v, then %+v", i, hit, same)
			}
			now = now.Add(time.Duration(step))
			if hit.Fault == nil {
				continue
			}
			hits++
			if d := parsed.Delay; hit.Call < hits || hit.Call > i+1 || d == nil && hit.Delay != 0 || d != nil && (hit.Delay < d.From || hit.Delay > d.To) {
				t.Fatalf("call %d: %+v", i, hit)
			}
		}
		if got := first.Faults()[0]; got.Hits != hits || got.Fits < hits || got.Fits > calls || !got.Added {
			t.Fatalf("%d hits, counted %+v", hits, got)
		}
	})
}
