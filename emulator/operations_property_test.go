package emulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// walked is a scenario whose jobs wait, fail and end at whole seconds.
const walked = `version: 1
projects:
  "*":
    graphs:
      - {name: seeded, backups: [{name: s1, created: -3d}, {name: s2, created: -2d}, {name: s3, created: -1d}, {name: s4, created: -1h, backupMethod: auto}]}
      - {name: stopped, status: stopped}
    jobs:
      - {jobName: ExportGraph, relatedGraph: implied, begin: 30s, waiting: 5s, running: 60s}
    submitRules:
      - {jobName: ImportGraph, when: {calls: every 3}, waiting: 5s, running: 20s, outcome: failed}
      - {jobName: ImportGraph, when: {calls: every 2}, waiting: 3s, running: 40s, outcome: partiallyFailed}
      - {jobName: CreateGraph, when: {calls: every 5}, running: 30s, outcome: failed}
      - {jobName: DeleteGraph, when: {calls: every 3}, running: 10s, outcome: failed}
      - {jobName: StopGraph, when: {calls: every 4}, running: 15s, outcome: failed}
      - {jobName: StartGraph, when: {calls: every 3}, running: 15s, outcome: failed}
      - {jobName: CreateBackup, when: {calls: every 4}, running: 15s, outcome: failed}
      - {when: {chance: 0.3}, waiting: 7s, running: 33s}
      - {running: 45s}
`

// lifecycleRow is what a job makes of its graph: waiting, running, succeeded, failed.
type lifecycleRow [4]string

// lifecycleRows is the design's table of lifecycles.
var lifecycleRows = map[string]lifecycleRow{
	"CreateGraph": {"100", "100", "200", "303"}, "ImportGraph": {"202", "202", "200", "200"}, "ExportGraph": {"204", "204", "200", "200"},
	"ClearGraph": {"205", "205", "200", "200"}, "UpgradeGraph": {"201", "201", "200", "200"}, "ResizeGraph": {"206", "207", "200", "200"},
	"ExpandGraph": {"210", "211", "200", "200"}, "StopGraph": {"901", "901", "900", "200"}, "StartGraph": {"100", "920", "200", "900"},
	"RestoreGraph": {"100", "920", "200", "900"}, "RestartGraph": {"901", "920", "200", "300"},
}

func (r lifecycleRow) during(status string) string {
	return r[map[string]int{"waiting": 0, "running": 1, "success": 2, "partiallyFailed": 2, "failed": 3}[status]]
}

// shownJob, shownGraph and shownBackup are what a client reads.
type (
	shownJob struct {
		JobID, Status, JobName, RelatedGraph, BeginTime, EndTime string
	}
	shownGraph struct {
		ID, Name, Status, Created string
	}
	shownBackup struct {
		ID, GraphID, GraphStatus, Status, BackupMethod, StartTime string
	}
)

func (j *shownJob) underWay() bool { return j.Status == "waiting" || j.Status == "running" }

// draws are random numbers, the same in each run.
type draws struct {
	key fake.Key
	n   int
}

// IntN returns the next number, from 0 to n-1.
func (d *draws) IntN(n int) int {
	d.n++
	return fake.New().Index(d.key.Nth(d.n), n)
}

// walker makes random calls to several emulators alike, and compares all that they show
// with a model by scan.
type walker struct {
	t      *testing.T
	random *draws
	same   []*emulator.Emulator // the first is read, the others answer as it does
	start  time.Time

	submitted  int
	implied    string            // the id of the graph of the scenario's job
	known      map[string]string // graph ids of jobs, by job id
	created    map[string]string // graph ids, by name and the second of their creation's end: with a dataSource
	keeps      map[string]bool   // by job id of a DeleteGraph
	deleted    map[string]string // when backups were deleted, by id
	ended      map[string]string // the ends of jobs that were seen, by id
	now        string
	jobs       []shownJob
	graphs     []shownGraph
	backups    []shownBackup
	madeBackup map[string]string // backup ids, by job id
}

