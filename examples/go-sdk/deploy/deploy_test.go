package deploy_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
	"github.com/ges-emulator/ges-emulator/examples/go-sdk/deploy"
)

// What is deployed.
var (
	movies = deploy.Spec{Name: "movies", SizeIndex: "1", VPCID: "vpc", SubnetID: "subnet", SecurityGroupID: "group"}
	first  = deploy.Data{Edges: "bucket/edges.csv", Vertices: "bucket/vertices.csv", Schema: "bucket/schema.xml"}
	second = deploy.Data{Edges: "bucket/more.csv"}
	export = deploy.Target{Folder: "bucket/export", Edges: "edges", Vertices: "vertices", Schema: "schema.xml"}
)

// wantStatus asserts the status in which a graph is now.
func wantStatus(t *testing.T, w *world, g deploy.Graph, want deploy.Status) deploy.Graph {
	t.Helper()
	now, err := w.Service.ShowGraph(g.ID)
	if err != nil || now.Status != want {
		t.Errorf("graph %s has status %q, %v; want %s", g.Name, now.Status, err, want)
	}
	return now
}

// wantCode asserts the service's code in an error.
func wantCode(t *testing.T, err error, want string) {
	t.Helper()
	if gosdk.ErrorCode(err) != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

const empty = `
version: 1
projects: {"*": {}}
`

// The whole life of a graph.
func TestDeployment(t *testing.T) {
	eachVersion(t, empty, func(t *testing.T, w *world) {
		began, start := time.Now(), w.project.Now() //nolint:forbidigo // for a figure of real time in the log
		ctx := t.Context()

		g, err := w.Create(ctx, movies)
		if err != nil || g.Name != "movies" || g.Status != deploy.Running {
			t.Fatalf("created: %+v, %v", g, err)
		}
		job, err := w.Import(ctx, g, first)
		if err != nil {
			t.Fatal(err)
		}
		var files []string
		for _, f := range job.Files {
			files = append(files, f.String())
		}
		if want := []string{"bucket/schema.xml: success", "bucket/vertices.csv: success", "bucket/edges.csv: success"}; !slices.Equal(files, want) {
			t.Errorf("the import tells of %q, want %q", files, want)
		}
		if g = wantStatus(t, w, g, deploy.Running); !slices.Equal(g.Edges, []string{"bucket/edges.csv"}) {
			t.Errorf("the graph has edges of %q", g.Edges)
		}
		if job, err = w.Export(ctx, g, export); err != nil || job.Name != "ExportGraph" {
			t.Fatalf("exported: %+v, %v", job, err)
		}
		backup, err := w.BackUp(ctx, g)
		if err != nil || !strings.HasPrefix(backup.Name, "movies-2018") || backup.Status != "success" {
			t.Fatalf("backed up: %+v, %v", backup, err)
		}
		if g, err = w.Restore(ctx, g, backup); err != nil || g.Status != deploy.Running {
			t.Fatalf("restored: %+v, %v", g, err)
		}
		if err := w.Delete(ctx, g); err != nil {
			t.Fatal(err)
		}
		_, err = w.Service.ShowGraph(g.ID)
		if !deploy.Gone(err) {
			t.Errorf("a deleted graph: %v", err)
		}

		jobs, total, err := w.Service.ListJobs("movies", 0, 100)
		var names []string
		for _, j := range jobs {
			names = append(names, j.Name)
		}
		want := []string{"CreateGraph", "ImportGraph", "ExportGraph", "CreateBackup", "StopGraph", "RestoreGraph", "DeleteGraph"}
		if err != nil || total != 7 || !slices.Equal(names, want) {
			t.Errorf("the task center has %d jobs %q, %v; want %q", total, names, err, want)
		}
		took := time.Since(began).Round(time.Millisecond) //nolint:forbidigo // as above
		t.Logf("%v of virtual time in %v of real time, %d calls", w.project.Now().Sub(start), took, w.recorder.Calls)
	})
}

const secondImportFails = `
version: 1
clock: {mode: stepped, step: next}
projects: {"*": {}}
submitRules:
  - name: second-import
    jobName: ImportGraph
    when: {graph: movies, calls: 2}
    running: 30s
    outcome: failed
    failReason: disk full
`

// A failed import is an error with its reason, and the backup brings back what was
// there before.
func TestSecondImportFails(t *testing.T) {
	eachVersion(t, secondImportFails, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.Pause = noPause
		g, backup, err := w.Deploy(ctx, movies, first)
		if err != nil {
			t.Fatal(err)
		}
		job, err := w.Import(ctx, g, second)
		var failed *deploy.JobError
		if !errors.As(err, &failed) || job.Status != "failed" || job.FailReason != "disk full" {
			t.Fatalf("the second import is %+v: %v", job, err)
		}
		if want := "ImportGraph of graph movies: failed: disk full"; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %q, want %q", err, want)
		}
		wantStatus(t, w, g, deploy.Running)
		if g, err = w.Restore(ctx, g, backup); err != nil {
			t.Fatal(err)
		}
		if _, err = w.Import(ctx, g, second); err != nil {
			t.Errorf("the third import: %v", err)
		}
	})
}

