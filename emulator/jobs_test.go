package emulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// rows lists the jobs that a project shows, «name status» each.
func rows(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	var names []string
	var page struct {
		JobList []struct{ JobName, RelatedGraph, Status string }
	}
	decode(t, body(t, e, ""), &page)
	for _, j := range page.JobList {
		names = append(names, j.JobName+" "+j.RelatedGraph+" "+j.Status)
	}
	return strings.Join(names, ", ")
}

func TestJobsAtRunTime(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{Projects: map[string]emulator.ProjectSpec{"*": {Jobs: []emulator.Job{
		{JobID: "seeded", JobName: "ImportGraph", RelatedGraph: "a", Begin: emulator.After(-10 * time.Second), Running: time.Minute},
	}}}}))
	p := project(t, e, "p1")
	p.Advance(5 * time.Second)
	id, err := p.AddJob(emulator.Job{JobName: "StopGraph", RelatedGraph: "b", Running: emulator.Forever})
	if err != nil || !strings.HasPrefix(id, "ff80808") {
		t.Fatalf("%q, %v", id, err)
	}
	if given, err := p.AddJob(emulator.Job{JobID: "later", JobName: "ExportGraph", RelatedGraph: "c", Begin: emulator.After(10 * time.Second), Running: time.Second}); given != "later" || err != nil {
		t.Fatalf("%q, %v", given, err)
	}
	if got := rows(t, e); got != "ImportGraph a running, StopGraph b running" {
		t.Error(got)
	}
	if err := p.PatchJob("seeded", emulator.JobPatch{Outcome: "failed", FailReason: "no <disk> – é", EndAt: emulator.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := p.PatchJob(id, emulator.JobPatch{EndAt: emulator.After(20 * time.Second)}); err != nil {
		t.Fatal(err)
	}
	if got := body(t, e, "?status=failed"); !strings.Contains(got, `"failReason":"no <disk> – é"`) || !strings.Contains(got, `"endTime":"2018-12-17T12:55:05"`) {
		t.Error(got)
	}
	if changes := p.AdvanceToEnd(); len(changes) != 3 || changes[0].JobID != "later" || changes[2].JobID != id || !p.Now().Equal(utc(t, "2018-12-17T12:55:25")) {
		t.Errorf("%s: %+v", p.Now(), changes)
	}
	if err := p.RemoveJob("seeded"); err != nil {
		t.Fatal(err)
	}
	if got := rows(t, e); got != "StopGraph b success, ExportGraph c success" {
		t.Error(got)
	}
	if p.Reset(); rows(t, e) != "ImportGraph a running" {
		t.Error(rows(t, e))
	}
	if got := rows(t, newEmulator(t, emulator.WithScenario("every-status"))); strings.Contains(got, "seeded") {
		t.Error(got)
	}
}

// The files that come with a change are as they come; what they do not say
// follows from the outcome, the new one too. Another outcome alone changes nothing
// else.
func TestChangedDetail(t *testing.T) {
	lines := func(n int64) *int64 { return &n }
	edge := emulator.File{Path: "b/edge.csv", Log: "b/edge.log", Cause: "line 7: no such label", Status: "partFailed",
		TotalLines: lines(10), FailedLines: lines(1), SuccessfulLines: lines(9)}
	schema := emulator.File{Path: "b/schema.xml"}
	detail := &emulator.JobDetail{EdgesetPath: []emulator.File{edge, {Path: "b/more.csv"}}, SchemaPath: []emulator.File{schema}}
	for _, c := range []struct {
		patches []emulator.JobPatch
		want    string
	}{
		{
			[]emulator.JobPatch{{Outcome: "failed", JobDetail: detail}},
			`"jobDetail":{"vertexsetPath":null,"edgesetPath":[` +
				`{"path":"b/edge.csv","log":"b/edge.log","cause":"line 7: no such label","status":"partFailed","totalLines":10,"failedLines":1,"successfulLines":9},` +
				`{"path":"b/more.csv","log":null,"cause":null,"status":"failed"}],` +
				`"schemaPath":[{"path":"b/schema.xml","log":null,"cause":null,"status":"failed"}]}`,
		},
		{
			[]emulator.JobPatch{{JobDetail: detail}, {Outcome: "partiallyFailed"}},
			`"jobDetail":{"vertexsetPath":null,"edgesetPath":[` +
				`{"path":"b/edge.csv","log":"b/edge.log","cause":"line 7: no such label","status":"partFailed","totalLines":10,"failedLines":1,"successfulLines":9},` +
				`{"path":"b/more.csv","log":null,"cause":null,"status":"partFailed"}],` +
				`"schemaPath":[{"path":"b/schema.xml","log":null,"cause":null,"status":"success"}]}`,
		},
	} {
		e := newEmulator(t, emulator.WithScenario("empty"))
		p := project(t, e, "p1")
		id, err := p.AddJob(emulator.Job{JobName: "ImportGraph", RelatedGraph: "g", Running: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		for _, patch := range append(c.patches, emulator.JobPatch{EndAt: emulator.Now()}) {
			if err := p.PatchJob(id, patch); err != nil {
				t.Fatal(err)
			}
		}
		if got := body(t, e, ""); !strings.Contains(got, c.want) {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// A list without files is not a list that is left out.
func TestChangedDetailKeepsEmptyLists(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("empty"))
	for _, call := range []string{
		`POST /_emulator/projects/p1/jobs {"jobId":"a","jobName":"ImportGraph","relatedGraph":"g","running":"1m","jobDetail":{"edgesetPath":[]}}`,
		`PATCH /_emulator/projects/p1/jobs/a {"outcome":"failed","endAt":"now"}`,
	} {
		if rec := request(t, e, call); rec.Code >= 300 {
			t.Fatalf("%s: %d %s", call, rec.Code, rec.Body)
		}
	}
	const want = `"jobDetail":{"vertexsetPath":null,"edgesetPath":[],"schemaPath":null}`
	if got := body(t, e, ""); !strings.Contains(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A change at the present moment is not late, however fast time goes by.
func TestEndNowInRealtime(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{
		Clock:    emulator.Clock{Mode: "realtime", Rate: 1e6},
		Projects: map[string]emulator.ProjectSpec{"*": {}},
	}))
	p := project(t, e, "p1")
	id, err := p.AddJob(emulator.Job{JobName: "StopGraph", RelatedGraph: "b", Begin: emulator.After(-time.Hour), Running: emulator.Forever})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.PatchJob(id, emulator.JobPatch{EndAt: emulator.Now()}); err != nil {
		t.Fatal(err)
	}
}

func TestWrongJobsAtRunTime(t *testing.T) {
	p := project(t, newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{Projects: map[string]emulator.ProjectSpec{"*": {Jobs: []emulator.Job{
		{JobID: "ended", JobName: "StopGraph", RelatedGraph: "a", Begin: emulator.After(-10 * time.Second), Running: time.Second},
		{JobID: "running", JobName: "StopGraph", RelatedGraph: "a", Begin: emulator.After(-10 * time.Second), Running: time.Hour},
	}}}})), "p1")
	add := func(j emulator.Job) error { _, err := p.AddJob(j); return err }
	for _, c := range []struct {
		err  error
		want string
	}{
		{add(emulator.Job{JobName: "StopGrap", RelatedGraph: "a", Outcome: "sucess"}), `job: jobName: "StopGrap" is not a jobName; did you mean StopGraph?`},
		{add(emulator.Job{JobName: "StopGrap", RelatedGraph: "a", Outcome: "sucess"}), "\n" + `job: outcome: "sucess" is not an outcome; did you mean success? (success, failed, partiallyFailed)`},
		{add(emulator.Job{JobID: "ended", JobName: "StopGraph", RelatedGraph: "a"}), `job "ended": another job has this jobId`},
		{p.PatchJob("ended", emulator.JobPatch{Outcome: "failed"}), `job "ended" was success at 2018-12-17T12:54:51: only the future of a job can be changed`},
		{p.PatchJob("running", emulator.JobPatch{Outcome: "partiallyFailed"}), `job "running": outcome: only ImportGraph ends partiallyFailed; this job is StopGraph`},
		{p.PatchJob("running", emulator.JobPatch{EndAt: emulator.After(-5 * time.Second)}), `job "running": endAt: 2018-12-17T12:54:55 lies before 2018-12-17T12:55:00`},
		{p.PatchJob("running", emulator.JobPatch{}), `job "running": a change of a job needs one of outcome`},
		{p.PatchJob("none", emulator.JobPatch{EndAt: emulator.Now()}), `project p1 has no job "none"`},
		{p.RemoveJob("none"), `project p1 has no job "none"`},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s", c.err, c.want)
		}
	}
	if changes := p.AdvanceToEnd(); len(changes) != 1 || changes[0].To != "success" {
		t.Errorf("something was changed: %+v", changes)
	}
}
