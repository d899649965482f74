package emulator_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// largeWorld is a plan of 100,000 jobs within 60 days, half of them to come.
const largeWorld = `
version: 1
projects:
  '*':
    generate:
      - {count: 100000, relatedGraph: 12, begin: {from: -30d, to: 30d}, waiting: {from: 0s, to: 1m}, failed: 0.1}
`

// maxProjectBytes is what a project over a large plan may take of memory. A fork
// takes about 2 KB, its first call 3 more for the kept answer and its line of the
// journal, and a changed job 4; so this holds what is shared to stay shared, and
// leaves room for what Go's allocator rounds up.
const maxProjectBytes = 16 << 10

// tenants names as many projects as may live.
func tenants() []string {
	ids := make([]string, world.DefaultMaxProjects)
	for i := range ids {
		ids[i] = fmt.Sprintf("tenant%d", i)
	}
	return ids
}

// liveBytes is what is left on the heap after a collection. The second one takes
// what pools have kept over the first.
func liveBytes() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// counted makes a list call for a project and tells its status and jobCount.
func counted(t *testing.T, e *emulator.Emulator, id string) string {
	t.Helper()
	rec := request(t, e, "GET /v1.0/"+id+"/graphs/jobs")
	count, _, _ := strings.Cut(rec.Body.String(), `,"jobList"`)
	return fmt.Sprint(rec.Code, " ", count)
}

// As many projects as may live over a plan of 100,000 jobs, each of them called
// and some of them changed, stay small. One more finds no room until another is
// forgotten; one that nobody called makes room by itself.
func TestTenThousandProjects(t *testing.T) {
	e, ids := newEmulator(t, emulator.WithScenarioYAML("large.yaml", []byte(largeWorld))), tenants()
	plain := counted(t, e, ids[0]) // what all projects share is made by now
	before := liveBytes()
	for _, id := range ids[1:] {
		if got := counted(t, e, id); got != plain {
			t.Fatalf("%s: %s, want %s", id, got, plain)
		}
	}
	for i := 0; i < len(ids); i += 100 {
		p := project(t, e, ids[i])
		id, err := p.AddJob(emulator.Job{JobName: "StopGraph", RelatedGraph: "own", Running: emulator.Forever})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.PatchJob(id, emulator.JobPatch{Outcome: "failed", EndAt: emulator.After(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if err := p.AddFault(emulator.Fault{Name: "own", When: emulator.When{Calls: emulator.Calls(1)}, Reply: emulator.Reply{ErrorCode: "GES.9999"}}); err != nil {
			t.Fatal(err)
		}
	}
	if each := (liveBytes() - before) / len(ids); each > maxProjectBytes {
		t.Errorf("a project takes %d bytes, allowed are %d", each, maxProjectBytes)
	}

	const full = `503 {"errorMessage":"The emulator holds as many projects as it may.","errorCode":"GES.9999"}`
	living := func() string {
		_, after, _ := strings.Cut(request(t, e, "GET /_emulator/health").Body.String(), `"projects":`)
		count, _, _ := strings.Cut(after, ",")
		return count
	}
	var own int
	if _, err := fmt.Sscanf(plain, `200 {"jobCount":%d`, &own); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, got, want string }{
		{"one too many", counted(t, e, "late"), full},
		{"one is forgotten", fmt.Sprint(request(t, e, "DELETE /_emulator/projects/tenant7").Code), "204"},
		{"one is looked at", fmt.Sprint(request(t, e, "GET /_emulator/projects/idle/clock").Code), "200"},
		{"which begins no life", living(), "9999"},
		{"its place is another's", counted(t, e, "late"), plain},
		{"they are no more", living(), "10000"},
		{"the next one finds no room", counted(t, e, "later"), full},
		{"a project's own fault", counted(t, e, ids[100]), `400 {"errorMessage":"failed","errorCode":"GES.9999"}`},
		{"a project's own job", counted(t, e, ids[100]), fmt.Sprintf(`200 {"jobCount":%d`, own+1)},
		{"its neighbour has neither", counted(t, e, ids[101]), plain},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
}

// BenchmarkTenThousandForks makes as many projects as may live. x/target is its
// share of 50 µs a fork, and x/target-B that of the bytes which are left of it.
func BenchmarkTenThousandForks(b *testing.B) {
	e, err := emulator.New(emulator.WithScenarioYAML("large.yaml", []byte(largeWorld)))
	if err != nil {
		b.Fatal(err)
	}
	ids, forks, bytes := tenants(), 0, 0
	before := liveBytes()
	for b.Loop() {
		for _, id := range ids {
			project(b, e, id).Advance(0)
		}
		b.StopTimer()
		forks += len(ids)
		bytes += liveBytes() - before
		request(b, e, "DELETE /_emulator/projects/*")
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(forks)/float64(50*time.Microsecond), "x/target")
	b.ReportMetric(float64(bytes)/float64(forks)/maxProjectBytes, "x/target-B")
}
