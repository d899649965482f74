package scenarios_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// The first entry of the list is the vendor's real case: numbers, log, cause.
func TestImportPartialFailureDetail(t *testing.T) {
	type file struct {
		status                    ges.FileStatus
		log, cause                bool
		total, failed, successful int64
	}
	job := rows(compile(t, "import-partial-failure").NewBoard(), history.Filter{Status: ges.PartiallyFailed})[0]
	if job.FailReason() == "" {
		t.Error("the job has no failReason")
	}
	d := job.Detail()
	for _, c := range []struct {
		list string
		got  []scenario.File
		want file
	}{
		{"vertexsetPath", d.Vertexset, file{ges.FileSuccess, false, false, 146, 0, 146}},
		{"edgesetPath", d.Edgeset, file{ges.FilePartFailed, true, true, 1659, 450, 1209}},
		{"schemaPath", d.Schema, file{ges.FileSuccess, false, true, 4, 4, 0}},
	} {
		if len(c.got) != 1 {
			t.Errorf("%s has %d entries, want 1", c.list, len(c.got))
			continue
		}
		f := c.got[0]
		if f.Total == nil || f.Failed == nil || f.Successful == nil {
			t.Errorf("%s lacks line counts", c.list)
			continue
		}
		got := file{f.Status, f.Log != nil, f.Cause != nil, *f.Total, *f.Failed, *f.Successful}
		if got != c.want {
			t.Errorf("%s is %+v, want %+v", c.list, got, c.want)
		}
	}
}

// page is the page's success body, as far as a client decodes it.
type page struct {
	JobCount int `json:"jobCount"`
	JobList  []struct {
		JobID, Status, JobType, JobName, RelatedGraph, BeginTime, EndTime string
		JobDetail                                                         *struct{ VertexsetPath, EdgesetPath, SchemaPath []file }
		FailReason                                                        string
		JobProgress                                                       float64
	} `json:"jobList"`
}

type file struct {
	Path, Status                             string
	Log, Cause                               *string
	TotalLines, FailedLines, SuccessfulLines *int64
}

func files(list []scenario.File) []file {
	var out []file
	for _, f := range list {
		out = append(out, file{f.Path, string(f.Status), f.Log, f.Cause, f.Total, f.Failed, f.Successful})
	}
	return out
}

func readFixture(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("../fixtures/page/" + name)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// The first two of the documented sample's jobs are those of the page, and all
// have ended.
func TestDocumentedSampleIsThePage(t *testing.T) {
	var want page
	readFixture(t, "list-jobs-success.json", &want)
	plan := compile(t, "documented-sample")
	b := plan.NewBoard()
	v := b.View(history.Filter{})
	got := page{JobCount: v.Count()}
	got.JobList = slices.Grow(got.JobList, 2)[:2]
	for i, j := range slices.Collect(v.Rows(0, 2)) {
		row := &got.JobList[i]
		row.JobID, row.Status, row.JobType, row.JobName = j.ID(), j.StatusAt(v.Now()).String(), j.Type(), j.Name()
		row.RelatedGraph, row.BeginTime, row.EndTime = j.Graph(), j.Begin().String(), j.End().String()
		row.FailReason, row.JobProgress = j.FailReason(), j.Progress(v.Now())
		if d := j.Detail(); d != nil {
			row.JobDetail = &struct{ VertexsetPath, EdgesetPath, SchemaPath []file }{
				files(d.Vertexset), files(d.Edgeset), files(d.Schema),
			}
		}
	}
	gotText, wantText := marshal(t, got), marshal(t, want)
	if gotText != wantText {
		t.Errorf("the first two jobs are\n%s\nwant\n%s", gotText, wantText)
	}
	if c := b.Counts(); c.Waiting+c.Running > 0 {
		t.Errorf("not all jobs have ended: %+v", c)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
