package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// A scenario in Go reads like one in a file: an import begins in 20 s, runs for
// 52 s and fails; of the calls, the second does.
func ExampleWithScenarioValue() {
	ges, err := emulator.New(emulator.WithScenarioValue(emulator.Scenario{
		Name:  "movies",
		Clock: emulator.Clock{Start: emulator.At(time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC))},
		Projects: map[string]emulator.ProjectSpec{
			"*": {Jobs: []emulator.Job{
				{JobName: "ImportGraph", RelatedGraph: "movies", Begin: emulator.After(20 * time.Second), Running: 52 * time.Second, Outcome: "failed"},
			}},
		},
		Faults: []emulator.Fault{
			{Name: "second-poll", When: emulator.When{Calls: emulator.Calls(2)}, Reply: emulator.Reply{ErrorCode: "GES.9999"}},
		},
	}))
	if err != nil {
		panic(err)
	}
	project := ges.Project("my-project")
	for range 3 {
		project.Advance(30 * time.Second)
		fmt.Println(project.Now().Format(time.TimeOnly), status(ges))
	}
	// Output:
	// 12:55:30 running
	// 12:56:00 {"errorMessage":"failed","errorCode":"GES.9999"}
	// 12:56:30 failed
}

// What is wrong with a scenario is told all at once.
func ExampleWithScenarioValue_wrong() {
	_, err := emulator.New(emulator.WithScenarioValue(emulator.Scenario{
		Projects: map[string]emulator.ProjectSpec{
			"*": {Jobs: []emulator.Job{{JobName: "StopGraph", RelatedGraph: "movies", Running: -time.Second, Outcome: "sucess"}}},
		},
	}))
	fmt.Println(err)
	// Output:
	// scenario: projects["*"].jobs[0]: begin is missing; a job needs it
	// scenario: projects["*"].jobs[0].running: -1s is negative; allowed is 0s or longer
	// scenario: projects["*"].jobs[0].outcome: "sucess" is not an outcome; did you mean success? (success, failed, partiallyFailed)
}

// empty is a project without jobs.
func empty() (*emulator.Emulator, *emulator.Project) {
	ges, err := emulator.New(emulator.WithScenarioValue(emulator.Scenario{
		Projects: map[string]emulator.ProjectSpec{"*": {}},
	}))
	if err != nil {
		panic(err)
	}
	project := ges.Project("my-project")
	return ges, project
}

// A job that is added begins now, and its life goes on as that of any other.
func ExampleProject_AddJob() {
	ges, project := empty()
	id, err := project.AddJob(emulator.Job{JobName: "ExportGraph", RelatedGraph: "movies", Waiting: 5 * time.Second, Running: 30 * time.Second})
	if err != nil {
		panic(err)
	}
	fmt.Println(id, status(ges))
	for _, c := range project.AdvanceToEnd() {
		fmt.Println(c.At.Format(time.TimeOnly), c.From, "→", c.To)
	}
	// Output:
	// ff80808167bc3be00167bc3be0a01961 waiting
	// 12:55:05 waiting → running
	// 12:55:35 running → success
}

// The future of a job can be changed, or its end brought about now.
func ExampleProject_PatchJob() {
	ges, project := empty()
	id, err := project.AddJob(emulator.Job{JobName: "ImportGraph", RelatedGraph: "movies", Running: emulator.Forever})
	if err != nil {
		panic(err)
	}
	fmt.Println(status(ges))
	project.Advance(time.Minute)
	err = project.PatchJob(id, emulator.JobPatch{Outcome: "failed", FailReason: "The disk is full.", EndAt: emulator.Now()})
	fmt.Println(status(ges), err)
	err = project.PatchJob(id, emulator.JobPatch{Outcome: "success"})
	fmt.Println(err != nil) // what has happened stays
	// Output:
	// running
	// failed <nil>
	// true
}

// A job that is removed was never there.
func ExampleProject_RemoveJob() {
	ges, project := empty()
	id, err := project.AddJob(emulator.Job{JobName: "ImportGraph", RelatedGraph: "movies"})
	if err != nil {
		panic(err)
	}
	fmt.Println(project.RemoveJob(id), status(ges))
	fmt.Println(project.RemoveJob("my-job"))
	// Output:
	// <nil> {"jobCount":0,"jobList":[]}
	// project my-project has no job "my-job"
}

// A client whose transport is the emulator needs no port, and no other address
// than the one that it has.
func ExampleEmulator_Transport() {
	ges, err := emulator.New(emulator.WithScenario("documented-sample"))
	if err != nil {
		panic(err)
	}
	client := &http.Client{Transport: ges.Transport()}
	resp, err := client.Get("https://ges.cn-north-4.myhuaweicloud.com/v1.0/my-project/graphs/jobs?offset=1&limit=1")
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	fmt.Println(resp.Status, len(page), err)
	// Output:
	// 200 OK 252 <nil>
}

// Inside a bubble of testing/synctest a delay of an hour takes no time.
func ExampleEmulator_Transport_synctest() {
	test := func(t *testing.T) { // TestClientIsPatient
		synctest.Test(t, func(t *testing.T) {
			ges, err := emulator.New()
			if err != nil {
				t.Fatal(err)
			}
			project := ges.Project("my-project")
			if err := project.AddFault(emulator.Fault{Name: "slow", Delay: emulator.For(time.Hour)}); err != nil {
				t.Fatal(err)
			}
			resp, err := (&http.Client{Transport: ges.Transport()}).Get("http://ges.example/v1.0/my-project/graphs/jobs")
			if err != nil { // an hour later
				t.Fatal(err)
			}
			_ = resp.Body.Close()
		})
	}
	_ = test
}
