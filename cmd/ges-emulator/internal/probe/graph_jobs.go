package probe

import (
	"net/http"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// followProbes tell the rules that tie graphs to their jobs, and lists to the time.
var followProbes = [...]Probe{
	{
		Name: "begun-jobs", Rule: "A job is listed from its begin on: none begins after the answer's Date, which is UTC", Sees: "beginTime, Date", judge: begunJobs,
	},
	{
		Name: "graph-listed", Rule: "A graph is there from its CreateGraph until a DeleteGraph has succeeded", Sees: "the jobs of each name, the list of graphs", judge: graphListed,
	},
	{
		Name: "graph-of-jobs", Rule: "The status of a graph follows from its job under way, of several from the one that began last", Sees: "status of the graphs, and of their jobs",
		judge: everyGraphWithJobs("no graph has a job under way", statusOfJobs),
	},
	{
		Name: "graph-created", Rule: "created is the begin of the CreateGraph", Sees: "created, beginTime", judge: everyGraphWithJobs("no graph's CreateGraph is listed", createdByJob),
	},
	{
		Name: "graph-import", Rule: "The paths of a graph are those of the last import that ended", Sees: "jobId of the entries", judge: everyGraphWithJobs("no graph has paths of an import", pathsOfImport),
	},
}

func begunJobs(e *evidence) verdict {
	tells := false
	for _, page := range e.survey.pages {
		served, err := http.ParseTime(page.header.Get("Date"))
		if err != nil {
			continue
		}
		for _, job := range page.jobs() {
			begin, ok := timeOf(job.str("beginTime"))
			if ok && begin.After(served.Add(time.Minute)) { // the clocks of two machines
				return differs(page, "the job %s begins at %s, and it is %s", job.str("jobId"), job.str("beginTime"), served.Format("2006-01-02T15:04:05"))
			}
			tells = tells || ok
		}
	}
	if !tells {
		return untold(noJob)
	}
	return holds()
}

// timeOf parses a time as it is shown.
func timeOf(shown string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02T15:04:05", shown)
	return t, err == nil
}

// jobsOf returns the jobs of a graph's name, by beginTime.
func (s *survey) jobsOf(name string) []*value {
	var list []*value
	for _, job := range s.jobs {
		if job.str("relatedGraph") == name && dayOf(job.str("beginTime")) != "" {
			list = append(list, job)
		}
	}
	slices.SortStableFunc(list, func(a, b *value) int { return compare(a.str("beginTime"), b.str("beginTime")) })
	return list
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// graphListed looks at names whose newest job creates or deletes their graph.
func graphListed(e *evidence) verdict {
	s := e.survey
	if n, ok := s.graphList.json.get("graphCount").integer(); !s.complete || !ok || n != int64(len(s.graphs)) {
		return untold("not all jobs and graphs were read")
	}
	newest, names := map[string]*value{}, []string{}
	for _, job := range s.jobs {
		name := job.str("relatedGraph")
		if old := newest[name]; old == nil {
			names = append(names, name)
			newest[name] = job
		} else if job.str("beginTime") > old.str("beginTime") {
			newest[name] = job
		}
	}
	tells := false
	for _, name := range names {
		job := newest[name]
		kind := job.str("jobName")
		if job.str("status") != "success" || kind != "CreateGraph" && kind != "DeleteGraph" {
			continue
		}
		tells = true
		listed := slices.ContainsFunc(s.graphs, func(g *value) bool { return g.str("name") == name })
		if listed != (kind == "CreateGraph") {
			return differs(s.graphList, "the graph %q is there: %t, after the %s %s", name, listed, kind, job.str("jobId"))
		}
	}
	if !tells {
		return untold("no graph's newest job is a CreateGraph or DeleteGraph that succeeded")
	}
	return holds()
}

// everyGraphWithJobs judges graphs of version 1 together with the jobs of their names. Of
// graphs with the same name, whose jobs cannot be told apart, none is judged.
func everyGraphWithJobs(missing string, judge func(graph *value, jobs []*value) (problem string, tells bool)) func(*evidence) verdict {
	return func(e *evidence) verdict {
		s, tells := e.survey, false
		names := ids(s.graphs, "name")
		slices.Sort(names)
		for _, g := range s.graphs {
			at, _ := slices.BinarySearch(names, g.str("name"))
			if at+1 < len(names) && names[at+1] == g.str("name") || !s.complete {
				continue
			}
			problem, one := judge(g, s.jobsOf(g.str("name")))
			if problem != "" {
				return differs(s.graphList, "graph %s: %s", g.str("id"), problem)
			}
			tells = tells || one
		}
		if !tells {
			return untold("%s", missing)
		}
		return holds()
	}
}

func statusOfJobs(g *value, jobs []*value) (string, bool) {
	for _, job := range slices.Backward(jobs) {
		status, known := ges.ParseStatus(job.str("status"))
		lifecycle, has := ges.LifecycleOf(job.str("jobName"))
		if !known || !has || status.Ended() {
			continue
		}
		want := lifecycle.During(status).String()
		return must(!g.get("status").is(text) || g.str("status") == want, "its status is %s, while the %s %s is %s", g.str("status"), job.str("jobName"), job.str("jobId"), status), true
	}
	return "", false
}

// createdByJob looks at the newest CreateGraph if it is the first job of the name, or comes after a
// DeleteGraph; another one found the graph there.
func createdByJob(g *value, jobs []*value) (string, bool) {
	for i, job := range slices.Backward(jobs) {
		if job.str("jobName") != "CreateGraph" {
			continue
		}
		if i > 0 && (jobs[i-1].str("jobName") != "DeleteGraph" || jobs[i-1].str("status") != "success") {
			return "", false
		}
		begin, ok := timeOf(job.str("beginTime"))
		created, good := timeOf(g.str("created"))
		return must(!ok || !good || created.Sub(begin).Abs() <= time.Second, "created is %s, and the CreateGraph %s began at %s", g.str("created"), job.str("jobId"), job.str("beginTime")), ok && good
	}
	return "", false
}

// pathsOfImport compares the ids of a graph's paths with that of its last import.
func pathsOfImport(g *value, jobs []*value) (string, bool) {
	last := &value{}
	for _, job := range jobs {
		switch {
		case job.str("jobName") == ges.ImportGraph && ended(job) && job.str("endTime") >= last.str("endTime"):
			last = job
		case job.str("jobName") == "ClearGraph":
			last = &value{}
		}
	}
	tells := false
	for _, list := range detailLists {
		for _, entry := range g.list(list) {
			if id := entry.str("jobId"); id != "" && last.has("jobId") {
				if id != last.str("jobId") {
					return "an entry of " + list + " is of the job " + id + ", and the last import is " + last.str("jobId"), true
				}
				tells = true
			}
		}
	}
	return "", tells
}
