package gesapi

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// wire writes jobs as the vendor's page shows them: this order of fields, these
// nulls, these absences. It appends bytes, because a generic encoder would take
// most of the time of a call.
type wire struct {
	compat scenario.Compat
	now    clock.Instant
}

func newWire(c scenario.Compat, now clock.Instant) wire { return wire{c, now} }

func (w wire) appendListHead(b []byte, count int) []byte {
	b = append(b, `{"jobCount":`...)
	b = strconv.AppendInt(b, int64(count), 10)
	return append(b, `,"jobList":[`...)
}

func (w wire) appendListTail(b []byte) []byte { return append(b, "]}"...) }

func (w wire) appendJob(b []byte, j history.Job) []byte {
	status := j.StatusAt(w.now)
	b = append(b, `{"jobId":`...)
	b = appendString(b, j.ID())
	b = append(b, `,"status":"`...)
	b = append(b, w.statusWord(status)...)
	b = append(b, `","jobType":`...)
	b = appendString(b, j.Type())
	b = append(b, `,"jobName":"`...)
	b = append(b, j.Name()...)
	b = append(b, `","relatedGraph":`...)
	b = appendString(b, j.Graph())
	b = append(b, `,"beginTime":"`...)
	b = j.Begin().AppendTo(b)
	b = append(b, '"')
	if status.Ended() {
		b = w.appendEnd(b, j, status)
	}
	b = append(b, `,"jobProgress":`...)
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
	b = append(b, `,"endTime":"`...)
	b = j.End().AppendTo(b)
	b = append(b, '"')
	if detail := j.Detail(); detail != nil {
		b = append(b, `,"jobDetail":{"vertexsetPath":`...)
		b = appendFiles(b, detail.Vertexset)
		b = append(b, `,"edgesetPath":`...)
		b = appendFiles(b, detail.Edgeset)
		b = append(b, `,"schemaPath":`...)
		b = appendFiles(b, detail.Schema)
		b = append(b, '}')
	}
	if status != ges.Success {
		b = append(b, `,"failReason":`...)
		b = appendString(b, j.FailReason())
	}
	return b
}

func appendFiles(b []byte, files []scenario.File) []byte {
	if files == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i := range files {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendFile(b, &files[i])
	}
	return append(b, ']')
}

func appendFile(b []byte, f *scenario.File) []byte {
	b = append(b, `{"path":`...)
	b = appendString(b, f.Path)
	b = append(b, `,"log":`...)
	b = appendText(b, f.Log)
	b = append(b, `,"cause":`...)
	b = appendText(b, f.Cause)
	b = append(b, `,"status":"`...)
	b = append(b, f.Status...)
	b = append(b, '"')
	b = appendLines(b, `,"totalLines":`, f.Total)
	b = appendLines(b, `,"failedLines":`, f.Failed)
	b = appendLines(b, `,"successfulLines":`, f.Successful)
	return append(b, '}')
}

func appendText(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendString(b, *s)
}

func appendLines(b []byte, key string, n *int64) []byte {
	if n == nil {
		return b
	}
	return strconv.AppendInt(append(b, key...), *n, 10)
}

// appendString appends a JSON string. Unlike Go's default, <, > and & stay as
// they are.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return append(b, plainJSON(s)...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// plainJSON is JSON without what Go adds for the sake of HTML.
func plainJSON(v any) []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // plain texts and numbers always encode
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
