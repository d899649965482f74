package graph

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// compile returns the graphs after changes of the jobs and acts on graphs, from scratch.
func (p *Plan) compile(h *history.History, acts []scenario.GraphAct) *Set {
	ofName := map[string][]*act{}
	for i := range acts {
		ofName[acts[i].Name] = append(ofName[acts[i].Name], &act{&acts[i], i})
	}
	names := slices.Collect(maps.Keys(ofName))
	names = slices.AppendSeq(names, maps.Keys(p.seeds))
	names = append(names, h.GraphNames()...)
	slices.Sort(names)
	b := builder{plan: p, history: h}
	var families []family
	for _, name := range slices.Compact(names) {
		families = append(families, b.addFamily(name, ofName[name]))
	}
	s := p.empty(h)
	s.setActs(ofName)
	s.families = familyOrder.Set(families...)
	slices.SortFunc(b.graphs, graphsByID.Compare)
	s.graphs = graphsByID.Set(b.graphs...)
	var entries, gone []entry
	var backups, deleted []*Backup
	for _, g := range b.graphs {
		entries = append(entries, g.entry())
		if g.gone != clock.Never {
			gone = append(gone, g.entry())
		}
		for backup := range g.backups.All() {
			backups = append(backups, backup)
			if backup.gone != clock.Never {
				deleted = append(deleted, backup)
			}
		}
	}
	slices.SortFunc(entries, entriesByName.Compare)
	s.names = entriesByName.Set(entries...)
	slices.SortFunc(entries, entriesByBegin.Compare)
	s.there = entriesByBegin.Set(entries...)
	slices.SortFunc(gone, entriesByEnd.Compare)
	s.gone = entriesByEnd.Set(gone...)
	slices.SortFunc(backups, backupOrder.Compare)
	s.backups = backupOrder.Set(backups...)
	slices.SortFunc(backups, backupsByID.Compare)
	s.byID = backupsByID.Set(slices.CompactFunc(backups, func(a, b *Backup) bool { return a.id == b.id })...)
	slices.SortFunc(deleted, backupsByEnd.Compare)
	s.deleted = backupsByEnd.Set(deleted...)
	return s
}

// setActs sets all acts, by the name of their graph.
func (s *Set) setActs(ofName map[string][]*act) {
	var all, jobless []*act
	for _, name := range slices.Sorted(maps.Keys(ofName)) {
		for _, a := range ofName[name] {
			if all = append(all, a); a.Job == "" {
				jobless = append(jobless, a)
			}
		}
	}
	s.acts = actsByName.Set(all...)
	slices.SortFunc(jobless, actsByTime.Compare)
	s.jobless = actsByTime.Set(jobless...)
	s.statuses = actsByTime.Set(slices.DeleteFunc(jobless, func(a *act) bool { return a.Kind != scenario.StatusAct })...)
}

// sortedByEnd returns jobs by kind and end.
func sortedByEnd(jobs []Job) []Job {
	sorted := slices.Clone(jobs)
	slices.SortFunc(sorted, byEnd.Compare)
	return sorted
}

// builder builds graphs.
type builder struct {
	plan    *Plan
	history *history.History
	graphs  []*Graph
}

// familyBuilder builds the graphs of one name.
type familyBuilder struct {
	*builder

	name       string
	graphs     []*Graph // by the instant from which they are there
	byID       map[string]*Graph
	submits    map[string]*act          // by job id
	viewed     int                      // graphs that no act made
	changes    []history.Job            // CreateGraph and DeleteGraph, in listing order
	backups    []history.Job            // those that make backups, in listing order
	keepBackup map[string]bool          // graph ids: gone with keepBackup
	removed    map[string]clock.Instant // graph ids: gone by an act
}

// addFamily adds the graphs of one name, with the acts on them in their order.
func (b *builder) addFamily(name string, acts []*act) family {
	f := familyBuilder{builder: b, name: name, byID: map[string]*Graph{}, submits: map[string]*act{}, keepBackup: map[string]bool{}, removed: map[string]clock.Instant{}}
	f.addActs(acts)
	own := f.addJobs()
	for _, a := range acts {
		if f.byID[a.Graph] == nil { // it was implied by jobs that were removed since
			f.add(f.implied(a.Graph))
			f.deleteGraphs(f.changes)
		}
	}
	f.place(acts)
	f.addBackups()
	f.deleteBackups(acts)
	b.graphs = append(b.graphs, f.graphs...)
	return family{name, len(f.graphs), own}
}