// call makes a call to all emulators, which must answer it alike.
func (w *walker) call(call string) (status int, body string) {
	w.t.Helper()
	for i, e := range w.same {
		rec := request(w.t, e, call)
		if i == 0 {
			status, body = rec.Code, rec.Body.String()
		} else if rec.Code != status || rec.Body.String() != body {
			w.t.Fatalf("at %s, emulator %d, %s: %d %s, want %d %s", w.now, i, call, rec.Code, rec.Body, status, body)
		}
	}
	return status, body
}

// moveTo moves the time of all emulators.
func (w *walker) moveTo(at time.Time) {
	for _, e := range w.same {
		project(w.t, e, "p1").AdvanceTo(at)
	}
}

func (w *walker) seconds(from, to int) time.Duration {
	return time.Duration(from+w.random.IntN(to-from)) * time.Second
}

// readJobs reads the time and the list of jobs.
func (w *walker) readJobs() {
	w.now = project(w.t, w.same[0], "p1").Now().Format("2006-01-02T15:04:05")
	var jobs struct {
		JobCount int
		JobList  []shownJob
	}
	decodeAnswer(w.t, w.same[0], listPath+"?limit=1000", &jobs)
	if w.jobs = jobs.JobList; len(w.jobs) != jobs.JobCount {
		w.t.Fatalf("at %s: %d of %d jobs", w.now, len(w.jobs), jobs.JobCount)
	}
}

// read reads all there is.
func (w *walker) read() {
	w.readJobs()
	var graphs struct {
		GraphCount int
		Graphs     []shownGraph
	}
	decodeAnswer(w.t, w.same[0], "/v1.0/p1/graphs?limit=1000", &graphs)
	var backups struct {
		BackupCount int
		BackupList  []shownBackup
	}
	decodeAnswer(w.t, w.same[0], "/v1.0/p1/graphs/backups?limit=1000", &backups)
	w.graphs, w.backups = graphs.Graphs, backups.BackupList
	if len(w.graphs) != graphs.GraphCount || len(w.backups) != backups.BackupCount {
		w.t.Fatalf("at %s: %d of %d graphs, %d of %d backups", w.now, len(w.graphs), graphs.GraphCount, len(w.backups), backups.BackupCount)
	}
}

// pages checks that pages of each list add up to it, and that one item is shown alone as
// in the list.
func (w *walker) pages() {
	at := w.random.IntN(8)
	for _, list := range []struct {
		path  string
		count int
	}{{listPath, len(w.jobs)}, {"/v1.0/p1/graphs", len(w.graphs)}, {"/v1.0/p1/graphs/backups", len(w.backups)}} {
		whole, _, _ := strings.Cut(strings.SplitN(w.body(list.path+"?limit=1000"), "[", 2)[1], "]}\x00")
		first := w.body(fmt.Sprintf("%s?limit=%d", list.path, at+1))
		rest := w.body(fmt.Sprintf("%s?offset=%d&limit=1000", list.path, at+1))
		items := strings.SplitN(first, "[", 2)[1]
		items = strings.TrimSuffix(items, "]}")
		if tail := strings.TrimSuffix(strings.SplitN(rest, "[", 2)[1], "]}"); tail != "" {
			items += "," + tail
		}
		if items+"]}" != whole || !strings.Contains(first, fmt.Sprintf("Count\":%d,", list.count)) {
			w.t.Fatalf("at %s, %s: pages do not add up to the list", w.now, list.path)
		}
	}
	if len(w.jobs) > 0 {
		j := w.jobs[w.random.IntN(len(w.jobs))]
		if alone := w.body("/v1.0/p1/graphs/any/jobs/" + j.JobID + "/status"); !strings.Contains(w.body(listPath+"?limit=1000"), alone) {
			w.t.Fatalf("at %s: the job %s is shown as %s, not as in the list", w.now, j.JobID, alone)
		}
	}
	if len(w.graphs) > 0 {
		g := w.graphs[w.random.IntN(len(w.graphs))]
		alone := strings.TrimSuffix(strings.TrimPrefix(w.body("/v1.0/p1/graphs/"+g.ID), `{"graph":`), "}")
		if !strings.Contains(w.body("/v1.0/p1/graphs?limit=1000"), alone) {
			w.t.Fatalf("at %s: the graph %s is shown as %s, not as in the list", w.now, g.ID, alone)
		}
	}
}

func (w *walker) body(path string) string {
	return request(w.t, w.same[0], "GET "+path).Body.String()
}

