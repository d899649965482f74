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
	sdk  bool // with an SDK's headers
}

// plain is a query without headers.
func plain(name, path string) query { return query{name: name, path: path} }

// queries are what is asked of the large project.
func queries(jobs int) []query {
	middle := fmt.Sprintf("offset=%d", jobs/2)
	return []query{
		plain("default page", list),
		plain(middle, list+"?"+middle),
		plain("status", list+"?status=failed"),
		plain("graph", list+"?graphName=graph-07"),
		plain("days", list+"?startTime=2019-03-08&endTime=2019-03-21"),
		plain("status, graph", list+"?status=failed&graphName=graph-07"),
		plain("status, days", list+"?status=success&startTime=2019-03-08&endTime=2019-03-21"),
		plain("graph, days", list+"?graphName=graph-07&startTime=2019-03-08&endTime=2019-03-21"),
		plain("status, graph, days", list+"?status=success&graphName=graph-07&startTime=2019-03-08&endTime=2019-03-21"),
		plain("status, "+middle, list+"?status=success&"+middle),
		plain("status, days, offset="+fmt.Sprint(jobs/4), list+fmt.Sprintf("?status=success&startTime=2019-03-03&endTime=2019-03-30&offset=%d", jobs/4)),
	}
}

// queriesUnderWay are what is asked of the large project of which half of all
// jobs are under way.
func queriesUnderWay(jobs int) []query {
	return []query{
		plain("half under way: default page", list),
		plain("half under way: status", list+"?status=running"),
		plain("half under way: status, offset="+fmt.Sprint(jobs/4), list+fmt.Sprintf("?status=running&offset=%d", jobs/4)),
		plain("half under way: status, graph", list+"?status=running&graphName=graph-07"),
		plain("half under way: status, graph, days", list+"?status=running&graphName=graph-07&startTime=2019-03-08&endTime=2019-03-21"),
	}
}

// queriesAdded are what is asked of the large project of which half of all jobs
// were added at run time.
func queriesAdded(jobs int) []query {
	return []query{
		plain("half added: default page", list),
		plain("half added: offset="+fmt.Sprint(jobs/2), list+fmt.Sprintf("?offset=%d", jobs/2)),
		plain("half added: status, graph", list+"?status=success&graphName=graph-07"),
		plain("half added: status, days, offset="+fmt.Sprint(jobs/4), list+fmt.Sprintf("?status=success&startTime=2019-03-03&endTime=2019-03-30&offset=%d", jobs/4)),
	}
}

// addedJob is the n-th job that is added to a project at run time, as the control
// API takes it: it began and ended some time in the month before.
func addedJob(n int) string {
	return fmt.Sprintf(`{"jobName":"ExportGraph","relatedGraph":"graph-%02d","begin":"-%dms","running":"30s"}`, 1+n%10, 1000+int64(n)*5_000)
}

// head is the clock of all scenarios here: it stands, so that a query has the
// same answer in every round.
const head = `version: 1
clock: {start: 2019-03-31T00:00:00}
projects:
  "*":
`

// block is invented jobs, in bulk.
type block struct {
	jobs    int
	running string // from and to
}

// ended is jobs of which almost all have ended.
func ended(jobs int) block { return block{jobs, "from: 20s, to: 5m"} }

// running is jobs of which all are under way.
func running(jobs int) block { return block{jobs, "from: 40d, to: 60d"} }

// generated writes a scenario of invented jobs and gives its path.
func generated(folder string, blocks ...block) (string, error) {
	text, name := head+"    generate:\n", "generated"
	for _, b := range blocks {
		name += fmt.Sprintf("-%d", b.jobs)
		text += fmt.Sprintf(`      - count: %d
        relatedGraph: [graph-01, graph-02, graph-03, graph-04, graph-05, graph-06, graph-07, graph-08, graph-09, graph-10]
        begin: {from: -30d, to: 0s}
        waiting: {from: 0s, to: 5s}
        running: {%s}
        failed: 0.08
        partiallyFailed: 0.02
`, b.jobs, b.running)
	}
	path := filepath.Join(folder, name+".yaml")
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// writeListed writes a scenario that names each of its jobs, and gives its path.
func writeListed(folder string) (path string, err error) {
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
