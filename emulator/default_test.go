package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// firstPage is what a client receives that requests the first page.
type firstPage struct {
	JobList []struct {
		Status, JobName, RelatedGraph, BeginTime, FailReason string

		JobDetail *struct{ SchemaPath []struct{ Path string } }
	}
}

// The built-in scenario "default" is alive for 30 days: whenever a client requests the
// first page, it has the newest jobs, one of which at least is waiting or running. The
// page changes at least every 40 minutes.
func TestDefaultIsAliveForAMonth(t *testing.T) {
	t.Parallel()
	e := still(t, "default")
	p := project(t, e, "p1")
	changed, end := p.Now(), p.Now().AddDate(0, 0, 30)
	pages, withWaiting, withSeveral := 0, 0, 0
	names, daysWithFailure := map[string]bool{}, map[string]bool{}
	for last := ""; !p.Now().After(end); p.AdvanceToNext() {
		text, now := body(t, e, ""), p.Now()
		var page firstPage
		if err := json.Unmarshal([]byte(text), &page); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		waiting, running, before := 0, 0, "9"
		for _, j := range page.JobList {
			if j.BeginTime > before {
				t.Fatalf("at %s the page is not sorted, newest first:\n%s", now, text)
			}
			before = j.BeginTime
			names[j.JobName] = true
			switch j.Status {
			case "waiting":
				waiting++
			case "running":
				running++
			default:
				if isImport := j.JobName == "ImportGraph"; isImport != (j.JobDetail != nil) || isImport && j.JobDetail.SchemaPath[0].Path == "" {
					t.Fatalf("at %s the jobDetail is absent or not complete:\n%s", now, text)
				}
				if (j.FailReason != "") != (j.Status != "success") {
					t.Fatalf("at %s the failReason is absent, or that of a success:\n%s", now, text)
				}
				daysWithFailure[now.Format(time.DateOnly)] = daysWithFailure[now.Format(time.DateOnly)] || j.FailReason != ""
			}
		}
		if len(page.JobList) != 10 || waiting+running == 0 {
			t.Fatalf("at %s no job is waiting or running:\n%s", now, text)
		}
		if pages++; waiting > 0 {
			withWaiting++
		}
		if waiting+running > 1 {
			withSeveral++
		}
		if _, jobs, _ := strings.Cut(text, `"jobList"`); jobs != last {
			if gap := now.Sub(changed); gap > 40*time.Minute {
				t.Errorf("before %s the page does not change for %s", now, gap)
			}
			changed, last = now, jobs
		}
	}
	if withWaiting < pages/4 || withWaiting > pages/2 || withSeveral < pages/2 {
		t.Errorf("of %d pages %d have a job that waits, %d several under way; want a quarter to a half, and half", pages, withWaiting, withSeveral)
	}
	for name := range strings.FieldsSeq("CreateGraph ImportGraph ExportGraph StopGraph StartGraph CreateBackup DeleteGraph ClearGraph RestartGraph") {
		if !names[name] {
			t.Errorf("no page has a %s", name)
		}
	}
	for day, failed := range daysWithFailure {
		if !failed {
			t.Errorf("no page of %s has a job that failed", day)
		}
	}
}
