// Package recordingtest records the calls of tests to an emulator that stands for the
// service.
package recordingtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator"
)

// T is what is needed of a test.
type T interface {
	Helper()
	Fatal(values ...any)
	Fatalf(format string, values ...any)
	Cleanup(f func())
	TempDir() string
	Context() context.Context
}

// Upstream is an emulator that stands for the service, and what was recorded of it.
type Upstream struct {
	t       T
	e       *emulator.Emulator
	Project *emulator.Project
	w       *recording.Writer
	dir     string // of the recording
	read    *recording.Recording
}

// New starts one, whose project p1 has a clock that only the test moves. The recording
// keeps ids unless it is to have pseudonyms.
func New(t T, pseudonyms bool, options ...emulator.Option) *Upstream {
	t.Helper()
	e, err := emulator.New(append(options, emulator.WithClock(emulator.Clock{Mode: emulator.Manual}))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	dir := filepath.Join(t.TempDir(), "recording")
	w, err := recording.Create(dir, recording.Options{KeepIDs: !pseudonyms})
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.LookupProject("p1")
	if err != nil {
		t.Fatal(err)
	}
	return &Upstream{t: t, e: e, Project: p, w: w, dir: dir}
}

// Call makes a call, and records it.
func (u *Upstream) Call(method, uri, body string) string {
	u.t.Helper()
	x := recording.Exchange{Method: method, URI: uri, Request: recording.Message{Body: body, Header: http.Header{"Content-Type": {"application/json"}}}}
	status, header, answer, err := roundTrip(u.t, u.e, x)
	switch {
	case err != nil && status != 0:
		x.Status, x.Response, x.Failure = status, &recording.Message{Header: header, Body: answer}, "cut off"
	case err != nil:
		x.Failure = "no answer: " + err.Error()
	default:
		x.Status, x.Response = status, &recording.Message{Header: header, Body: answer}
	}
	x.At = recording.Date(header)
	if err := u.w.Write(x); err != nil {
		u.t.Fatal(err)
	}
	return answer
}

// Source reads the recording, once it has ended.
func (u *Upstream) Source() iter.Seq2[recording.Exchange, error] { return u.read.Exchanges() }

func roundTrip(t T, e *emulator.Emulator, x recording.Exchange) (status int, header http.Header, body string, err error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), x.Method, "http://emulator"+x.URI, strings.NewReader(x.Request.Body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header(x.Request.Header).Clone()
	answer, err := e.Transport().RoundTrip(request)
	if err != nil {
		return 0, nil, "", err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header, string(data), err
}

// Poll lists all jobs, by pages, again and again while time passes.
func (u *Upstream) Poll(times int, step time.Duration, limit int) {
	for range times {
		if u.Project != nil {
			u.Project.Advance(step)
		}
		for offset := 0; ; offset += limit {
			var page struct {
				JobCount int `json:"jobCount"`
			}
			answer := u.Call("GET", fmt.Sprintf("/v1.0/p1/graphs/jobs?offset=%d&limit=%d", offset, limit), "")
			if json.Unmarshal([]byte(answer), &page) != nil || offset+limit >= page.JobCount {
				break
			}
		}
	}
}

// Export is the body of an ExportGraph.
const Export = `{"graphExportPath":"bucket/out/","edgeSetName":"e","vertexSetName":"v","schemaName":"s"}`

// id is a member of an answer.
func (u *Upstream) id(answer, key string) string {
	u.t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(answer), &o); err != nil {
		u.t.Fatalf("%s: %v", answer, err)
	}
	id, _ := o[key].(string)
	if id == "" {
		u.t.Fatalf("no %s in %s", key, answer)
	}
	return id
}

// wait polls a job until it has ended.
func (u *Upstream) wait(graph, job string) {
	u.t.Helper()
	for range 200 {
		u.Project.Advance(7 * time.Second)
		answer := u.Call("GET", "/v1.0/p1/graphs/"+graph+"/jobs/"+job+"/status", "")
		u.Call("GET", "/v1.0/p1/graphs/"+graph, "")
		if !strings.Contains(answer, `"waiting"`) && !strings.Contains(answer, `"running"`) {
			return
		}
	}
	u.t.Fatalf("job %s does not end", job)
}

// Deploy creates a graph, fills it, exports it, backs it up, stops it, restores it, and
// deletes it.
func (u *Upstream) Deploy(name string) {
	u.t.Helper()
	const graphs = "/v1.0/p1/graphs"
	graph := u.id(u.Call("POST", graphs, fmt.Sprintf(`{"graph":{"name":%q,"graphSizeTypeIndex":"1","vpcId":"vpc","subnetId":"subnet","securityGroupId":"group"}}`, name)), "id")
	for range 60 {
		u.Project.Advance(10 * time.Second)
		if strings.Contains(u.Call("GET", graphs+"/"+graph, ""), `"status":"200"`) {
			break
		}
	}
	act := func(action, body string) string {
		return u.id(u.Call("POST", graphs+"/"+graph+"/action?action_id="+action, body), "jobId")
	}
	u.wait(graph, act("import-graph", `{"edgesetPath":"bucket/edges.csv","vertexsetPath":"bucket/vertices.csv","schemaPath":"bucket/schema.xml"}`))
	u.wait(graph, act("export-graph", Export))
	backup := u.Call("POST", graphs+"/"+graph+"/backups", "")
	u.wait(graph, u.id(backup, "jobId"))
	u.Call("GET", graphs+"/backups", "")
	u.wait(graph, act("stop", ""))
	var of map[string]any
	_ = json.Unmarshal([]byte(backup), &of)
	if id, ok := of["backupId"].(string); ok {
		u.wait(graph, act("start", fmt.Sprintf(`{"graph_backup_id":%q}`, id)))
	} else {
		u.wait(graph, act("start", ""))
	}
	u.Call("GET", graphs+"/quotas", "")
	u.wait(graph, u.id(u.Call("DELETE", graphs+"/"+graph, ""), "jobId"))
	u.Call("GET", "/v2/p1/graphs/"+graph, "")
	u.Call("GET", graphs+"/jobs?limit=100", "")
}

// Close ends the recording.
func (u *Upstream) Close() {
	u.t.Helper()
	err := u.w.Close()
	if err == nil {
		u.read, err = recording.Open(u.dir, false)
	}
	if err != nil {
		u.t.Fatal(err)
	}
}
