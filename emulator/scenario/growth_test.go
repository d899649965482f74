package scenario_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// growing are files with any number of one element, valid or invalid.
var growing = map[string]struct{ head, each, tail string }{
	"projects":                             {"projects:\n", "  p-%d: {}\n", ""},
	"repeated projects":                    {"projects:\n", "  p: {}\n", ""},
	"wrong projects":                       {"projects:\n", "  p-%d: {wrong: 1}\n", ""},
	"unknown keys":                         {"projects: {a: {}}\n", "k%d: 1\n", ""},
	"repeated keys":                        {"projects: {a: {}}\n", "seed: 1\n", ""},
	"jobs":                                 {"projects:\n  a:\n    jobs:\n", "      - {jobName: StopGraph, relatedGraph: g, begin: +%[1]ds, jobId: j%[1]d}\n", ""},
	"alike jobs":                           {"projects:\n  a:\n    jobs:\n", "      - {jobName: StopGraph, relatedGraph: g, begin: 0s}\n", ""},
	"repeated jobs":                        {"projects:\n  a:\n    jobs:\n", "      - {jobName: StopGraph, relatedGraph: g, begin: 0s, jobId: j}\n", ""},
	"aliases":                              {"projects:\n  a:\n    jobs:\n      - &j {jobName: StopGraph, relatedGraph: g, begin: 0s}\n", "      - *j\n", ""},
	"wrong aliases":                        {"projects:\n  a:\n    jobs:\n      - &j {jobName: Stop, relatedGraph: g, begin: 0s}\n", "      - *j\n", ""},
	"merges":                               {"projects:\n  a:\n    jobs:\n      - &j {jobName: StopGraph, relatedGraph: g}\n", "      - {<<: *j, begin: 0s}\n", ""},
	"generate blocks":                      {"projects:\n  a:\n    generate:\n", "      - {count: 1, relatedGraph: [g%d]}\n", ""},
	"names of graphs":                      {"projects:\n  a:\n    generate:\n    - count: 1\n      relatedGraph:\n", "      - g%d\n", ""},
	"files":                                {"projects:\n  a:\n    jobs:\n    - jobName: ImportGraph\n      relatedGraph: g\n      begin: 0s\n      jobDetail:\n        edgesetPath:\n", "        - {path: f%d}\n", ""},
	"faults":                               {"projects: {a: {}}\nfaults:\n", "  - {name: f%d, delay: 1s}\n", ""},
	"repeated faults":                      {"projects: {a: {}}\nfaults:\n", "  - {name: f, delay: 1s}\n", ""},
	"numbers of calls":                     {"projects: {a: {}}\nfaults:\n  - name: f\n    delay: 1s\n    when:\n      calls:\n", "      - %d1\n", ""},
	"headers":                              {"projects: {a: {}}\nfaults:\n  - name: f\n    delay: 1s\n    when:\n      header:\n", "        h%d: v\n", ""},
	"tokens":                               {"projects: {a: {}}\nauth:\n  tokens:\n", "    - {value: t%d}\n", ""},
	"repeated tokens":                      {"projects: {a: {}}\nauth:\n  tokens:\n", "    - {value: t}\n", ""},
	"projects of tokens":                   {"projects: {a: {}}\nauth:\n  tokens:\n  - value: t\n    projects:\n", "    - p%d\n", ""},
	"keys":                                 {"projects: {a: {}}\nauth:\n  keys:\n", "    - {access: a%d, secret: s}\n", ""},
	"users":                                {"projects: {a: {}}\nauth:\n  users:\n", "    - {name: u%d, password: p}\n", ""},
	"comments":                             {"projects: {a: {}}\n", "# comment %d\n", ""},
	"lines before a mistake in the syntax": {"projects: {a: {}}\n", "# comment %d\n", "seed: [\n"},
}

// load reads a file and compiles its projects, like validate and the server.
func load(data []byte) {
	s, err := scenario.Parse("a.yaml", data, wall())
	if err != nil {
		_ = err.Error()
		return
	}
	for _, p := range s.Projects {
		if _, err := history.Compile(s, p.ID); err != nil {
			panic(err)
		}
		fault.Compile(s, p.ID)
	}
}

// allocated returns the number of bytes allocated to load a file with n elements.
func allocated(head, each, tail string, n int) uint64 {
	var b strings.Builder
	b.WriteString("version: 1\n" + head)
	for i := range n {
		if strings.Contains(each, "%") {
			fmt.Fprintf(&b, each, i)
		} else {
			b.WriteString(each)
		}
	}
	b.WriteString(tail)
	data := []byte(b.String())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	load(data)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Loading takes memory proportional to the size of the file, whichever element it has many
// of: valid, repeated or invalid ones.
func TestLoadingIsLinear(t *testing.T) {
	const n, factor = 200, 8
	for name, file := range growing {
		few := allocated(file.head, file.each, file.tail, n)
		many := allocated(file.head, file.each, file.tail, n*factor)
		if many > few*factor*3/2 {
			t.Errorf("%d %s take %d bytes, %d take %d: more than in proportion", n, name, few, n*factor, many)
		}
	}
}

// BenchmarkLoadProjects compares files with few and with many empty projects: the time per
// project is the same.
func BenchmarkLoadProjects(b *testing.B) {
	for _, n := range []int{20_000, 80_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			data := []byte("version: 1\nprojects:\n")
			for i := range n {
				data = fmt.Appendf(data, "  p-%d: {}\n", i)
			}
			for b.Loop() {
				load(data)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/project")
		})
	}
}
