package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// benched serves a scenario of projects in its own text.
func benched(b *testing.B, projects string, options ...emulator.Option) *emulator.Emulator {
	b.Helper()
	text := "version: 1\nprojects:\n  \"*\":\n" + projects
	e, err := emulator.New(append(options, emulator.WithScenarioYAML("scenario.yaml", []byte(text)))...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	return e
}

// serveCall makes one call and reads nothing of its answer but the status.
func serveCall(b *testing.B, h http.Handler, method, path, body string) {
	b.Helper()
	r, err := http.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:50000"
	to := &answerSink{sink: sink{header: http.Header{}}}
	h.ServeHTTP(to, r)
	if to.status != http.StatusOK {
		b.Fatalf("%s %s: %d", method, path, to.status)
	}
}

// answerSink is a client that reads nothing but the status.
type answerSink struct {
	sink

	status int
}

func (s *answerSink) WriteHeader(status int) { s.status = status }

const importBody = `{"edgesetPath":"bucket/edge.csv","vertexsetPath":"bucket/vertex.csv","schemaPath":"bucket/schema.xml"}`

// BenchmarkSubmit submits imports to one graph, each after the end of the one before:
// the first ones, and those after 100,000 others.
func BenchmarkSubmit(b *testing.B) {
	for _, saved := range []bool{false, true} {
		for _, before := range []int{0, 100_000} {
			b.Run(fmt.Sprintf("saved=%t/after=%d", saved, before), func(b *testing.B) {
				var options []emulator.Option
				if saved {
					options = append(options, emulator.WithState(b.TempDir()))
				}
				e := benched(b, "    graphs: [{name: movies}]\n", options...)
				p := project(b, e, "p1")
				path := "/v1.0/p1/graphs/" + graphNamed(b, e, "movies") + "/action?action_id=import-graph"
				submit := func() {
					serveCall(b, e, http.MethodPost, path, importBody)
					p.Advance(10 * time.Minute)
				}
				for range before {
					submit()
				}
				b.ReportAllocs()
				for b.Loop() {
					submit()
				}
			})
		}
	}
}

// BenchmarkBackup backs one graph up again and again.
func BenchmarkBackup(b *testing.B) {
	for _, before := range []int{0, 10_000} {
		b.Run(fmt.Sprint("after=", before), func(b *testing.B) {
			e := benched(b, "    graphs: [{name: movies}]\n")
			p := project(b, e, "p1")
			path := "/v1.0/p1/graphs/" + graphNamed(b, e, "movies") + "/backups"
			submit := func() {
				serveCall(b, e, http.MethodPost, path, "")
				p.Advance(10 * time.Minute)
			}
			for range before {
				submit()
			}
			b.ReportAllocs()
			for b.Loop() {
				submit()
			}
		})
	}
}

// BenchmarkRead reads a project of 100,000 jobs and 10,000 graphs.
func BenchmarkRead(b *testing.B) {
	e := benched(b, `    generate: [{count: 100000, relatedGraph: 10000, every: 5s, begin: -10d}]
`)
	id := graphNamed(b, e, "")
	var jobs struct{ JobList []struct{ JobID string } }
	decodeAnswer(b, e, "/v1.0/p1/graphs/jobs?offset=70000", &jobs)
	for name, path := range map[string]string{
		"ShowGraph": "/v1.0/p1/graphs/" + id, "ListGraphs": "/v1.0/p1/graphs?limit=10", "ListGraphsFar": "/v1.0/p1/graphs?offset=9000&limit=10",
		"ShowJob": "/v1.0/p1/graphs/" + id + "/jobs/" + jobs.JobList[0].JobID + "/status", "ListJobs": "/v1.0/p1/graphs/jobs",
		"ListBackups": "/v1.0/p1/graphs/backups",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				serveCall(b, e, http.MethodGet, path, "")
			}
		})
	}
}

// BenchmarkFirstGraphs is the first look at the graphs of a project of 1,000,000 jobs.
func BenchmarkFirstGraphs(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		e := benched(b, "    generate: [{count: 1000000, relatedGraph: 100, every: 1s, begin: -10d}]\n")
		b.StartTimer()
		serveCall(b, e, http.MethodGet, "/v1.0/p1/graphs?limit=10", "")
	}
}
