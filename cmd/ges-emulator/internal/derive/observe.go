package derive

import (
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// world is what a recording tells of a server.
type world struct {
	projects map[string]*project
	order    []*project // in which they were first called
	compat   compat
	first    time.Time // the earliest instant
	latest   time.Time
	calls    int
}

// project is what a recording tells of a project.
type project struct {
	id          string
	jobs        map[string]*job
	order       []*job // in which they were first seen
	graphs      map[string]*graph
	graphOrder  []*graph
	submissions []*submission
	lists       []page // answers that have all jobs, or a page of them
	quotas      []quota
	counts      []counts

	placeholders []placeholder // chosen last
}

// page is an answer of ListJobs to a call without filters.
type page struct {
	offset, count int
	at            time.Time
	jobs          []*job
}

// complete reports whether the page has all jobs that there are.
func (p page) complete() bool { return p.offset == 0 && len(p.jobs) == p.count }

// quota is what an answer of ListQuotas tells.
type quota struct {
	at        time.Time
	available map[string]int
}

func (w *world) project(id string) *project {
	p := w.projects[id]
	if p == nil {
		p = &project{id: id, jobs: map[string]*job{}, graphs: map[string]*graph{}}
		w.projects[id] = p
		w.order = append(w.order, p)
	}
	return p
}

// observe takes what an exchange tells.
func (w *world) observe(x recording.Exchange) error {
	id := recording.Project(x.URI)
	if !ges.ValidProjectID(id) {
		return nil
	}
	if w.first.IsZero() || x.At.Before(w.first) {
		w.first = x.At
	}
	if x.At.After(w.latest) {
		w.latest = x.At
	}
	w.calls++
	p := w.project(id)
	call := recording.Route(x.Method, x.URI)
	if x.Response == nil || x.Failure != "" {
		if x.Status < 300 { // of an error that was cut off, the status tells that nothing was made
			p.lost(x, call)
		}
		return nil
	}
	value, err := recording.Decode(x.Response.Body)
	answer, ok := camel(value).(map[string]any)
	if err != nil || !ok {
		return nil //nolint:nilerr // what is no JSON tells nothing of jobs
	}
	if x.Status >= 300 {
		w.compat.refusal(call, value)
		p.lost(x, call)
		return nil
	}
	return w.answer(p, x, call, answer)
}

// answer takes what the answer of an operation tells.
func (w *world) answer(p *project, x recording.Exchange, call recording.Call, answer map[string]any) error {
	switch call.Operation {
	case ges.ListJobs:
		return w.listJobs(p, x, call, answer)
	case "ShowJob":
		return w.sight(p, x, answer)
	case "ListGraphs":
		p.counts = append(p.counts, counts{x.At, number(answer["graphCount"]), -1})
		for _, item := range objects(answer["graphs"]) {
			p.seeGraph(x.At, item)
		}
	case "ShowGraph":
		if item, ok := answer["graph"].(map[string]any); ok {
			p.seeGraph(x.At, item)
		}
	case "ListBackups", "ListGraphBackups":
		if call.Operation == "ListBackups" {
			p.counts = append(p.counts, counts{x.At, -1, number(answer["backupCount"])})
		}
		for _, item := range objects(answer["backupList"]) {
			p.seeBackup(item)
		}
	case "ListQuotas":
		p.seeQuotas(x.At, answer)
	default:
		p.submit(x, call, answer)
	}
	return nil
}

// listJobs takes a page of jobs.
func (w *world) listJobs(p *project, x recording.Exchange, call recording.Call, answer map[string]any) error {
	of := page{at: x.At, offset: integer(call.Query.Get("offset"), 0), count: number(answer["jobCount"])}
	for _, item := range objects(answer["jobList"]) {
		if err := w.sight(p, x, item); err != nil {
			return err
		}
		of.jobs = append(of.jobs, p.jobs[text(item["jobId"])])
	}
	for name := range call.Query {
		switch name {
		case "startTime", "endTime", "start_time", "end_time":
			w.compat.asksForDays = true
		}
		if name != "offset" && name != "limit" {
			return nil
		}
	}
	w.compat.page(of)
	p.lists = append(p.lists, of)
	return nil
}

// camel returns a value whose names are those of version 1: job_id is jobId.
func camel(value any) any {
	switch v := value.(type) {
	case map[string]any:
		renamed := make(map[string]any, len(v))
		for name, member := range v {
			renamed[recording.Camel(name)] = camel(member)
		}
		return renamed
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = camel(item)
		}
		return list
	}
	return value
}

func objects(value any) []map[string]any {
	var list []map[string]any
	items, _ := value.([]any)
	for _, item := range items {
		if o, ok := item.(map[string]any); ok {
			list = append(list, o)
		}
	}
	return list
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

// number is a JSON number as an integer; -1: it is none.
func number(value any) int {
	if value == nil {
		return -1
	}
	return integer(fmt.Sprint(value), -1)
}

func integer(s string, none int) int {
	var n int
	if _, err := fmt.Sscanf(s, "%d", &n); err != nil {
		return none
	}
	return n
}
