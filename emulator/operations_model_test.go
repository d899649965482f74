package emulator_test

import (
	"slices"
	"strings"
	"time"
)

// assign finds the graphs of jobs that were not seen before: those of an accepted call,
// those of the scenario, and imports that follow a creation.
func (w *walker) assign(graph string) {
	seededBegin := w.start.Add(30 * time.Second).Format("2006-01-02T15:04:05")
	for _, j := range w.jobs {
		if w.known[j.JobID] != "" {
			continue
		}
		id := graph
		if follows := w.created[j.RelatedGraph+" "+j.BeginTime]; j.JobName == "ImportGraph" && follows != "" {
			id = follows
		}
		if j.JobName == "ExportGraph" && j.RelatedGraph == "implied" && j.BeginTime == seededBegin {
			id = w.implied
		}
		if id == "" {
			w.t.Fatalf("at %s: a job that nobody submitted: %+v", w.now, j)
		}
		w.known[j.JobID] = id
	}
}

// of returns the jobs of a graph, in listing order.
func (w *walker) of(graph string) (jobs []*shownJob) {
	for i := range w.jobs {
		if w.known[w.jobs[i].JobID] == graph {
			jobs = append(jobs, &w.jobs[i])
		}
	}
	return jobs
}

// statusOf is the status of a graph by its jobs.
func (w *walker) statusOf(g *shownGraph) string {
	status, end := "200", ""
	if g.Name == "stopped" && g.Created < w.start.Format("2006-01-02T15:04:05") {
		status = "900"
	}
	running := ""
	for _, j := range w.of(g.ID) {
		row, ok := lifecycleRows[j.JobName]
		switch {
		case !ok:
		case j.underWay():
			running = row.during(j.Status)
		case j.EndTime >= end:
			status, end = row.during(j.Status), j.EndTime
		}
	}
	if running != "" {
		return running
	}
	return status
}

// goneAt is when a graph is gone, and whether its backups are kept; "": it is there.
func (w *walker) goneAt(graph string) (at string, keepBackup bool) {
	for _, j := range w.of(graph) {
		if j.JobName == "DeleteGraph" && j.Status == "success" && (at == "" || j.EndTime < at) {
			at, keepBackup = j.EndTime, w.keeps[j.JobID]
		}
	}
	return at, keepBackup
}

// check compares what is shown with the model.
func (w *walker) check() {
	for i := range w.graphs {
		g := &w.graphs[i]
		if want := w.statusOf(g); g.Status != want {
			w.t.Fatalf("at %s: the graph %s (%s) has the status %s, want %s of %+v", w.now, g.Name, g.ID, g.Status, want, values(w.of(g.ID)))
		}
		if at, _ := w.goneAt(g.ID); at != "" {
			w.t.Fatalf("at %s: the graph %s is there, and was deleted at %s", w.now, g.Name, at)
		}
	}
	for id, graph := range w.known {
		at, _ := w.goneAt(graph)
		there := slices.ContainsFunc(w.graphs, func(g shownGraph) bool { return g.ID == graph })
		begun := slices.ContainsFunc(w.jobs, func(j shownJob) bool { return j.JobID == id })
		if begun && there != (at == "") {
			w.t.Fatalf("at %s: the graph %s is there: %t; it was deleted at %q", w.now, graph, there, at)
		}
	}
	for _, j := range w.jobs {
		if j.underWay() {
			continue
		}
		end := j.Status + " " + j.EndTime
		if before := w.ended[j.JobID]; before != "" && before != end {
			w.t.Fatalf("at %s: the job %s ended %s, and before that %s", w.now, j.JobID, end, before)
		}
		w.ended[j.JobID] = end
	}
	w.checkBackups()
}

func values(jobs []*shownJob) (list []shownJob) {
	for _, j := range jobs {
		list = append(list, *j)
	}
	return list
}

// checkBackups compares the backups that jobs make with the list.
func (w *walker) checkBackups() {
	var want []string
	for _, j := range w.jobs {
		if j.JobName != "CreateBackup" {
			continue
		}
		id, graph := w.madeBackup[j.JobID], w.known[j.JobID]
		if at := w.deleted[id]; at != "" && at <= w.now {
			continue
		}
		if gone, keepBackup := w.goneAt(graph); gone != "" && (!keepBackup || !w.survives(id, graph, gone)) {
			continue
		}
		status := map[string]string{"waiting": "backing_up", "running": "backing_up", "success": "success", "failed": "failed"}[j.Status]
		want = append(want, id+" "+status)
	}
	var got []string
	for _, b := range w.backups {
		if b.GraphID != w.seededID() {
			got = append(got, b.ID+" "+b.Status)
		} else if j := slices.IndexFunc(w.jobs, func(j shownJob) bool { return w.madeBackup[j.JobID] == b.ID }); j >= 0 {
			got = append(got, b.ID+" "+b.Status)
		}
		status := "400"
		for _, g := range w.graphs {
			if g.ID == b.GraphID {
				status = g.Status
			}
		}
		if b.GraphStatus != status {
			w.t.Fatalf("at %s: a backup of a graph of status %s shows %s", w.now, status, b.GraphStatus)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.t.Fatalf("at %s: the backups are %q, want %q", w.now, got, want)
	}
}

// seededID is the id of the graph that has backups at the start.
func (w *walker) seededID() string {
	for _, b := range w.backups {
		if b.StartTime < w.start.Format("2006-01-02T15:04:05") {
			return b.GraphID
		}
	}
	return "gone"
}

// survives reports whether a backup is one of the two newest that were complete when its
// graph was gone.
func (w *walker) survives(id, graph, gone string) bool {
	var complete []string // with their begins, so that the oldest come first
	for _, j := range w.of(graph) {
		made := w.madeBackup[j.JobID]
		if at := w.deleted[made]; made != "" && j.Status == "success" && j.EndTime <= gone && (at == "" || at > gone) {
			complete = append(complete, j.BeginTime+" "+made)
		}
	}
	slices.Sort(complete)
	newest := complete[max(0, len(complete)-2):]
	return slices.ContainsFunc(newest, func(s string) bool { return strings.HasSuffix(s, id) })
}