const lostAnswers = `
version: 1
projects: {"*": {}}
faults:
  - name: lost-create
    operations: [CreateGraph]
    reply: {status: 504}
    accepted: true
  - name: lost-import
    operations: [ImportGraph]
    connection: close
    accepted: true
  - name: lost-backup
    operations: [CreateBackup]
    connection: reset
    accepted: true
  - name: not-accepted
    operations: [ExportGraph]
    when: {calls: 1}
    connection: close
  - name: lost-delete
    operations: [DeleteGraph]
    connection: close
    accepted: true
`

// Work that was accepted is found in the task center if the answer was lost, and done
// once. What was not accepted is submitted again.
func TestLostAnswers(t *testing.T) {
	eachVersion(t, lostAnswers, func(t *testing.T, w *world) {
		ctx := t.Context()
		g, backup, err := w.Deploy(ctx, movies, first, second)
		if err != nil || backup.ID == "" {
			t.Fatalf("deployed: %+v, %+v, %v", g, backup, err)
		}
		if _, err := w.Export(ctx, g, export); err != nil {
			t.Fatal(err)
		}
		if err := w.Delete(ctx, g); err != nil {
			t.Fatal(err)
		}
		jobs, _, err := w.Service.ListJobs("movies", 0, 100)
		count := map[string]int{}
		for _, j := range jobs {
			count[j.Name+" "+j.Status]++
		}
		if err != nil || len(jobs) != 6 || count["ImportGraph success"] != 2 || count["ExportGraph success"] != 1 || count["DeleteGraph success"] != 1 {
			t.Errorf("the task center has %v, %v", count, err)
		}
	})
}

const frozen = `
version: 1
projects:
  "*":
    graphs: [{name: movies, status: frozen}]
`

// A frozen graph can only be deleted.
func TestFrozenGraph(t *testing.T) {
	eachVersion(t, frozen, func(t *testing.T, w *world) {
		ctx := t.Context()
		graphs, _, err := w.Service.ListGraphs(0, 10)
		if err != nil || len(graphs) != 1 {
			t.Fatalf("graphs %+v, %v", graphs, err)
		}
		g := graphs[0]
		_, err = w.Await(ctx, g.ID, deploy.Running)
		var status *deploy.StatusError
		if !errors.As(err, &status) || status.Graph.Status != deploy.Frozen {
			t.Errorf("waiting for a frozen graph: %v", err)
		}
		_, err = w.Import(ctx, g, first)
		wantCode(t, err, "GES.7001")
		_, err = w.Export(ctx, g, export)
		wantCode(t, err, "GES.7001")
		_, err = w.BackUp(ctx, g)
		wantCode(t, err, "GES.7001")
		_, err = w.Restore(ctx, g, deploy.Backup{ID: "any"})
		wantCode(t, err, "GES.7001")
		if err := w.Delete(ctx, g); err != nil {
			t.Error(err)
		}
	})
}

const fullQuota = `
version: 1
projects:
  "*":
    graphs: [{name: archive}]
    quotas: {graph: 1, backup: 1}
`

// A full quota refuses until there is room.
func TestFullQuota(t *testing.T) {
	eachVersion(t, fullQuota, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.Create(ctx, movies)
		wantCode(t, err, "GES.7018")
		graphs, _, err := w.Service.ListGraphs(0, 10)
		if err != nil || len(graphs) != 1 {
			t.Fatalf("graphs %+v, %v", graphs, err)
		}
		if err := w.Delete(ctx, graphs[0]); err != nil {
			t.Fatal(err)
		}
		g, _, err := w.Deploy(ctx, movies)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.BackUp(ctx, g)
		wantCode(t, err, "GES.7019")
	})
}
