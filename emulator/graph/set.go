package graph

import (
	"cmp"
	"iter"
	"slices"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/ordered"
)

// Plan is what a scenario says of the graphs of a project. It is immutable and safe for
// concurrent use.
type Plan struct {
	root    fake.Key
	history *history.Plan
	start   clock.Instant
	seeds   map[string]*scenario.Graph // by name
	initial func() *Set
}

// NewPlan returns the plan of a project's graphs. They are compiled when they are first
// needed.
func NewPlan(root fake.Key, jobs *history.Plan, project *scenario.Project) *Plan {
	p := &Plan{root: root, history: jobs, start: jobs.Start(), seeds: make(map[string]*scenario.Graph, len(project.Graphs))}
	for i := range project.Graphs {
		p.seeds[project.Graphs[i].Name] = &project.Graphs[i]
	}
	p.initial = sync.OnceValue(func() *Set { return p.compile(jobs.History(), nil) })
	return p
}

// HasGraphs reports whether the scenario has graphs besides those that jobs imply.
func (p *Plan) HasGraphs() bool { return len(p.seeds) > 0 }

// Set returns the graphs after changes of the jobs and acts on graphs. It is cheap
// without any.
func (p *Plan) Set(h *history.History, acts []scenario.GraphAct) *Set {
	if !h.HasChanges() && len(acts) == 0 {
		return p.initial()
	}
	return p.compile(h, acts)
}

// Set is all graphs and backups of a project, past and future ones. It is immutable and
// safe for concurrent use.
type Set struct {
	plan     *Plan
	history  *history.History
	graphs   ordered.Set[*Graph]  // by id
	names    ordered.Set[entry]   // by name, then by the instant from which they are there
	there    ordered.Set[entry]   // by the instant from which they are there, as lists show them
	gone     ordered.Set[entry]   // those that are gone at some instant, by it
	families ordered.Set[family]  // by name
	backups  ordered.Set[*Backup] // as lists show them
	deleted  ordered.Set[*Backup] // those that are gone at some instant, by it
	byID     ordered.Set[*Backup]
	acts     ordered.Set[*act] // by name, in their order
	statuses ordered.Set[*act] // those that give a graph a status, by their instant
	jobless  ordered.Set[*act] // those without a job, by their instants
}

// entry is a graph in an order.
type entry struct {
	name, id    string
	there, gone clock.Instant
	number      int
}

// family is all graphs of one name.
type family struct {
	name   string
	graphs int
	jobs   int // seeded and added ones
}

// The orders of graphs and backups.
var (
	graphsByID = &ordered.Order[*Graph]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b *Graph) int { return cmp.Compare(a.id, b.id) },
	}
	entriesByName = &ordered.Order[entry]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.there, b.there), cmp.Compare(a.number, b.number), cmp.Compare(a.id, b.id))
		},
		Weight: entry.end,
	}
	entriesByBegin = &ordered.Order[entry]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b entry) int { return cmp.Or(cmp.Compare(a.there, b.there), cmp.Compare(a.id, b.id)) },
		Weight:  entry.end,
	}
	entriesByEnd = &ordered.Order[entry]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b entry) int { return cmp.Or(cmp.Compare(a.gone, b.gone), cmp.Compare(a.id, b.id)) },
	}
	actsByName = &ordered.Order[*act]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b *act) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.number, b.number)) },
	}
	actsByTime = &ordered.Order[*act]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b *act) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.number, b.number)) },
	}
	familyOrder = &ordered.Order[family]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b family) int { return cmp.Compare(a.name, b.name) },
	}
	backupsByEnd = &ordered.Order[*Backup]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b *Backup) int { return cmp.Or(cmp.Compare(a.gone, b.gone), cmp.Compare(a.id, b.id)) },
	}
	backupsByID = &ordered.Order[*Backup]{ //nolint:gochecknoglobals // read-only
		Compare: func(a, b *Backup) int { return cmp.Compare(a.id, b.id) },
	}
)

func (e entry) end() int64 { return int64(e.gone) }

func (g *Graph) entry() entry { return entry{g.name, g.id, g.there, g.gone, g.number} }

func (p *Plan) empty(h *history.History) *Set {
	return &Set{
		plan: p, history: h, graphs: graphsByID.Set(), names: entriesByName.Set(), there: entriesByBegin.Set(), gone: entriesByEnd.Set(),
		families: familyOrder.Set(), backups: backupOrder.Set(), deleted: backupsByEnd.Set(), byID: backupsByID.Set(),
		acts: actsByName.Set(), statuses: actsByTime.Set(), jobless: actsByTime.Set(),
	}
}

// Of reports whether the set follows from a history.
func (s *Set) Of(h *history.History) bool { return s.history == h }

// Find returns the graph with an id, if it is there at an instant.
func (s *Set) Find(id string, now clock.Instant) (*Graph, bool) {
	g, ok := s.Lookup(id)
	return g, ok && g.ThereAt(now)
}

// Lookup returns the graph with an id, whether or not it is there.
func (s *Set) Lookup(id string) (*Graph, bool) {
	return s.graphs.Find(func(g *Graph) int { return cmp.Compare(id, g.id) })
}

// Named returns the youngest graph of a name that is there at an instant.
func (s *Set) Named(name string, now clock.Instant) (*Graph, bool) {
	for g := range s.namedAt(name, now) {
		return g, true
	}
	return nil, false
}

// GraphOf returns the graph to which a job belongs; false: to none.
func (s *Set) GraphOf(j history.Job) (*Graph, bool) {
	if id := j.SubmittedTo(); id != "" {
		return s.Lookup(id)
	}
	return s.Named(j.Graph(), j.Begin())
}

