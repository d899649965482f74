package snapshot_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
)

func BenchmarkParseSnapshot(b *testing.B) {
	s, err := scenario.Parse("everything.yaml", read(b, "../scenario/testdata/good/everything.yaml"), wall())
	if err != nil {
		b.Fatal(err)
	}
	d := documentOf(s)
	text := d.AppendTo(nil)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := snapshot.Parse("snapshot", text, clock.DefaultStart()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseLargeSnapshot reads the state of a project to which 50,000 jobs
// were added, half of them imports with their files.
func BenchmarkParseLargeSnapshot(b *testing.B) {
	acts := make([]scenario.JobAct, 50_000)
	for i := range acts {
		j := scenario.Job{
			Name: "ExportGraph", Graph: fmt.Sprint("graph_", i%100), Begin: clock.DefaultStart().Add(time.Duration(i) * time.Second),
			Waiting: 1250 * time.Millisecond, Running: 52 * time.Second, Outcome: ges.Success,
			ID: fmt.Sprintf("ff80808167bb90340167bc3c%08x", i), Type: ges.GraphManagement,
		}
		if i%2 == 0 {
			j.Name = ges.ImportGraph
			j.Detail = &scenario.Detail{Edgeset: []scenario.File{{Path: fmt.Sprint("bucket/edges/", i, ".csv")}}}
		}
		acts[i] = scenario.JobAct{Add: &j, Key: fake.Key(i) << 32, Alike: fake.Key(i) << 20}
	}
	d := snapshot.Document{Project: "p1", Jobs: &scenario.JobChanges{Acts: acts}}
	text := d.AppendTo(nil)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := snapshot.ParseTrusted("snapshot", text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(text))/float64(len(acts)), "B/act")
}

func BenchmarkWriteSnapshot(b *testing.B) {
	s, err := scenario.Parse("everything.yaml", read(b, "../scenario/testdata/good/everything.yaml"), wall())
	if err != nil {
		b.Fatal(err)
	}
	d, text := documentOf(s), []byte(nil)
	b.ReportAllocs()
	for b.Loop() {
		text = d.AppendTo(text[:0])
	}
	b.SetBytes(int64(len(text)))
}
