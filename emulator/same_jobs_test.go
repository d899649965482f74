package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// sameJobs are jobs that leave much to be invented; some are alike. None of their
// ids collide.
func sameJobs() []emulator.Job {
	progress := 12.5
	list := []emulator.Job{
		{JobName: "StopGraph", RelatedGraph: "m", Begin: emulator.After(10 * time.Second)},
		{JobName: "StopGraph", RelatedGraph: "m", Begin: emulator.After(10 * time.Second)},
		{JobName: "ImportGraph", RelatedGraph: "m", Begin: emulator.After(20 * time.Second), Outcome: "failed"},
		{JobName: "ImportGraph", RelatedGraph: "m", Begin: emulator.After(-20 * time.Second), Outcome: "partiallyFailed", Waiting: 3 * time.Second},
		{JobName: "ImportGraph", RelatedGraph: "图 \"x\"", Begin: emulator.After(-time.Hour), JobProgress: &progress},
		{JobName: "ExportGraph", RelatedGraph: "n", Begin: emulator.After(20 * time.Second), Running: emulator.Forever, JobType: "BackupManagement"},
		{JobName: "CreateGraph", RelatedGraph: "n", Begin: emulator.At(time.Date(2018, 12, 17, 12, 54, 0, 500_000_000, time.UTC)), Outcome: "failed", FailReason: "no\nreason"},
		{JobName: "DeleteGraph", RelatedGraph: "n", Begin: emulator.After(time.Minute), JobID: "given", Running: time.Minute},
		{JobName: "ImportGraph", RelatedGraph: "m", Begin: emulator.After(30 * time.Second), Outcome: "failed", JobDetail: &emulator.JobDetail{
			EdgesetPath: []emulator.File{{Path: "b/e.csv", Cause: "why"}, {Path: "b/f.csv", Status: "success"}},
		}},
	}
	for i := range 60 { // so that the added ones lie in segments too
		list = append(list, emulator.Job{JobName: "StartGraph", RelatedGraph: fmt.Sprint("graph", i%7), Begin: emulator.After(time.Duration(i%50) * time.Second)})
	}
	return list
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// yamlOf writes jobs as a scenario file has it: JSON is YAML.
func yamlOf(t *testing.T, list []emulator.Job) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("version: 1\nname: same\nprojects:\n  \"*\":\n    jobs:\n")
	for _, j := range list {
		fmt.Fprintf(&text, "      - %s\n", jsonOf(t, j))
	}
	return text.String()
}

// answersAtAll is what a project answers at several moments, to several queries.
func answersAtAll(t *testing.T, e *emulator.Emulator) (list []string) {
	t.Helper()
	p := project1(t, e)
	for _, seconds := range []int{0, 15, 25, 45, 300, 20} {
		p.AdvanceTo(time.Date(2018, 12, 17, 12, 55, seconds, 0, time.UTC))
		for _, query := range []string{"?limit=1000", "?status=failed", "?graphName=m&offset=1&limit=2", "?status=running&limit=3", "?startTime=2018-12-17&offset=20"} {
			list = append(list, body(t, e, query))
		}
	}
	return list
}

// The same jobs are the same jobs, whether they come in a file, as a Go value or
// one by one at run time, in whatever order.
func TestTheSameJobsHoweverTheyCome(t *testing.T) {
	list := sameJobs()
	want := answersAtAll(t, newEmulator(t, emulator.WithScenarioYAML("same.yaml", []byte(yamlOf(t, list)))))
	if late := want[20]; !strings.Contains(late, `"jobId":"given"`) || !strings.Contains(late, `"failReason"`) {
		t.Fatalf("the answers show too little: %s", want[0])
	}
	check := func(way string, e *emulator.Emulator) {
		t.Helper()
		for i, got := range answersAtAll(t, e) {
			if got != want[i] {
				t.Errorf("%s: answer %d is\n%s\nwant\n%s", way, i, got, want[i])
				return
			}
		}
	}
	check("a Go value", newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{Projects: map[string]emulator.ProjectSpec{"*": {Jobs: list}}})))
	key, in := fake.NewKey(1), fake.New()
	for round := range 5 {
		for i := len(list) - 1; i > 0; i-- { // another order
			k := in.Index(key.For("order").Nth(100*round+i), i+1)
			list[i], list[k] = list[k], list[i]
		}
		e := newEmulator(t, emulator.WithScenarioYAML("empty.yaml", []byte("version: 1\nprojects: {\"*\": {}}\n")))
		p := project1(t, e)
		for _, j := range list {
			if round%2 == 1 {
				if rec := request(t, e, "POST /_emulator/projects/p1/jobs "+jsonOf(t, j)); rec.Code != 201 {
					t.Fatal(rec.Body)
				}
			} else if _, err := p.AddJob(j); err != nil {
				t.Fatal(err)
			}
		}
		check(fmt.Sprintf("added in order %d", round), e)
	}
	half := len(list) / 2
	e := newEmulator(t, emulator.WithScenarioYAML("half.yaml", []byte(yamlOf(t, list[:half]))))
	for _, j := range list[half:] {
		if _, err := project(t, e, "*").AddJob(j); err != nil {
			t.Fatal(err)
		}
	}
	check("half of them in the file, half given to all projects", e)
}
