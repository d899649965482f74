package gosdk

import (
	"fmt"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"
)

// RejectedFile is a data file of which an import did not take every line.
type RejectedFile struct {
	Path   string
	Status string // failed or partFailed
	Cause  string // "" when the service gave none
	Total  int64  // lines in the file; -1 or 0 when the service gave none
	Failed int64  // lines that were rejected; as Total
}

// String is the file as a person wants to read it.
func (f RejectedFile) String() string {
	s := f.Path + ": " + f.Status
	if f.Total > 0 {
		s += fmt.Sprintf(", %d of %d lines rejected", f.Failed, f.Total)
	}
	if f.Cause != "" {
		s += ": " + f.Cause
	}
	return s
}

// RejectedFiles lists the vertex and edge files of an import that were not
// taken whole, vertices first. A job without details has none.
func RejectedFiles(job model.Job) []RejectedFile {
	if job.JobDetail == nil {
		return nil
	}
	var files []RejectedFile
	add := func(f RejectedFile) {
		if f.Status != "success" {
			files = append(files, f)
		}
	}
	for _, p := range value(job.JobDetail.VertexsetPath) {
		add(RejectedFile{p.Path, p.Status, value(p.Cause), value(p.TotalLines), value(p.FailedLines)})
	}
	for _, p := range value(job.JobDetail.EdgesetPath) {
		add(RejectedFile{p.Path, p.Status, value(p.Cause), value(p.TotalLines), value(p.FailedLines)})
	}
	return files
}

// value is what p points at, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
