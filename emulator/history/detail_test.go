package history_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// imports returns a plan of n generated imports with the given shares of outcomes.
func imports(t *testing.T, n int, failed, partially float64, files scenario.Range[int]) *history.Plan {
	t.Helper()
	start := clock.DefaultStart()
	return compile(t, world(11, scenario.Project{Generate: []scenario.Generate{{
		Count: n, Names: []scenario.Weighted{{Name: ges.ImportGraph, Weight: 1}}, GraphCount: 5,
		Begin:  scenario.Range[clock.Instant]{From: start, To: start.Add(time.Hour)},
		Failed: failed, PartiallyFailed: partially, Files: files,
	}}}))
}

// entries returns all files of an invented detail, edges first.
func entries(d *scenario.Detail) []scenario.File {
	return slices.Concat(d.Edgeset, d.Vertexset, d.Schema)
}

var paths = regexp.MustCompile(`^[a-z][a-z-]+/[A-Za-z0-9_-]+/(edge|vertex|schema)(_[0-9]+)?\.(csv|xml)$`)

// An invented detail is consistent: line counts add up, failed files have a log and a
// cause, successful ones have neither.
func checkFile(t *testing.T, f scenario.File) {
	t.Helper()
	if !paths.MatchString(f.Path) {
		t.Errorf("the path %q does not look like one", f.Path)
	}
	wrong := f.Status != ges.FileSuccess
	if (f.Log != nil) != wrong || (f.Cause != nil) != wrong {
		t.Errorf("%s is %s, with log %v and cause %v", f.Path, f.Status, f.Log, f.Cause)
	}
	if f.Total == nil || f.Failed == nil || f.Successful == nil {
		if f.Total != nil || f.Failed != nil || f.Successful != nil {
			t.Errorf("%s has some of its line counts", f.Path)
		}
		return
	}
	total, failed, successful := *f.Total, *f.Failed, *f.Successful
	want := map[ges.FileStatus]bool{
		ges.FileSuccess:    failed == 0,
		ges.FileFailed:     successful == 0,
		ges.FilePartFailed: failed > 0 && successful > 0,
	}
	if total <= 0 || failed < 0 || successful < 0 || failed+successful != total || !want[f.Status] {
		t.Errorf("%s is %s, of %d lines %d failed and %d did not", f.Path, f.Status, total, failed, successful)
	}
}

func TestInventedDetail(t *testing.T) {
	for _, c := range []struct {
		failed, partially float64
		outcome           ges.Status
	}{{0, 0, ges.Success}, {1, 0, ges.Failed}, {0, 1, ges.PartiallyFailed}} {
		plan := imports(t, 600, c.failed, c.partially, scenario.Range[int]{From: 1, To: 4})
		withoutVertices := 0
		for i := range plan.Len() {
			j := plan.Job(i)
			d := j.Detail()
			if j.Outcome() != c.outcome || d == nil {
				t.Fatalf("an import that is to be %s is %s, with detail %v", c.outcome, j.Outcome(), d)
			}
			seen, statuses := map[string]bool{}, map[ges.FileStatus]int{}
			for _, f := range entries(d) {
				checkFile(t, f)
				seen[f.Path] = true
				statuses[f.Status]++
			}
			if len(seen) != len(entries(d)) {
				t.Errorf("of %d files only %d have a path of their own", len(entries(d)), len(seen))
			}
			wrong := map[ges.Status]bool{
				ges.Success:         statuses[ges.FileSuccess] == len(seen),
				ges.Failed:          statuses[ges.FileFailed] > 0 && statuses[ges.FilePartFailed] == 0,
				ges.PartiallyFailed: statuses[ges.FilePartFailed] == 1 && statuses[ges.FileFailed] == 0,
			}
			if !wrong[c.outcome] {
				t.Errorf("the files of an import that is %s are %v", c.outcome, statuses)
			}
			for _, list := range [][]scenario.File{d.Edgeset, d.Schema} {
				if len(list) < 1 || len(list) > 4 {
					t.Errorf("a list has %d files, want 1 to 4", len(list))
				}
			}
			if d.Vertexset == nil {
				withoutVertices++
			}
		}
		if withoutVertices < 600*2/10 || withoutVertices > 600*4/10 {
			t.Errorf("%d of 600 imports have no vertex files, want about 180", withoutVertices)
		}
	}
}

