package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// graphsOf is an emulator with one stopped graph, which no job names.
func graphsOf(t *testing.T, options ...emulator.Option) *emulator.Emulator {
	t.Helper()
	return newEmulator(t, append(options, emulator.WithScenarioYAML("graphs.yaml", []byte(`
version: 1
projects:
  "*":
    graphs: [{name: movies, id: movies}]
submitRules:
  - {name: second-import, jobName: ImportGraph, when: {calls: 2}, running: 20s, outcome: failed, failReason: disk full}
  - {name: imports, jobName: ImportGraph, running: 10s}
`)))...)
}

// does makes a call that must succeed, and returns its answer.
func does(t *testing.T, e *emulator.Emulator, call string) string {
	t.Helper()
	rec := request(t, e, call)
	if rec.Code/100 != 2 {
		t.Fatalf("%s: %d %s", call, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// graphStatus is what ShowGraph answers: the status, or the code of the error.
func graphStatus(t *testing.T, e *emulator.Emulator, project, id string) string {
	t.Helper()
	var answer struct {
		Graph     struct{ Status string }
		ErrorCode string
	}
	decode(t, request(t, e, "GET /v1.0/"+project+"/graphs/"+id).Body.String(), &answer)
	return answer.Graph.Status + answer.ErrorCode
}

const importCall = `/graphs/movies/action?action_id=import-graph {"edgesetPath":"b/e.csv","schemaPath":"b/s.xml"}`

// A status holds until a job that began after it changes it, also for a client; going back
// hides it.
func TestPatchedGraph(t *testing.T) {
	e := graphsOf(t)
	p := project(t, e, "p1")
	does(t, e, "POST /v1.0/p1"+importCall)
	p.Advance(3 * time.Second)
	does(t, e, `PATCH /_emulator/projects/p1/graphs/movies {"status":"faulty"}`)
	at := func(want string, after time.Duration) {
		t.Helper()
		p.AdvanceTo(utc(t, "2018-12-17T12:55:00").Add(after))
		if got := graphStatus(t, e, "p1", "movies"); got != want {
			t.Errorf("after %s it is %s, want %s", after, got, want)
		}
	}
	at("202", 2*time.Second)
	at("300", 3*time.Second)
	at("300", 11*time.Second) // the import, which began before, has ended
	if rec := request(t, e, "POST /v1.0/p1"+importCall); rec.Code != 400 || !strings.Contains(rec.Body.String(), "GES.7001") {
		t.Errorf("a faulty graph: %d %s", rec.Code, rec.Body)
	}
	does(t, e, `POST /_emulator/projects/p1/jobs {"jobName":"StopGraph","relatedGraph":"movies","begin":"+9s","running":"5s"}`)
	at("300", 19*time.Second)
	at("901", 20*time.Second)
	at("900", 25*time.Second)
	at("202", 2*time.Second)
	at("900", time.Minute)
	does(t, e, `PATCH /_emulator/projects/p1/graphs/movies {"status":"stopped"}`)
	does(t, e, "POST /v1.0/p1/graphs/movies/action?action_id=start") // at the same instant, but after it
	at("920", time.Minute)
	at("200", time.Hour)
	does(t, e, "POST /v1.0/p1/graphs/movies/action?action_id=stop")
	does(t, e, `PATCH /_emulator/projects/p1/graphs/movies {"status":"faulty"}`)
	at("300", time.Hour)
	at("300", 2*time.Hour)
}

// A removed graph is gone with its backups, and its jobs stay; another of its name has
// another id.
func TestRemovedGraph(t *testing.T) {
	e := graphsOf(t)
	p := project(t, e, "p1")
	does(t, e, "POST /v1.0/p1/graphs/movies/backups")
	p.Advance(time.Hour)
	does(t, e, "DELETE /_emulator/projects/p1/graphs/movies")
	if got := graphStatus(t, e, "p1", "movies"); got != "GES.7000" {
		t.Errorf("it is %s", got)
	}
	if got := does(t, e, "GET /v1.0/p1/graphs/backups"); !strings.Contains(got, `"backupCount":0`) {
		t.Error(got)
	}
	if got := body(t, e, ""); !strings.Contains(got, `"jobCount":1`) {
		t.Error(got)
	}
	id, err := p.AddGraph(emulator.Graph{Name: "movies", Backups: []emulator.Backup{{Name: "b", ID: "b", Running: emulator.Immediately}}})
	if err != nil || id == "movies" {
		t.Fatal(id, err)
	}
	if got := graphStatus(t, e, "p1", id); got != "200" {
		t.Errorf("the other one is %s", got)
	}
	if got := does(t, e, "GET /v1.0/p1/graphs/"+id+"/backups"); !strings.Contains(got, `"backupCount":1`) || !strings.Contains(got, `"id":"b"`) {
		t.Error(got)
	}
	if _, err := p.AddGraph(emulator.Graph{Name: "movies"}); err == nil || err.Error() != `project "p1" has a graph with the name "movies" already` {
		t.Error(err)
	}
	states := p.Graphs()
	if len(states) != 2 || states[0].ID != "movies" || states[0].Status != "" || !states[0].Gone.Equal(p.Now()) || states[1].State != "running" || !states[1].Gone.IsZero() {
		t.Errorf("%+v", states)
	}
	if err := p.RemoveGraph("movies"); err == nil || err.Error() != `project "p1" has no graph with the id "movies" now` {
		t.Error(err)
	}
	p.Advance(-time.Second) // before all this
	if got := graphStatus(t, e, "p1", "movies") + graphStatus(t, e, "p1", id); got != "200GES.7000" {
		t.Errorf("before: %s", got)
	}
}

// The answer of advance, the timeline and the stream of events tell the same changes, those
// of graphs after those of jobs, and undone on the way back.
func TestChangesOfGraphs(t *testing.T) {
	e := graphsOf(t)
	events := follow(t, portless(e), "http://ges", "p1/events")
	defer events.close()
	var job struct{ JobID string }
	decode(t, does(t, e, "POST /v1.0/p1"+importCall), &job)
	ofJob := func(from, to, at string) string {
		return fmt.Sprintf(`{"jobId":%q,"from":%s,"to":%s,"at":"2018-12-17T12:%s"}`, job.JobID, from, to, at)
	}
	ofGraph := func(from, to, at string) string {
		return fmt.Sprintf(`{"kind":"graph","graphId":"movies","name":"movies","from":%s,"to":%s,"at":"2018-12-17T12:%s"}`, from, to, at)
	}
	want := ofJob(`"running"`, `"success"`, "55:10") + "," + ofGraph(`"202"`, `"200"`, "55:10")
	if got := does(t, e, "GET /_emulator/projects/p1/timeline"); got != `{"now":"2018-12-17T12:55:00","changes":[`+want+`],"more":false}`+"\n" {
		t.Errorf("timeline\n%s want\n%s", got, want)
	}
	if got := does(t, e, `POST /_emulator/projects/p1/clock/advance {"by":"10s"}`); got != `{"now":"2018-12-17T12:55:10","changes":[`+want+`],"dropped":0}`+"\n" {
		t.Errorf("advance\n%s want\n%s", got, want)
	}
	does(t, e, `PATCH /_emulator/projects/p1/graphs/movies {"status":"frozen"}`)
	does(t, e, "DELETE /_emulator/projects/p1/graphs/movies")
	back := ofJob(`"success"`, `"running"`, "55:10") + "," + ofGraph("null", `"202"`, "55:10")
	if got := does(t, e, `POST /_emulator/projects/p1/clock/advance {"by":"-1s"}`); got != `{"now":"2018-12-17T12:55:09","changes":[`+back+`],"dropped":0}`+"\n" {
		t.Errorf("back\n%s want\n%s", got, back)
	}
	all := []string{
		`["job",null,"running"]`, `["graph","200","202"]`, `["job","running","success"]`, `["graph","202","200"]`, // by the import, by time
		`["graph","200","800"]`, `["graph","800",null]`, `["job","success","running"]`, `["graph",null,"202"]`, // by the control API, and back
	}
	var reported []string
	for len(reported) < len(all) {
		_, event, _ := strings.Cut(events.next(), "event: ")
		if kind, data, _ := strings.Cut(event, "\ndata: "); kind == "job" || kind == "graph" {
			var change struct{ From, To *string }
			decode(t, data, &change)
			text, err := json.Marshal([]any{kind, change.From, change.To})
			if err != nil {
				t.Fatal(err)
			}
			reported = append(reported, string(text))
		}
	}
	if got, want := strings.Join(reported, " "), strings.Join(all, " "); got != want {
		t.Errorf("events\n%s\nwant\n%s", got, want)
	}
}

// The changes of graphs appear once a project has graphs of its own, whoever looked at them
// before.
func TestImpliedGraphsHaveNoChanges(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("documented-sample"))
	timeline := func() string {
		return does(t, e, "GET /_emulator/projects/p1/timeline?from=-30d&to=1d&limit=1000")
	}
	before := timeline()
	does(t, e, "GET /v1.0/p1/graphs")
	if after := timeline(); after != before || strings.Contains(before, `"kind"`) {
		t.Error("looking at graphs changes the timeline")
	}
	does(t, e, `POST /_emulator/projects/p1/graphs {"name":"added"}`)
	if got := timeline(); strings.Count(got, `"jobId"`) == 0 || !strings.Contains(got, `"name":"added","from":null,"to":"200"`) || strings.Count(got, `"kind"`) < 2 {
		t.Errorf("timeline: %s", got)
	}
}

// A list of changes that is full says how many changes of jobs come behind.
func TestManyChangesOfGraphs(t *testing.T) {
	e := newEmulator(t, emulator.WithScenarioYAML("many.yaml", []byte(`
version: 1
projects: {"*": {graphs: [{name: g}], generate: [{count: 4000, jobName: ImportGraph, relatedGraph: [g], begin: {from: 1s, to: 1s}, every: 10m, waiting: 0s, running: 5m}]}}
`)))
	var moved struct {
		Changes []struct{ Kind, JobID string }
		Dropped int
	}
	decode(t, does(t, e, `POST /_emulator/projects/p1/clock/advance {"to":"end"}`), &moved)
	jobs := 0
	for i, c := range moved.Changes {
		if c.Kind != map[bool]string{false: "", true: "graph"}[i%2 == 1] {
			t.Fatalf("change %d is %+v", i, c)
		}
		if c.Kind == "" {
			jobs++
		}
	}
	if len(moved.Changes) != 10_000 || jobs+moved.Dropped != 8000 {
		t.Errorf("%d changes, %d of jobs, %d dropped", len(moved.Changes), jobs, moved.Dropped)
	}
}

// A graph that is added to all projects has one id, and is there from each one's now on.
func TestGraphInAllProjects(t *testing.T) {
	e := graphsOf(t)
	does(t, e, `POST /_emulator/projects/ahead/clock/advance {"by":"1h"}`)
	does(t, e, `POST /_emulator/projects/own/graphs {"name":"more"}`)
	does(t, e, `DELETE /_emulator/projects/own/graphs/`+project(t, e, "own").Graphs()[1].ID)
	var added struct{ GraphID string }
	decode(t, does(t, e, `POST /_emulator/projects/*/graphs {"name":"more"}`), &added)
	for id, created := range map[string]string{"ahead": "13:55:00", "own": "12:55:00", "later": "12:55:00"} {
		states := project(t, e, id).Graphs()
		last := states[len(states)-1]
		if last.ID != added.GraphID || last.Created.Format(time.TimeOnly) != created {
			t.Errorf("%s: %+v, want %s created %s", id, last, added.GraphID, created)
		}
	}
	does(t, e, `PATCH /_emulator/projects/*/graphs/`+added.GraphID+` {"status":"stopped"}`)
	does(t, e, `DELETE /_emulator/projects/own/graphs/`+added.GraphID)
	if rec := request(t, e, "DELETE /_emulator/projects/*/graphs/"+added.GraphID); rec.Code != 404 || !strings.Contains(rec.Body.String(), `\"own\" has no graph`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if got := graphStatus(t, e, "ahead", added.GraphID); got != "900" {
		t.Errorf("a refused removal left it %s", got)
	}
}

// Rules apply to submissions in their order, and verify tells those that never did.
func TestSubmitRules(t *testing.T) {
	e := graphsOf(t)
	p := project(t, e, "p1")
	if err := p.AddSubmitRule(emulator.SubmitRule{Name: "third", JobName: "ImportGraph", When: emulator.SubmitWhen{Graph: "movies", Calls: emulator.Calls(3)}, Running: emulator.For(emulator.Forever)}); err != nil {
		t.Fatal(err)
	}
	if err := p.AddSubmitRule(emulator.SubmitRule{Name: "third"}); err == nil || err.Error() != `submit rule "third": the project has a rule of this name already` {
		t.Error(err)
	}
	var ends []string
	for range 3 {
		var job struct{ JobID string }
		decode(t, does(t, e, "POST /v1.0/p1"+importCall), &job)
		var shown struct{ Running, Outcome string }
		decode(t, does(t, e, "GET /_emulator/projects/p1/jobs/"+job.JobID), &shown)
		ends = append(ends, shown.Running+" "+shown.Outcome)
		p.Advance(time.Minute)
	}
	if got := strings.Join(ends, ", "); got != "10s success, 20s failed, forever success" {
		t.Error(got)
	}
	if got := request(t, e, "GET /_emulator/projects/p1/verify").Body.String(); strings.Contains(got, "submitRule") {
		t.Error(got)
	}
	does(t, e, `POST /_emulator/projects/p1/submit-rules {"name":"unused","jobName":"StopGraph"}`)
	does(t, e, `POST /_emulator/projects/p1/submit-rules {"name":"late","when":{"calls":2}}`)
	if rec := request(t, e, "POST /v1.0/p1/graphs/movies/backups"); rec.Code != 400 { // the import never ends
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	does(t, e, "POST /v1.0/p1/graphs/movies/action?action_id=restart")
	for query, want := range map[string]string{
		"": `{"kind":"submitRule","project":"p1","name":"unused","message":"submit rule \"unused\" never applied: no submitted job fitted it"},` +
			`{"kind":"submitRule","project":"p1","name":"late","message":"submit rule \"late\" never applied: to 1 submitted job that fitted it another rule applied, or its numbers or chance did not select it"}`,
		"?faults=false": `{"ok":true,"problems":[]}`,
	} {
		if got := request(t, e, "GET /_emulator/projects/p1/verify"+query).Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
	if err := p.RemoveSubmitRule("unused"); err != nil {
		t.Error(err)
	}
	if err := p.RemoveSubmitRule("unused"); err == nil || err.Error() != `project p1 has no submit rule "unused"` {
		t.Error(err)
	}
	var names []string
	for _, r := range p.SubmitRules() {
		names = append(names, fmt.Sprintf("%s %d/%d", r.Rule.Name, r.Hits, r.Fits))
	}
	if got := strings.Join(names, ", "); got != "third 1/3, late 0/1, second-import 1/3, imports 1/3" {
		t.Error(got)
	}
	does(t, e, "DELETE /_emulator/projects/p1/submit-rules")
	p.Reset()
	if got := len(p.SubmitRules()); got != 2 {
		t.Errorf("after a reset there are %d rules", got)
	}
}

// A deployment that is interrupted anywhere, by a restart with --state or by a snapshot that
// another project gets, goes on with the same bytes.
func TestDeploymentGoesOn(t *testing.T) {
	create := `{"graph":{"name":"fresh","graphSizeTypeIndex":"1","vpcId":"v","subnetId":"s","securityGroupId":"g",` +
		`"dataSource":{"type":"OBS","parameters":{"schemaPath":"b/s.xml","edgesetPath":"b/e.csv"}}}}`
	flow := []string{
		"POST /v1.0/P/graphs " + create, "ADVANCE", "ADVANCE", "ADVANCE", "POST /v1.0/P" + importCall, "ADVANCE", "POST /v1.0/P" + importCall,
		`POST /_emulator/projects/P/graphs {"name":"third","id":"third"}`, "ADVANCE", "POST /v1.0/P/graphs/movies/backups", "ADVANCE",
		`PATCH /_emulator/projects/P/graphs/movies {"status":"stopped"}`, "POST /v1.0/P/graphs/movies/action?action_id=start", "ADVANCE",
		`POST /_emulator/projects/P/submit-rules {"name":"late","running":"7s"}`, "DELETE /v1.0/P/graphs/movies?keepBackup=true", "ADVANCE", "GET /v1.0/P/graphs/backups",
	}
	step := func(e *emulator.Emulator, id, call string) string {
		if call == "ADVANCE" {
			call = `POST /_emulator/projects/P/clock/advance {"to":"next"}`
		}
		return strings.ReplaceAll(request(t, e, strings.ReplaceAll(call, "P/", id+"/")).Body.String(), `"`+id+`"`, `"P"`)
	}
	whole := graphsOf(t)
	var want []string
	for _, call := range flow {
		want = append(want, step(whole, "p1", call))
	}
	for stop := range flow {
		dir := t.TempDir()
		first, second := graphsOf(t, emulator.WithState(dir)), (*emulator.Emulator)(nil)
		for i, call := range flow {
			if i == stop {
				other := newEmulator(t)
				does(t, other, "PUT /_emulator/projects/p2/snapshot "+does(t, first, "GET /_emulator/projects/p1/snapshot"))
				for j, call := range flow[stop:] {
					if got := step(other, "p2", call); got != want[stop+j] {
						t.Fatalf("a snapshot before step %d: step %d, %s:\n%s want\n%s", stop, stop+j, call, got, want[stop+j])
					}
				}
				if err := first.Close(); err != nil {
					t.Fatal(err)
				}
				second = newEmulator(t, emulator.WithState(dir))
				t.Cleanup(func() { _ = second.Close() })
			}
			e := first
			if second != nil {
				e = second
			}
			if got := step(e, "p1", call); got != want[i] {
				t.Fatalf("a restart before step %d: step %d, %s:\n%s want\n%s", stop, i, call, got, want[i])
			}
		}
	}
}
