package snapshot_test

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
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