// add adds a graph.
func (f *familyBuilder) add(g *Graph) *Graph {
	at, _ := slices.BinarySearchFunc(f.graphs, g, func(a, b *Graph) int { return cmp.Or(cmp.Compare(a.there, b.there), -1) })
	f.graphs = slices.Insert(f.graphs, at, g)
	f.byID[g.id] = g
	if at, ok := f.removed[g.id]; ok {
		g.gone = at
	}
	return g
}

// newGraph returns a graph.
func (f *familyBuilder) newGraph(id string, there clock.Instant, described scenario.Graph) *Graph {
	described.Name = f.name
	return &Graph{
		id: id, name: f.name, number: len(f.byID), there: there, gone: clock.Never, described: described,
		fixed: new(fixed), acts: byKind.Set(), backups: backupOrder.Set(), submitted: map[string]int{},
	}
}

// viewedID returns the id of a graph that no act made.
func (f *familyBuilder) viewedID() string {
	n := f.viewed
	f.viewed++
	return f.plan.freeID(f.name, n, func(id string) bool { return f.byID[id] != nil })
}

// addActs notes the submissions and removals, and adds the graphs that acts made.
func (f *familyBuilder) addActs(acts []*act) {
	for _, a := range acts {
		if at, ok := f.removed[a.Graph]; a.Kind == scenario.RemoveAct && (!ok || a.At < at) {
			f.removed[a.Graph] = a.At
		}
	}
	for _, a := range acts {
		if a.Job != "" {
			f.submits[a.Job] = a
		}
		if a.Kind == scenario.CreateAct {
			g := f.newGraph(a.Graph, a.At, *a.Create)
			f.add(g).addBackups(f.plan.root.For("backup").For(g.id))
		}
	}
}

// day is how long before its first job a graph without a known creation was created.
const day = 24 * time.Hour

// implied returns a graph that is there since before the start.
func (f *familyBuilder) implied(id string) *Graph {
	return f.newGraph(id, f.before(), scenario.Graph{Status: ges.GraphRunning})
}

// before returns a day before the start and the first job of the name that was not
// submitted: a submission changes nothing about the past of its graph.
func (f *familyBuilder) before() clock.Instant {
	first := f.plan.start
	for j := range f.history.Of(f.name) {
		if j.Begin() >= first {
			break
		}
		if j.SubmittedTo() == "" {
			first = j.Begin()
			break
		}
	}
	return first.Add(-day)
}

// addJobs adds the graphs of the scenario, and those that jobs make or imply, and ends
// those that jobs delete. It returns the number of jobs that are no submissions.
func (f *familyBuilder) addJobs() (own int) {
	creates := len(f.graphs) > 0
	for j := range f.history.Of(f.name) {
		name := j.Name()
		if j.SubmittedTo() == "" {
			own++
			creates = creates || name == createGraph
		}
		switch {
		case decides(name):
			f.changes = append(f.changes, j)
		case makesBackup(name):
			f.backups = append(f.backups, j)
		}
	}
	if seed := f.plan.seeds[f.name]; seed != nil {
		f.addSeed(seed)
	} else if own > 0 && !creates {
		f.add(f.implied(f.viewedID()))
	}
	for i, j := range f.changes {
		if j.Name() == createGraph && j.SubmittedTo() == "" && f.graphOf(j) == nil {
			f.add(f.newGraph(f.viewedID(), j.Begin(), scenario.Graph{Status: ges.GraphRunning}))
		}
		f.deleteGraphs(f.changes[i : i+1])
	}
	return own
}

// deleteGraphs ends the graphs that jobs delete.
func (f *familyBuilder) deleteGraphs(jobs []history.Job) {
	for _, j := range jobs {
		if j.Name() != deleteGraph || j.Outcome() != ges.Success {
			continue
		}
		if g := f.graphOf(j); g != nil && j.End() < g.gone {
			g.gone = j.End()
			a := f.submits[j.ID()]
			f.keepBackup[g.id] = a != nil && a.Keep
		}
	}
}