// everything is the bytes of all that is shown.
func (w *walker) everything() string {
	return w.body(listPath+"?limit=1000") + w.body("/v1.0/p1/graphs?limit=1000") + w.body("/v1.0/p1/graphs/backups?limit=1000") +
		w.body("/v2/p1/graphs?limit=1000") + w.body("/v1.0/p1/graphs/quotas")
}

// submit makes a random call that changes something, and checks whether it is accepted.
func (w *walker) submit() {
	if w.random.IntN(6) == 0 || len(w.graphs) == 0 {
		w.create()
		return
	}
	g := w.graphs[w.random.IntN(len(w.graphs))]
	status := w.statusOf(&g)
	jobs := slices.DeleteFunc(values(w.of(g.ID)), func(j shownJob) bool { return !j.underWay() })
	deleting := slices.ContainsFunc(jobs, func(j shownJob) bool { return j.JobName == "DeleteGraph" })
	path := "/v1.0/p1/graphs/" + g.ID
	keepBackup := w.random.IntN(2) == 0
	on := []struct {
		call    string
		allowed bool
	}{
		{"POST " + path + "/action?action_id=import-graph " + importBody, status == "200"},
		{"POST " + path + `/action?action_id=export-graph {"graphExportPath":"b/","edgeSetName":"e","vertexSetName":"v","schemaName":"s"}`, status == "200"},
		{"POST " + path + "/action?action_id=stop", status == "200"},
		{"POST " + path + "/action?action_id=start", status == "900"},
		{"POST " + path + "/action?action_id=start", status == "900"},
		{"POST " + path + "/action?action_id=clear-graph", status == "200"},
		{"POST " + path + "/action?action_id=restart", slices.Contains([]string{"200", "202", "204", "205"}, status)},
		{"POST " + path + "/backups", status == "200"},
		{"POST " + path + "/backups", status == "200"},
		{"DELETE " + path + fmt.Sprintf("?keepBackup=%t", keepBackup), len(jobs) == 0},
		{"DELETE-BACKUP", true},
	}[w.random.IntN(11)]
	if on.call == "DELETE-BACKUP" {
		w.deleteBackup()
		return
	}
	code, body := w.call(on.call)
	if accepted := code == 200; accepted != (on.allowed && !deleting) {
		w.t.Fatalf("at %s, status %s, %+v: %s: %d %s", w.now, status, jobs, on.call, code, body)
	} else if !accepted {
		return
	}
	w.submitted++
	if strings.HasSuffix(on.call, "restart") {
		for _, j := range jobs { // ends now, whatever was seen of its later end
			delete(w.ended, j.JobID)
		}
	}
	w.readJobs()
	w.assign(g.ID)
	job := strings.SplitN(body, `"`, 5)[3]
	if w.known[job] != g.ID {
		w.t.Fatalf("at %s: %s answers the job %s, which is in no list", w.now, on.call, job)
	}
	if strings.HasPrefix(on.call, "DELETE") {
		w.keeps[job] = keepBackup
	}
	if _, backup, ok := strings.Cut(body, `"backupId":"`); ok {
		w.madeBackup[job] = strings.TrimSuffix(backup, `"}`)
	}
}

func (w *walker) create() {
	name := []string{"alpha", "beta", "gamma", "seeded", "implied"}[w.random.IntN(5)]
	source := ""
	if w.random.IntN(2) == 0 {
		source = `,"dataSource":{"type":"OBS","parameters":{"schemaPath":"a","edgesetPath":"b"}}`
	}
	code, body := w.call(`POST /v1.0/p1/graphs {"graph":{"name":"` + name + `","graphSizeTypeIndex":"1","vpcId":"v","subnetId":"s","securityGroupId":"g"` + source + `}}`)
	taken := slices.ContainsFunc(w.graphs, func(g shownGraph) bool { return g.Name == name })
	if (code == 200) == taken {
		w.t.Fatalf("at %s: %s is taken: %t; create: %d %s", w.now, name, taken, code, body)
	} else if taken {
		return
	}
	w.submitted++
	id := strings.SplitN(body, `"`, 5)[3]
	w.read()
	w.assign(id)
	if source != "" {
		job := w.of(id)[0].JobID
		// The import begins where the creation ends, which the control API shows.
		rec := request(w.t, w.same[0], "GET /_emulator/projects/p1/jobs/"+job)
		_, end, _ := strings.Cut(rec.Body.String(), `"end":"`)
		w.created[name+" "+end[:len("2006-01-02T15:04:05")]] = id
	}
}

