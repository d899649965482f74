package derive

import (
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// graph is what a recording tells of a graph.
type graph struct {
	id, name  string
	submitted bool // a call of the recording created it
	first     map[string]any
	statuses  []graphSighting
	backups   []map[string]any
	made      []string // the ids of backups that calls of the recording made
	created   time.Time
}

// graphSighting is the status of a graph in an answer.
type graphSighting struct {
	at       time.Time
	code     string
	progress int // the share of its creation, in percent; -1: none
}

func (p *project) graph(id string) *graph {
	g := p.graphs[id]
	if g == nil {
		g = &graph{id: id}
		p.graphs[id] = g
		p.graphOrder = append(p.graphOrder, g)
	}
	return g
}

// seeGraph takes a graph in an answer.
func (p *project) seeGraph(at time.Time, item map[string]any) {
	g := p.graph(text(item["id"]))
	g.name = text(item["name"])
	if g.first == nil {
		g.first = item
	}
	g.statuses = append(g.statuses, graphSighting{at, text(item["status"]), integer(text(item["actionProgress"]), -1)})
}

// seeBackup takes a backup in an answer; of several answers the last one holds, as it
// tells how the backup ended.
func (p *project) seeBackup(item map[string]any) {
	g := p.graph(text(item["graphId"]))
	if g.name == "" {
		g.name = text(item["graphName"])
	}
	if i := slices.IndexFunc(g.backups, func(b map[string]any) bool { return b["id"] == item["id"] }); i >= 0 {
		g.backups[i] = item
		return
	}
	g.backups = append(g.backups, item)
}

func (p *project) seeQuotas(at time.Time, answer map[string]any) {
	q := quota{at, map[string]int{}}
	of, _ := answer["quotas"].(map[string]any)
	for _, resource := range objects(of["resources"]) {
		q.available[text(resource["type"])] = number(resource["available"])
	}
	p.quotas = append(p.quotas, q)
}

// sortGraphs chooses the instants from which graphs are there. Those of one second are a
// little apart where lists have them in another order than that of their ids, by which an
// emulator sorts graphs of one instant.
func (p *project) sortGraphs(newestFirst bool) {
	graphs := slices.Clone(p.graphOrder)
	if newestFirst {
		slices.Reverse(graphs)
	}
	var before *graph
	for _, g := range slices.Backward(graphs) {
		created, err := time.Parse(recording.Layout, text(g.first["created"]))
		if err != nil {
			continue
		}
		g.created = created
		if before != nil && before.first["created"] == g.first["created"] && (g.id > before.id || before.created != created) {
			g.created = before.created.Add(-time.Microsecond)
		}
		before = g
	}
}

// state is the word for the status that a graph of the scenario has at the start; "": it
// runs, or its jobs say what it does.
func (p *project) state(g *graph) string {
	if len(g.statuses) == 0 {
		return ""
	}
	first := slices.MinFunc(g.statuses, func(a, b graphSighting) int { return a.at.Compare(b.at) })
	explained := slices.ContainsFunc(p.order, func(j *job) bool { return j.graph == g.name && !j.beginAt.After(first.at) })
	for _, state := range ges.GraphStates() {
		if state.Status.String() == first.code && state.Status != ges.GraphRunning && (!explained || state.Status != ges.GraphStopped) {
			return state.Name
		}
	}
	return ""
}

// imported reports whether a job of a graph imports into it.
func (p *project) imported(g *graph) bool {
	return slices.ContainsFunc(p.order, func(j *job) bool { return j.graph == g.name && j.name == ges.ImportGraph })
}

// timeJobs gives jobs the instants of the backups that they made, which have
// milliseconds.
func (p *project) timeJobs() {
	for _, g := range p.graphOrder {
		for _, item := range g.backups {
			for _, j := range p.order {
				if !j.makes(g, item) {
					continue
				}
				if ms := number(item["startTimestamp"]); ms > 0 {
					j.exactBegin = time.UnixMilli(int64(ms))
				}
				if ms := number(item["endTimestamp"]); ms > 0 && text(item["status"]) != "backing_up" {
					j.exactEnd = time.UnixMilli(int64(ms))
				}
			}
		}
	}
}

// there is how many graphs and backups there are at an instant: as lists count them, or
// as many as the recording tells of.
func (p *project) there(at time.Time) (graphs, backups int) {
	graphs, backups = p.known(at)
	for _, c := range p.counts {
		if c.at.Sub(at).Abs() <= time.Second {
			if c.graphs >= 0 {
				graphs = c.graphs
			}
			if c.backups >= 0 {
				backups = c.backups
			}
		}
	}
	return graphs, backups
}

// counts is what a list of graphs or of backups tells of their number; -1: nothing.
type counts struct {
	at              time.Time
	graphs, backups int
}

// known is how many graphs and backups there are at an instant that the recording tells of.
func (p *project) known(at time.Time) (graphs, backups int) {
	names := map[string]bool{}
	for _, g := range p.graphOrder {
		if g.first != nil && !g.submitted {
			graphs++
			names[g.name] = true
		}
		for _, item := range g.backups {
			if ms := number(item["startTimestamp"]); ms >= 0 && !time.UnixMilli(int64(ms)).After(at) {
				backups++
			}
		}
	}
	for _, s := range p.submissions {
		names[s.graph] = true
		if s.at.After(at) {
			continue
		}
		switch s.jobName {
		case "CreateGraph":
			graphs++
		case "DeleteGraph":
			if s.job != nil && s.job.latest().status == ges.Success && !s.job.endBound().After(at) {
				graphs--
			}
		}
	}
	for _, j := range p.order {
		if !names[j.graph] { // a graph that only jobs name
			names[j.graph] = true
			if !p.deleted(j.graph, at) {
				graphs++
			}
		}
	}
	return graphs, backups
}

// deleted reports whether a job has deleted a graph by an instant.
func (p *project) deleted(name string, at time.Time) bool {
	return slices.ContainsFunc(p.order, func(j *job) bool {
		return j.name == "DeleteGraph" && j.graph == name && j.latest().status == ges.Success && !j.endBound().After(at)
	})
}

// makes reports whether a job makes a backup.
func (j *job) makes(g *graph, item map[string]any) bool {
	return j.graph == g.name && (j.name == "CreateBackup" || j.name == "ImportBackup") && j.begin == text(item["startTime"])
}

// madeByJob reports whether a job of the scenario makes a backup.
func (p *project) madeByJob(g *graph, item map[string]any) bool {
	return slices.ContainsFunc(p.order, func(j *job) bool { return j.makes(g, item) })
}