// Lists may be empty; the failure is then in the next one.
func TestInventedDetailWithoutFiles(t *testing.T) {
	for name, partially := range map[string]float64{"failed": 0, "partiallyFailed": 1} {
		plan := imports(t, 300, 1-partially, partially, scenario.Range[int]{From: 0, To: 1})
		empty, spoiled := 0, 0
		for i := range plan.Len() {
			files := entries(plan.Job(i).Detail())
			if len(files) == 0 {
				empty++
			} else if slices.ContainsFunc(files, func(f scenario.File) bool { return f.Status != ges.FileSuccess }) {
				spoiled++
			}
		}
		if empty == 0 || spoiled+empty != plan.Len() {
			t.Errorf("%s: of %d imports %d have no files and %d one that went wrong", name, plan.Len(), empty, spoiled)
		}
	}
}

// The detail of a scenario is not changed; only imports have one.
func TestDetailOfASeededJob(t *testing.T) {
	given := &scenario.Detail{Edgeset: []scenario.File{{Path: "hkmovie/edge.csv", Status: ges.FileSuccess}}}
	with, without, export := oneJob(), oneJob(), oneJob()
	with.Detail, with.ID = given, "with"
	without.ID, without.Graph = "without", "Фильмы/2018 x"
	export.ID, export.Name = "export", "ExportGraph"
	plan := compile(t, world(1, scenario.Project{Jobs: []scenario.Job{with, without, export}}))
	for id, want := range map[string]string{"with": "given", "without": "invented", "export": "none"} {
		j, _ := plan.Find(id)
		got := "invented"
		d := j.Detail()
		switch d {
		case nil:
			got = "none"
		case given:
			got = "given"
		default:
			for _, f := range entries(d) {
				checkFile(t, f)
			}
		}
		if got != want {
			t.Errorf("the detail of %s is %s, want %s", id, got, want)
		}
	}
}

// A job has a reason if and only if it failed: that of the scenario, or one of the error
// table for the job's name.
func TestFailReason(t *testing.T) {
	plausible := map[string]map[string]bool{}
	for _, n := range ges.JobNames() {
		plausible[n.Name] = map[string]bool{}
		for _, code := range n.Failures {
			e, _ := ges.LookUpError(code)
			plausible[n.Name][e.Message] = true
		}
	}
	given, empty := "the moon was full", ""
	for i, n := range ges.JobNames() {
		var list []scenario.Job
		for _, outcome := range ges.Outcomes() {
			for k, reason := range []*string{nil, &given, &empty} {
				j := oneJob()
				j.Name, j.Outcome, j.FailReason, j.Graph = n.Name, outcome, reason, fmt.Sprintf("graph%d", k)
				if outcome == ges.Success && reason != nil {
					continue
				}
				list = append(list, j)
			}
		}
		plan := compile(t, world(int64(i), scenario.Project{Jobs: list}))
		for at := range plan.Len() {
			j := plan.Job(at)
			got := j.FailReason()
			right := map[ges.Status]bool{
				ges.Success:         got == "",
				ges.Failed:          plausible[n.Name][got],
				ges.PartiallyFailed: got == "Some files or lines were not imported.",
			}[j.Outcome()]
			switch j.Graph() {
			case "graph1":
				right = got == given
			case "graph2":
				right = got == empty
			}
			if !right {
				t.Errorf("%s %s has the reason %q", n.Name, j.Outcome(), got)
			}
		}
	}
}