const (
	createGraph = "CreateGraph"
	deleteGraph = "DeleteGraph"
	clearGraph  = "ClearGraph"
)

// addSeed adds a graph of the scenario.
func (f *familyBuilder) addSeed(seed *scenario.Graph) {
	created := f.before()
	for i := range seed.Backups {
		created = min(created, seed.Backups[i].Created.Add(-day))
	}
	if seed.Created != nil {
		created = *seed.Created
	}
	id := seed.ID()
	if id == "" {
		id = f.viewedID()
	}
	f.add(f.newGraph(id, created, *seed)).addBackups(f.plan.root.For("backup").For(f.name))
}

// addBackups adds the backups with which the graph is described.
func (g *Graph) addBackups(key fake.Key) {
	for i := range g.described.Backups {
		b := &g.described.Backups[i]
		g.backups = g.backups.With(seededBackup(b, g, key.For(b.Name).Nth(i)))
	}
}

// graphOf returns the graph to which a job belongs; nil: to none.
func (f *familyBuilder) graphOf(j history.Job) *Graph {
	if id := j.SubmittedTo(); id != "" {
		return f.byID[id]
	}
	return youngest(f.graphs, j.Begin())
}

// youngest returns the youngest of some graphs that is there at an instant; nil: none is.
func youngest(graphs []*Graph, now clock.Instant) *Graph {
	for _, g := range slices.Backward(graphs) {
		if g.ThereAt(now) {
			return g
		}
	}
	return nil
}

// place gives acts and jobs to their graphs.
func (f *familyBuilder) place(acts []*act) {
	for _, a := range acts {
		g := f.byID[a.Graph]
		if a.Job != "" {
			g.submitted[a.JobName]++
		} else {
			g.acts = g.acts.With(a)
		}
	}
	assigned := sync.OnceValue(func() map[*Graph][]Job {
		of := map[*Graph][]Job{}
		for j := range f.history.Of(f.name) {
			if g := f.graphOf(j); g != nil {
				of[g] = append(of[g], f.job(j))
			}
		}
		return of
	})
	for _, g := range f.graphs {
		g.jobs = &jobs{collect: func() []Job { return assigned()[g] }}
	}
}

// job returns a job with the act by which it was submitted.
func (f *familyBuilder) job(j history.Job) Job {
	if j.SubmittedTo() == "" {
		return Job{Job: j}
	}
	if a := f.submits[j.ID()]; a != nil {
		return Job{j, a.GraphAct, a.number}
	}
	return Job{Job: j}
}

// addBackups adds the backups that jobs make.
func (f *familyBuilder) addBackups() {
	made := map[*Graph][]*Backup{}
	for _, j := range f.backups {
		if g := f.graphOf(j); g != nil {
			made[g] = append(made[g], backupOf(Job{Job: j}, g.id))
		}
	}
	for g, backups := range made {
		backups = slices.AppendSeq(backups, g.backups.All())
		slices.SortFunc(backups, backupOrder.Compare)
		g.backups = backupOrder.Set(backups...)
	}
}

// deleteBackups ends the backups that are deleted, alone or with their graph.
func (f *familyBuilder) deleteBackups(acts []*act) {
	for _, a := range acts {
		if a.Kind == scenario.DeleteBackupAct {
			g := f.byID[a.Graph]
			g.backups = g.withoutBackup(a.Value, a.At)
		}
	}
	for _, g := range f.graphs {
		if g.gone != clock.Never {
			g.backups = g.backupsAfter(g.gone, f.keepBackup[g.id])
		}
	}
}

// withoutBackup returns the backups of the graph with one deleted at an instant.
func (g *Graph) withoutBackup(id string, at clock.Instant) (backups backupSet) {
	backups = g.backups
	for b := range g.backups.All() {
		if b.id == id && at < b.gone {
			backups = backups.With(b.until(at))
		}
	}
	return backups
}

// backupsAfter returns the backups of the graph when it is gone from an instant on.
func (g *Graph) backupsAfter(gone clock.Instant, keepBackup bool) (backups backupSet) {
	backups = g.backups
	var survive map[string]bool
	if keepBackup {
		survive = g.survivors(gone)
	}
	for b := range g.backups.All() {
		if !survive[b.id] && gone < b.gone {
			backups = backups.With(b.until(max(gone, b.begin)))
		}
	}
	return backups
}
