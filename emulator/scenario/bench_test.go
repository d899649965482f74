package scenario_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// BenchmarkParse100k loads 100,000 individual jobs.
func BenchmarkParse100k(b *testing.B) {
	data := manyJobs(100_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scenario.Parse("many.yaml", data, wall()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseEmpty loads a scenario without jobs: the fixed cost of loading.
func BenchmarkParseEmpty(b *testing.B) {
	data := manyJobs(0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scenario.Parse("empty.yaml", data, wall()); err != nil {
			b.Fatal(err)
		}
	}
}

func manyJobs(n int) []byte {
	var b bytes.Buffer
	b.WriteString("version: 1\nprojects:\n  \"*\":\n    jobs:\n")
	for i := range n {
		fmt.Fprintf(&b, "      - jobName: ImportGraph\n        relatedGraph: graph_%d\n        begin: +%ds\n"+
			"        waiting: 5s\n        running: 52s\n        outcome: failed\n        failReason: The file was not found.\n", i%100, i)
	}
	return b.Bytes()
}
