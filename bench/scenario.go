package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// few is how many jobs the small project has.
const few = 1000

// writtenOut is how many jobs the file has that names each of them.
const writtenOut = 100_000

// list is the emulated call, of a project of its own.
const list = "/v1.0/bench/graphs/jobs"

// query is a way to ask for the list.
type query struct {
	name string
	path string
}

// queries are what is asked of the large project. The first is the default page,
// the only one that is asked of the small project too.
func queries(jobs int) []query {
	middle := fmt.Sprintf("offset=%d", jobs/2)
	return []query{
		{"default page", list},
		{middle, list + "?" + middle},
		{"status", list + "?status=failed"},
		{"graph", list + "?graphName=graph-07"},
		{"days", list + "?startTime=2019-03-08&endTime=2019-03-21"},
		{"status, graph", list + "?status=failed&graphName=graph-07"},
		{"status, days", list + "?status=success&startTime=2019-03-08&endTime=2019-03-21"},
		{"graph, days", list + "?graphName=graph-07&startTime=2019-03-08&endTime=2019-03-21"},
		{"status, graph, days", list + "?status=success&graphName=graph-07&startTime=2019-03-08&endTime=2019-03-21"},
		{"status, " + middle, list + "?status=success&" + middle},
		{"status, days, offset=" + fmt.Sprint(jobs/4), list + fmt.Sprintf("?status=success&startTime=2019-03-03&endTime=2019-03-30&offset=%d", jobs/4)},
	}
}

// head is the clock of all scenarios here: it stands, so that a query has the
// same answer in every round.
const head = `version: 1
clock: {start: 2019-03-31T00:00:00}
projects:
  "*":
`

// generated writes a scenario of so many invented jobs and gives its path.
func generated(folder string, jobs int) (string, error) {
	text := head + fmt.Sprintf(`    generate:
      - count: %d
        relatedGraph: [graph-01, graph-02, graph-03, graph-04, graph-05, graph-06, graph-07, graph-08, graph-09, graph-10]
        begin: {from: -30d, to: 0s}
        waiting: {from: 0s, to: 5s}
        running: {from: 20s, to: 5m}
        failed: 0.08
        partiallyFailed: 0.02
`, jobs)
	path := filepath.Join(folder, fmt.Sprintf("generated-%d.yaml", jobs))
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// written writes a scenario that names each of its jobs, and gives its path.
func written(folder string) (path string, err error) {
	path = filepath.Join(folder, "written.yaml")
	file, err := os.Create(path) //nolint:gosec // in our own folder
	if err != nil {
		return "", err
	}
	defer func() {
		if e := file.Close(); err == nil {
			err = e
		}
	}()
	w := bufio.NewWriter(file)
	fmt.Fprint(w, head, "    jobs:\n")
	for i := range writtenOut {
		fmt.Fprintf(w, "      - {jobName: ImportGraph, relatedGraph: graph-%02d, begin: -%s, running: 52s}\n",
			i%40, time.Duration(i+1)*20*time.Second)
	}
	return path, w.Flush()
}
