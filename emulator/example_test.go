package emulator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// The emulator is an http.Handler: any server can serve it.
func Example() {
	ges, err := emulator.New(emulator.WithScenario("documented-sample"))
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(ges)
	defer server.Close()

	resp, err := http.Get(server.URL + "/v1.0/my-project/graphs/jobs?offset=1&limit=1")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	fmt.Println(resp.Status, err)
	fmt.Println(string(page))
	// Output:
	// 200 OK <nil>
	// {"jobCount":136,"jobList":[{"jobId":"ff80808167bb90340167bc5d0b1d0358","status":"success","jobType":"GraphManagement","jobName":"DeleteGraph","relatedGraph":"test1218","beginTime":"2018-12-17T13:31:14","endTime":"2018-12-17T13:34:48","jobProgress":0}]}
}

// In a test: TestMyClient would begin with this.
func ExampleStart() {
	test := func(t *testing.T) {
		ges := emulator.Start(t, emulator.WithScenario("import-lifecycle"))
		client := newMyClient(ges.URL, "my-project")
		// … call the client, then let its job end:
		ges.Project("my-project").AdvanceToEnd()
		_ = client
	}
	_ = test
}

func newMyClient(string, string) any { return nil }

// Time moves only when it is told to, so a test waits for nothing.
func ExampleProject_Advance() {
	ges, err := emulator.New(emulator.WithScenarioYAML("import.yaml", []byte(`
version: 1
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: movies, begin: 0s, waiting: 10s, running: 52s}
`)))
	if err != nil {
		panic(err)
	}
	project := ges.Project("my-project")
	for range 3 {
		fmt.Println(project.Now().Format(time.TimeOnly), status(ges))
		project.Advance(31 * time.Second)
	}
	// Output:
	// 12:55:00 waiting
	// 12:55:31 running
	// 12:56:02 success
}

// AdvanceUntil goes to the very moment at which a job has a status.
func ExampleProject_AdvanceUntil() {
	ges, err := emulator.New(emulator.WithScenarioYAML("import.yaml", []byte(`
version: 1
projects:
  "*":
    jobs:
      - {jobId: my-import, jobName: ImportGraph, relatedGraph: movies, begin: +5s, running: 52s, outcome: failed}
`)))
	if err != nil {
		panic(err)
	}
	project := ges.Project("my-project")
	changes, err := project.AdvanceUntil("my-import", "failed")
	for _, c := range changes {
		fmt.Printf("%s %q → %q\n", c.At.Format(time.TimeOnly), c.From, c.To)
	}
	fmt.Println(err)
	_, err = project.AdvanceUntil("my-import", "success")
	fmt.Println(err)
	// Output:
	// 12:55:05 "" → "running"
	// 12:55:57 "running" → "failed"
	// <nil>
	// job "my-import" will never be success: it was failed at 2018-12-17T12:55:57
}

// status is the status of the first job in the list.
func status(ges http.Handler) string {
	rec := httptest.NewRecorder()
	ges.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/v1.0/my-project/graphs/jobs", nil))
	var page struct{ JobList []struct{ Status string } }
	if err := json.Unmarshal(rec.Body.Bytes(), &page); err != nil || len(page.JobList) == 0 {
		return rec.Body.String()
	}
	return page.JobList[0].Status
}
