package scenario_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// parsedProject returns the project of a scenario, given the YAML of the project.
func parsedProject(t *testing.T, project string) scenario.Project {
	t.Helper()
	text := "version: 1\nclock: {start: 2018-12-17T12:55:00}\nprojects:\n  \"*\":\n" + project
	s, err := scenario.Parse("test.yaml", []byte(text), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return s.Projects[0]
}

// Invented values are derived from these texts: any difference changes them for every
// user, and is a breaking change.
func TestDescriptionsStayAsTheyAre(t *testing.T) {
	start, _ := clock.Parse("2018-12-17T12:55:00")
	p := parsedProject(t, `
    jobs:
      - {jobName: StopGraph, relatedGraph: m, begin: -1h}
      - jobName: ImportGraph
        relatedGraph: "m \"2\""
        begin: 2018-12-17T12:55:10.5
        waiting: 5s
        running: forever
        outcome: partiallyFailed
        jobId: ff80808167bb90340167bc3c7b5b026a
        jobType: BackupManagement
        failReason: "two\nlines"
        jobProgress: 12.5
        jobDetail:
          edgesetPath: [{path: a/e.csv, log: a/l, cause: c, totalLines: 3, failedLines: 1, successfulLines: 2}]
          schemaPath: [{path: a/s.xml, status: failed}]
    generate:
      - {count: 5}
      - count: 7
        jobName: {ImportGraph: 2, StopGraph: 1}
        relatedGraph: [a, b]
        begin: {from: -1d, to: +1h}
        waiting: 1s
        running: {from: 1s, to: 1m}
        failed: 0.25
        partiallyFailed: 0.5
        files: 2
      - {count: 2, begin: 0s, every: 36h}
`)
	for i, want := range []string{
		`{"jobName":"StopGraph","relatedGraph":"m","begin":"-1h"}`,
		`{"jobName":"ImportGraph","relatedGraph":"m \"2\"","begin":"10.5s","waiting":"5s","running":"forever","outcome":"partiallyFailed",` +
			`"jobId":"ff80808167bb90340167bc3c7b5b026a","jobType":"BackupManagement","failReason":"two\nlines","jobProgress":12.5,` +
			`"jobDetail":{"edgesetPath":[{"path":"a/e.csv","log":"a/l","cause":"c","status":"partFailed","totalLines":3,"failedLines":1,"successfulLines":2}],` +
			`"schemaPath":[{"path":"a/s.xml","status":"failed"}]}}`,
	} {
		if got := p.Jobs[i].Description(start); got != want {
			t.Errorf("job %d is\n%s\nand was in earlier versions\n%s", i, got, want)
		}
	}
	for i, want := range []string{
		`{"begin":{"from":"-30d","to":"0s"}}`,
		`{"jobName":{"ImportGraph":2,"StopGraph":1},"relatedGraph":["a","b"],"begin":{"from":"-1d","to":"1h"},"waiting":{"from":"1s","to":"1s"},` +
			`"running":{"from":"1s","to":"1m"},"failed":0.25,"partiallyFailed":0.5,"files":{"from":2,"to":2}}`,
		`{"begin":{"from":"0s","to":"0s"},"every":"1d12h"}`,
	} {
		if got := p.Generate[i].Description(start); got != want {
			t.Errorf("block %d is\n%s\nand was in earlier versions\n%s", i, got, want)
		}
	}
}

// An absent key and the same key with its default give the same description.
func TestDefaultsDescribeTheSame(t *testing.T) {
	start, _ := clock.Parse("2018-12-17T12:55:00")
	const job, block = "      - jobName: ImportGraph\n        relatedGraph: m\n        begin: +1s\n", "      - count: 3\n"
	for _, given := range []string{"waiting: 0s", "outcome: success", "jobType: GraphManagement", "jobDetail: null"} {
		p := parsedProject(t, "    jobs:\n"+job+job+"        "+given+"\n")
		if a, b := p.Jobs[0].Description(start), p.Jobs[1].Description(start); a != b {
			t.Errorf("%s: %s is not %s", given, b, a)
		}
	}
	file := "jobDetail: {edgesetPath: [{path: p%s}]}\n"
	p := parsedProject(t, "    jobs:\n"+job+"        "+fmt.Sprintf(file, "")+job+"        "+fmt.Sprintf(file, ", log: null, status: success"))
	if a, b := p.Jobs[0].Description(start), p.Jobs[1].Description(start); a != b {
		t.Errorf("a file with its default: %s is not %s", b, a)
	}
	for _, given := range []string{
		"relatedGraph: 10", "begin: {from: -30d, to: 0s}", "every: 0s", "waiting: {from: 0s, to: 5s}", "failed: 0", "partiallyFailed: 0", "files: {from: 1, to: 3}",
	} {
		p := parsedProject(t, "    generate:\n"+block+block+"        "+given+"\n")
		if a, b := p.Generate[0].Description(start), p.Generate[1].Description(start); a != b {
			t.Errorf("%s: %s is not %s", given, b, a)
		}
	}
}
