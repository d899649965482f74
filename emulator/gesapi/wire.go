package gesapi

import (
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// wire writes jobs as the vendor's page shows them: this order of fields, these
// nulls, these absences. It appends bytes, because a generic encoder would take
// most of the time of a call.
type wire struct {
	compat scenario.Compat
	now    clock.Instant
	keys   *jobKeys
}

func newWire(c scenario.Compat, now clock.Instant, v ges.Version) wire {
	if v == ges.V2 {
		return wire{c, now, &keysV2}
	}
	return wire{c, now, &keysV1}
}

// jobKeys are the keys of jobs and of their list in one version, with what comes before
// and after each.
type jobKeys struct {
	listHead, list                               string
	id, status, jobType, name, graph, begin, end string
	detail, edgeset, schema                      string
	failReason, progress                         string
	totalLines, failedLines, successfulLines     string
}

// The keys of both versions.
//
//nolint:gochecknoglobals // read-only
var (
	keysV1 = jobKeys{
		listHead: `{"jobCount":`, list: `,"jobList":[`,
		id: `{"jobId":`, status: `,"status":"`, jobType: `","jobType":`, name: `,"jobName":"`, graph: `","relatedGraph":`,
		begin: `,"beginTime":"`, end: `,"endTime":"`,
		detail: `,"jobDetail":{"vertexsetPath":`, edgeset: `,"edgesetPath":`, schema: `,"schemaPath":`,
		failReason: `,"failReason":`, progress: `,"jobProgress":`,
		totalLines: `,"totalLines":`, failedLines: `,"failedLines":`, successfulLines: `,"successfulLines":`,
	}
	keysV2 = jobKeys{
		listHead: `{"job_count":`, list: `,"job_list":[`,
		id: `{"job_id":`, status: `,"status":"`, jobType: `","job_type":`, name: `,"job_name":"`, graph: `","related_graph":`,
		begin: `,"begin_time":"`, end: `,"end_time":"`,
		detail: `,"job_detail":{"vertexset_path":`, edgeset: `,"edgeset_path":`, schema: `,"schema_path":`,
		failReason: `,"fail_reason":`, progress: `,"job_progress":`,
		totalLines: `,"total_lines":`, failedLines: `,"failed_lines":`, successfulLines: `,"successful_lines":`,
	}
)

func (w wire) appendListHead(b []byte, count int) []byte {
	b = append(b, w.keys.listHead...)
	b = strconv.AppendInt(b, int64(count), 10)
	return append(b, w.keys.list...)
}

func (w wire) appendListTail(b []byte) []byte { return append(b, "]}"...) }

func (w wire) appendJob(b []byte, j history.Job) []byte {
	status := j.StatusAt(w.now)
	b = append(b, w.keys.id...)
	b = encode.AppendText(b, j.ID())
	b = append(b, w.keys.status...)
	b = append(b, w.statusWord(status)...)
	b = append(b, w.keys.jobType...)
	b = encode.AppendText(b, j.Type())
	b = append(b, w.keys.name...)
	b = append(b, j.Name()...)
	b = append(b, w.keys.graph...)
	b = encode.AppendText(b, j.Graph())
	b = append(b, w.keys.begin...)
	b = j.Begin().AppendTo(b)
	b = append(b, '"')
	if status.Ended() {
		b = w.appendEnd(b, j, status)
	}
	b = append(b, w.keys.progress...)
	b = strconv.AppendFloat(b, j.Progress(w.now), 'f', -1, 64)
	return append(b, '}')
}

// statusWord is how a status is written. The vendor's pages disagree about a
// job that waits.
func (w wire) statusWord(s ges.Status) string {
	if s == ges.Waiting {
		return w.compat.QueuedStatus
	}
	return s.String()
}

// appendEnd appends the fields that only an ended job has.
func (w wire) appendEnd(b []byte, j history.Job, status ges.Status) []byte {
	b = append(b, w.keys.end...)
	b = j.End().AppendTo(b)
	b = append(b, '"')
	if detail := j.Detail(); detail != nil {
		b = append(b, w.keys.detail...)
		b = w.appendFiles(b, detail.Vertexset)
		b = append(b, w.keys.edgeset...)
		b = w.appendFiles(b, detail.Edgeset)
		b = append(b, w.keys.schema...)
		b = w.appendFiles(b, detail.Schema)
		b = append(b, '}')
	}
	if status != ges.Success {
		b = append(b, w.keys.failReason...)
		b = encode.AppendText(b, j.FailReason())
	}
	return b
}

func (w wire) appendFiles(b []byte, files []scenario.File) []byte {
	if files == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i := range files {
		if i > 0 {
			b = append(b, ',')
		}
		b = w.appendFile(b, &files[i])
	}
	return append(b, ']')
}

func (w wire) appendFile(b []byte, f *scenario.File) []byte {
	b = append(b, `{"path":`...)
	b = encode.AppendText(b, f.Path)
	b = append(b, `,"log":`...)
	b = appendText(b, f.Log)
	b = append(b, `,"cause":`...)
	b = appendText(b, f.Cause)
	b = append(b, `,"status":"`...)
	b = append(b, f.Status...)
	b = append(b, '"')
	b = appendLines(b, w.keys.totalLines, f.Total)
	b = appendLines(b, w.keys.failedLines, f.Failed)
	b = appendLines(b, w.keys.successfulLines, f.Successful)
	return append(b, '}')
}

func appendText(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return encode.AppendText(b, *s)
}

func appendLines(b []byte, key string, n *int64) []byte {
	if n == nil {
		return b
	}
	return strconv.AppendInt(append(b, key...), *n, 10)
}
