package graph

import (
	"cmp"
	"maps"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Follow returns the graphs after a change of the jobs: h is the history after the act.
// The job of a submission comes with [Set.Act].
func (s *Set) Follow(h *history.History, job scenario.JobAct) *Set {
	before, had := s.history.Find(job.ID())
	after, has := h.Find(job.ID())
	next := *s
	next.history = h
	switch {
	case job.Graph != "": // followed by its act
	case !had && has:
		next.added(after)
	case had && has:
		next.replaced(before, after)
	case had:
		next.removed(before)
	}
	return &next
}

// decides reports whether a job of a name decides which graphs there are.
func decides(jobName string) bool { return jobName == createGraph || jobName == deleteGraph }

// added adds a job.
func (s *Set) added(j history.Job) {
	f := s.family(j.Graph())
	if decides(j.Name()) || f.graphs == 0 || s.movesCreation(j) {
		s.rebuild(j.Graph())
		return
	}
	g, ok := s.GraphOf(j)
	if ok && g.losesBackupOf(j) {
		s.rebuild(j.Graph())
		return
	}
	f.jobs++
	s.families = s.families.With(f)
	if ok {
		s.put(s.withJob(g, Job{Job: j}))
	}
}

// losesBackupOf reports whether a job makes a backup that may go with its graph.
func (g *Graph) losesBackupOf(j history.Job) bool {
	return makesBackup(j.Name()) && g.gone != clock.Never
}

// movesCreation reports whether the creation of a graph follows from the begin of a job.
func (s *Set) movesCreation(j history.Job) bool { return j.Begin() < s.plan.start }

// replaced replaces a job by its version after a patch.
func (s *Set) replaced(before, after history.Job) {
	g, ok := s.GraphOf(before)
	if before.Name() == deleteGraph || ok && g.losesBackupOf(before) {
		s.rebuild(before.Graph())
		return
	}
	if !ok {
		return
	}
	old, ok := g.jobs.ready().begin.Find(func(j Job) int { return history.Compare(before, j.Job) })
	if !ok {
		return
	}
	other := *g
	other.jobs = g.jobs.without(old).with(Job{after, old.Act, old.number})
	s.put(&other)
	if makesBackup(after.Name()) {
		b := backupOf(Job{Job: after}, g.id)
		if was, ok := g.backups.Find(func(x *Backup) int { return backupOrder.Compare(b, x) }); ok {
			s.putBackup(b.until(was.gone))
		}
	}
}

// removed removes a job.
func (s *Set) removed(j history.Job) { s.rebuild(j.Graph()) }

// Act returns the graphs after an act; the history has its job, if it has one.
func (s *Set) Act(a scenario.GraphAct) *Set {
	next := *s
	numbered := &act{&a, s.acts.Len()}
	next.acts = s.acts.With(numbered)
	if a.Job == "" {
		next.jobless = s.jobless.With(numbered)
	}
	if a.Kind == scenario.StatusAct {
		next.statuses = s.statuses.With(numbered)
	}
	next.act(numbered)
	return &next
}

func (s *Set) act(a *act) {
	f := s.family(a.Name)
	g, known := s.Lookup(a.Graph)
	gone := a.Kind == scenario.RemoveAct || a.JobName == deleteGraph
	// The graph's deletion lies ahead, and its backups may change what is kept.
	again := known && g.gone != clock.Never && (gone || makesBackup(a.JobName) || a.Kind == scenario.DeleteBackupAct)
	if f.jobs > 0 && (gone || a.Kind == scenario.CreateAct) || again || !known && a.Kind != scenario.CreateAct {
		s.rebuild(a.Name)
		return
	}
	if a.Kind == scenario.CreateAct {
		b := familyBuilder{name: a.Name}
		g = b.newGraph(a.Graph, a.At, *a.Create)
		g.number, g.jobs = f.graphs, newJobs(nil)
		g.addBackups(s.plan.root.For("backup").For(g.id))
		f.graphs++
		s.families = s.families.With(f)
	}
	other := *g
	if a.Job == "" && a.Kind != scenario.CreateAct {
		other.acts = g.acts.With(a)
	}
	if a.Job != "" {
		other.submitted = maps.Clone(g.submitted)
		other.submitted[a.JobName]++
	}
	g = &other
	end := a.At
	if j, ok := s.history.Find(a.Job); ok && a.Job != "" {
		g = s.withJob(g, Job{j, a.GraphAct, a.number})
		gone, end = gone && j.Outcome() == ges.Success, j.End()
	}
	s.put(g)
	switch {
	case a.Kind == scenario.DeleteBackupAct:
		if b, ok := s.byID.Find(func(b *Backup) int { return cmp.Compare(a.Value, b.id) }); ok && a.At < b.gone {
			s.putBackup(b.until(a.At))
		}
	case gone && end < g.gone:
		s.end(g, end, a.Keep)
	}
}

// end ends the existence of a graph at an instant.
func (s *Set) end(g *Graph, gone clock.Instant, keepBackup bool) {
	other := *g
	other.gone = gone
	s.put(&other)
	for b := range g.backupsAfter(gone, keepBackup).All() {
		if b.gone != clock.Never {
			s.putBackup(b)
		}
	}
}

// withJob returns a graph with another job. The backup that the job makes is one of the
// set's.
func (s *Set) withJob(g *Graph, j Job) *Graph {
	other := *g
	other.jobs = g.jobs.with(j)
	if makesBackup(j.Name()) {
		b := backupOf(j, g.id)
		other.backups = g.backups.With(b)
		s.indexBackup(b)
	}
	return &other
}

// put adds a graph, or replaces the version of it, with its new backups. The set must not
// be shared yet.
func (s *Set) put(g *Graph) {
	before, known := s.Lookup(g.id)
	s.graphs = s.graphs.With(g)
	if !known || before.gone != g.gone {
		if known && before.gone != clock.Never {
			s.gone = s.gone.Without(before.entry())
		}
		s.names, s.there = s.names.With(g.entry()), s.there.With(g.entry())
		if g.gone != clock.Never {
			s.gone = s.gone.With(g.entry())
		}
	}
	if !known {
		for b := range g.backups.All() {
			s.indexBackup(b)
		}
	}
}

// putBackup replaces the version of a backup, in its graph too.
func (s *Set) putBackup(b *Backup) {
	if before, known := s.byID.Find(func(x *Backup) int { return cmp.Compare(b.id, x.id) }); known && before.gone != clock.Never {
		s.deleted = s.deleted.Without(before)
	}
	s.indexBackup(b)
	if g, ok := s.Lookup(b.graph); ok {
		other := *g
		other.backups = g.backups.With(b)
		s.graphs = s.graphs.With(&other)
	}
}

func (s *Set) indexBackup(b *Backup) {
	s.backups, s.byID = s.backups.With(b), s.byID.With(b)
	if b.gone != clock.Never {
		s.deleted = s.deleted.With(b)
	}
}

// rebuild computes all graphs of a name anew.
func (s *Set) rebuild(name string) {
	for e := range s.names.From(func(e entry) bool { return e.name < name }) {
		if e.name != name {
			break
		}
		g, _ := s.Lookup(e.id)
		s.drop(g)
	}
	var acts []*act
	for a := range s.acts.From(func(a *act) bool { return a.Name < name }) {
		if a.Name != name {
			break
		}
		acts = append(acts, a)
	}
	b := builder{plan: s.plan, history: s.history}
	f := b.addFamily(name, acts)
	s.families = s.families.With(f)
	for _, g := range b.graphs {
		s.put(g)
	}
}

// drop removes a graph and its backups.
func (s *Set) drop(g *Graph) {
	s.graphs, s.names, s.there = s.graphs.Without(g), s.names.Without(g.entry()), s.there.Without(g.entry())
	if g.gone != clock.Never {
		s.gone = s.gone.Without(g.entry())
	}
	for b := range g.backups.All() {
		s.backups, s.byID = s.backups.Without(b), s.byID.Without(b)
		if b.gone != clock.Never {
			s.deleted = s.deleted.Without(b)
		}
	}
}