// family returns the family of a name.
func (s *Set) family(name string) family {
	f, ok := s.families.Find(func(f family) int { return cmp.Compare(name, f.name) })
	if !ok {
		f.name = name
	}
	return f
}

// Count returns the number of graphs that are there at an instant.
func (s *Set) Count(now clock.Instant) int {
	return s.there.Count(func(e entry) bool { return e.there <= now }) - s.gone.Count(func(e entry) bool { return e.gone <= now })
}

// At yields the graphs that are there at an instant, by their creation, then by id.
func (s *Set) At(now clock.Instant) iter.Seq[*Graph] {
	return func(yield func(*Graph) bool) {
		for e := range s.there.Above(func(e entry) bool { return e.there <= now }, int64(now)) {
			if g, ok := s.Lookup(e.id); ok && !yield(g) {
				return
			}
		}
	}
}

// During yields the graphs that are there at some time between two instants, both included,
// by their creation, then by id.
func (s *Set) During(from, to clock.Instant) iter.Seq[*Graph] {
	return func(yield func(*Graph) bool) {
		for e := range s.there.Above(func(e entry) bool { return e.there <= to }, int64(from)) {
			if g, ok := s.Lookup(e.id); ok && !yield(g) {
				return
			}
		}
	}
}

// AtBackward yields the graphs that are there at an instant, in the opposite order of
// [Set.At].
func (s *Set) AtBackward(now clock.Instant) iter.Seq[*Graph] {
	return func(yield func(*Graph) bool) {
		for e := range s.there.AboveBackward(func(e entry) bool { return e.there <= now }, int64(now)) {
			if g, ok := s.Lookup(e.id); ok && !yield(g) {
				return
			}
		}
	}
}

// Epoch identifies the state of all graphs at an instant, while no job changes its state:
// it grows with each graph that comes or goes and with each act without a job.
func (s *Set) Epoch(now clock.Instant) int {
	return s.there.Count(func(e entry) bool { return e.there <= now }) + s.gone.Count(func(e entry) bool { return e.gone <= now }) +
		s.jobless.Count(func(a *act) bool { return a.At <= now })
}

// CountBackups returns the number of backups that are there at an instant.
func (s *Set) CountBackups(now clock.Instant) int {
	return s.backups.Count(func(b *Backup) bool { return b.begin <= now }) - s.deleted.Count(func(b *Backup) bool { return b.gone <= now })
}

// Backups yields the backups that are there at an instant, by their begin, then by id.
func (s *Set) Backups(now clock.Instant) iter.Seq[*Backup] {
	return s.backups.Above(func(b *Backup) bool { return b.begin <= now }, int64(now))
}

// BackupsBackward yields the backups that are there at an instant, in the opposite order
// of [Set.Backups].
func (s *Set) BackupsBackward(now clock.Instant) iter.Seq[*Backup] {
	return s.backups.AboveBackward(func(b *Backup) bool { return b.begin <= now }, int64(now))
}

// FindBackup returns the backup with an id, if it is there at an instant.
func (s *Set) FindBackup(id string, now clock.Instant) (*Backup, bool) {
	b, ok := s.byID.Find(func(b *Backup) int { return cmp.Compare(id, b.id) })
	return b, ok && b.ThereAt(now)
}

// BackupsBackward yields the backups of the graph that are there at an instant, in the
// opposite order of [Graph.Backups].
func (g *Graph) BackupsBackward(now clock.Instant) iter.Seq[*Backup] {
	return g.backups.AboveBackward(func(b *Backup) bool { return b.begin <= now }, int64(now))
}

// Backups yields the backups of the graph that are there at an instant, by their begin,
// then by id.
func (g *Graph) Backups(now clock.Instant) iter.Seq[*Backup] {
	return g.backups.Above(func(b *Backup) bool { return b.begin <= now }, int64(now))
}

// Acted returns the number of acts on graphs.
func (s *Set) Acted() int { return s.acts.Len() }

// Acts returns all acts on graphs, in their order. [Plan.Set] turns them into an equal
// set.
func (s *Set) Acts() []scenario.GraphAct {
	acts := make([]scenario.GraphAct, s.acts.Len())
	for a := range s.acts.All() {
		acts[a.number] = *a.GraphAct
	}
	return acts
}

// All yields all graphs, past and future ones, by their creation, then by id, from an
// offset on.
func (s *Set) All(offset int) iter.Seq[*Graph] {
	return func(yield func(*Graph) bool) {
		for e := range s.there.All() {
			if offset--; offset >= 0 {
				continue
			}
			if g, ok := s.Lookup(e.id); ok && !yield(g) {
				return
			}
		}
	}
}

// Len returns the number of all graphs, past and future ones.
func (s *Set) Len() int { return s.graphs.Len() }

// HasBackup reports whether there is a backup with an id at any time.
func (s *Set) HasBackup(id string) bool {
	_, ok := s.byID.Find(func(b *Backup) int { return cmp.Compare(id, b.id) })
	return ok
}

// FreeID returns an id for another graph of a name, which is free in other sets too.
func (s *Set) FreeID(name string, others ...*Set) string {
	return s.plan.freeID(name, s.family(name).graphs, func(id string) bool {
		has := func(s *Set) bool { _, taken := s.Lookup(id); return taken }
		return has(s) || slices.ContainsFunc(others, has)
	})
}

// freeID returns the id of the n-th graph of a name; the next one that is free if it is
// taken.
func (p *Plan) freeID(name string, n int, taken func(id string) bool) string {
	key := p.root.For("graph").For(name)
	for ; ; n++ {
		if id := key.Nth(n).UUID(); !taken(id) {
			return id
		}
	}
}
