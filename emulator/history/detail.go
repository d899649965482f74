package history

import (
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Detail returns the jobDetail of an import that has ended: that of the scenario, or
// an invented one; nil for other jobs. The caller must not change it.
func (j Job) Detail() *scenario.Detail {
	if j.Name() != ges.ImportGraph {
		return nil
	}
	if s := j.source(); s != nil && s.Detail != nil {
		return s.Detail.Completed(j.record().outcome)
	}
	r := j.record()
	d := detailer{
		inventor: fake.New(),
		key:      r.key.For("jobDetail"),
		files:    j.origin().files,
		outcome:  r.outcome,
	}
	d.folder = d.inventor.Bucket(d.key.For("bucket")) + "/" + objectName(j.Graph())
	return d.detail()
}

// objectName returns a text as part of an object's path: every character other than
// letters, digits, - and _ is replaced by _.
func objectName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		default:
			return '_'
		}
	}, s)
}

// detailer invents the jobDetail of one import.
type detailer struct {
	inventor *fake.Inventor
	key      fake.Key
	folder   string // bucket and folder
	files    scenario.Range[int]
	outcome  ges.Status
}

// withoutVertices is the share of invented imports without vertex files, whose list
// is null. The null is the vendor's, the share is our choice.
const withoutVertices = 0.3

func (d *detailer) detail() *scenario.Detail {
	detail := &scenario.Detail{
		Edgeset: d.list("edge", ".csv"),
		Schema:  d.list("schema", ".xml"),
	}
	if d.inventor.Share(d.key.For("vertices")) >= withoutVertices {
		detail.Vertexset = d.list("vertex", ".csv")
	}
	d.applyOutcome(detail)
	return detail
}

// list invents the files of one list, all of them successful. Schemas have no line
// counts (vendor's job table, v1).
func (d *detailer) list(kind, ending string) []scenario.File {
	key := d.key.For(kind)
	n := int(d.inventor.Between(key.For("files"), int64(d.files.From), int64(d.files.To)))
	var files []scenario.File
	for i := range n {
		name := kind
		if n > 1 {
			name += "_" + strconv.Itoa(i+1)
		}
		f := scenario.File{Path: d.folder + "/" + name + ending, Status: ges.FileSuccess}
		if kind != "schema" {
			total, failed := d.inventor.Between(key.For("lines").Nth(i), 100, 2_000_000), int64(0)
			f.Total, f.Failed, f.Successful = &total, &failed, &total
		}
		files = append(files, f)
	}
	return files
}

// applyOutcome marks the failed files: all edges of a failed import, one edge file of
// a partially failed one. Without edges it is the next list that has files.
func (d *detailer) applyOutcome(detail *scenario.Detail) {
	files := detail.Edgeset
	if len(files) == 0 {
		files = detail.Vertexset
	}
	if len(files) == 0 {
		files = detail.Schema
	}
	switch {
	case len(files) == 0:
	case d.outcome == ges.Failed:
		for i := range files {
			d.fail(&files[i], d.key.For("spoil").Nth(i), ges.FileFailed)
		}
	case d.outcome == ges.PartiallyFailed:
		i := d.inventor.Index(d.key.For("spoiled"), len(files))
		d.fail(&files[i], d.key.For("spoil").Nth(i), ges.FilePartFailed)
	}
}

// fail marks a file as failed, with a log, a cause and rejected lines: all of them,
// or up to 30 %.
func (d *detailer) fail(f *scenario.File, key fake.Key, status ges.FileStatus) {
	f.Status = status
	log := f.Path + ".error.log"
	lines := int64(100)
	if f.Total != nil {
		lines = *f.Total
		failed := lines
		if status == ges.FilePartFailed {
			failed = d.inventor.Between(key.For("failed"), 1, max(1, lines*3/10))
		}
		successful := lines - failed
		f.Failed, f.Successful = &failed, &successful
	}
	cause := d.inventor.Cause(key.For("cause"), lines)
	f.Log, f.Cause = &log, &cause
}