func (w *walker) deleteBackup() {
	if len(w.backups) == 0 {
		return
	}
	b := w.backups[w.random.IntN(len(w.backups))]
	code, body := w.call("DELETE /v1.0/p1/graphs/" + b.GraphID + "/backups/" + b.ID)
	if code != 200 || body != "{}" {
		w.t.Fatalf("at %s: the backup cannot be deleted: %d %s", w.now, code, body)
	}
	if at := w.deleted[b.ID]; at == "" || w.now < at {
		w.deleted[b.ID] = w.now
	}
	w.read()
}

// replaceSome has some emulators go on in other ones: from a snapshot, or from their
// folder.
func (w *walker) replaceSome(dir string) {
	switch w.random.IntN(30) {
	case 0:
		other := newEmulator(w.t, emulator.WithScenarioYAML("walked.yaml", []byte(walked)))
		if err := project(w.t, other, "p1").Restore(project(w.t, w.same[1], "p1").Snapshot()); err != nil {
			w.t.Fatal(err)
		}
		w.same[1] = other
	case 1:
		if dir == "" {
			return
		}
		if err := w.same[2].Close(); err != nil {
			w.t.Fatal(err)
		}
		w.same[2] = restored(w.t, dir, emulator.WithScenarioYAML("walked.yaml", []byte(walked)))
	}
}

// Whatever is submitted, and wherever time goes: the lists of jobs, graphs and backups
// agree with a model by scan at each instant, a second emulator, one restored from
// snapshots and one restarted from its folder answer with the same bytes, what has ended
// stays as it is, and back at an instant everything shows what it showed.
func TestSubmissionsAndWalksThroughTime(t *testing.T) {
	seeds, submissions := 200, 50
	if testing.Short() {
		seeds = 20
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			scenario := emulator.WithScenarioYAML("walked.yaml", []byte(walked))
			w := &walker{
				t: t, random: &draws{key: fake.NewKey(int64(seed)).For("walk")}, same: []*emulator.Emulator{newEmulator(t, scenario), newEmulator(t, scenario)},
				known: map[string]string{}, created: map[string]string{}, keeps: map[string]bool{}, deleted: map[string]string{}, ended: map[string]string{}, madeBackup: map[string]string{},
			}
			dir := ""
			if seed%10 == 0 {
				dir = t.TempDir()
				w.same = append(w.same, restored(t, dir, scenario))
			}
			w.start = project(t, w.same[0], "p1").Now()
			w.read()
			w.implied = graphNamed(t, w.same[0], "implied")
			for w.submitted < submissions {
				w.submit()
				w.replaceSome(dir)
				if w.random.IntN(3) == 0 {
					w.walk()
				}
			}
			w.forthAndBack()
		})
	}
}

// walk moves time, as a rule forward.
func (w *walker) walk() {
	by := w.seconds(1, 90)
	if w.random.IntN(5) == 0 {
		by = -w.seconds(1, 60)
	}
	at := project(w.t, w.same[0], "p1").Now().Add(by)
	if at.Before(w.start) {
		at = w.start
	}
	w.moveTo(at)
	w.read()
	w.assign("")
	w.check()
	if w.random.IntN(4) == 0 {
		w.pages()
	}
}

// forthAndBack walks to some instants, and back.
func (w *walker) forthAndBack() {
	var at []time.Time
	var shown []string
	first := project(w.t, w.same[0], "p1").Now().Add(-400 * time.Second)
	for i := range 12 {
		at = append(at, first.Add(time.Duration(i)*47*time.Second))
		w.moveTo(at[i])
		shown = append(shown, w.everything())
	}
	for i := range slices.Backward(at) {
		w.moveTo(at[i])
		if got := w.everything(); got != shown[i] {
			w.t.Fatalf("back at %s it shows\n%s\nwant\n%s", at[i], got, shown[i])
		}
	}
}
