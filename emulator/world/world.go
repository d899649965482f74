package world

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// DefaultMaxProjects is the default limit of the table of projects.
const DefaultMaxProjects = 10_000

// World is all projects over one scenario, which [World.Load] replaces.
type World struct {
	wall     func() time.Time
	unrouted unrouted
	basis    atomic.Pointer[basis] // stored under the lock
	saver    *saver                // nil: no state is saved

	overrides scenario.Overrides // of every scenario that is parsed for it

	feed           atomic.Pointer[events.Feed] // of all projects, stored under the lock; nil: no subscriber yet
	lookups, forks atomic.Int64
	requests       int // the journal's size for each project; 0: off

	mu          sync.RWMutex
	limit       int                 // of projects
	projects    map[string]*Project // by id, but for "*"
	lastNumbers events.LastNumbers
}

// New compiles a scenario. wall is the wall clock that realtime clocks follow,
// normally [clock.Wall].
func New(s *scenario.Scenario, wall func() time.Time) (*World, error) {
	w := &World{wall: wall, limit: DefaultMaxProjects}
	if err := w.Load(s); err != nil {
		return nil, err
	}
	return w, nil
}

// SetMaxProjects limits the table of projects, to at least 1.
func (w *World) SetMaxProjects(projects int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.limit = max(1, projects)
}

// ScenarioName is the name of the scenario that future projects follow: that of "*",
// or without a "*" that of the world.
func (w *World) ScenarioName() string {
	name := w.Scenario().Name
	if p := w.wildcard(); p != nil {
		p.view(func(tx *Tx) { name = tx.Scenario().Name })
	}
	return name
}

// SetOverrides sets the overrides of every scenario that is parsed for the world, before
// the first request.
func (w *World) SetOverrides(o scenario.Overrides) { w.overrides = o }

// Overrides returns the overrides of every scenario that is parsed for the world.
func (w *World) Overrides() scenario.Overrides { return w.overrides }

// Scenario is the world's scenario. It must not be changed.
func (w *World) Scenario() *scenario.Scenario { return w.basis.Load().scenario }

// Why a world has no project for an id.
var (
	ErrUnknownProject  = errors.New("the scenario has no such project")
	ErrTooManyProjects = errors.New("as many projects live as are allowed, and none of them is still in its initial state")
)

// project returns the project of an id, and adds it to the table if it is a new one
// of "*".
func (w *World) project(id string) (*Project, error) {
	if id == scenario.AnyProject {
		if p := w.wildcard(); p != nil {
			return p, nil
		}
		return nil, ErrUnknownProject
	}
	now := w.lookups.Add(1)
	w.mu.RLock()
	p := w.projects[id]
	w.mu.RUnlock()
	if p == nil {
		var err error
		if p, err = w.insert(id); err != nil {
			return nil, err
		}
	}
	p.used.Store(now)
	return p, nil
}

// insert adds an id to the table, unless another goroutine has. A full table evicts
// the least recently used project without a life, which no client can notice.
func (w *World) insert(id string) (*Project, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.projects[id]; p != nil {
		return p, nil
	}
	if w.wildcard() == nil {
		return nil, ErrUnknownProject
	}
	if len(w.projects) >= w.limit && !w.evict() {
		return nil, ErrTooManyProjects
	}
	p := &Project{id: strings.Clone(id), world: w, wildcard: w.wildcard()} // the id may be part of a request's buffer
	w.projects[p.id] = p
	return p, nil
}

// evict removes the least recently used project without a life from the table; false
// when there is none. The lock is held.
func (w *World) evict() bool {
	var oldest *Project
	for _, p := range w.projects {
		if (oldest == nil || p.used.Load() < oldest.used.Load()) && !p.HasLife() {
			oldest = p
		}
	}
	if oldest == nil {
		return false
	}
	oldest.mu.Lock()
	defer oldest.mu.Unlock()
	if oldest.life != nil { // begun meanwhile
		return false
	}
	delete(w.projects, oldest.id)
	oldest.evicted = true
	return true
}

// Forget ends the life of a project; the next call of its id begins another. A
// project that the scenario names, and "*", return to the scenario's start. It
// returns false when the project has no life.
func (w *World) Forget(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id == scenario.AnyProject {
		p := w.wildcard()
		if p == nil {
			return false
		}
		return w.forget(p)
	}
	p := w.projects[id]
	return p != nil && w.forget(p)
}

// ForgetAll ends the lives of all projects in one step.
func (w *World) ForgetAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.all() {
		w.forget(p)
	}
}

// forget ends the life of a project. The table's lock is held.
func (w *World) forget(p *Project) bool {
	b := w.basis.Load()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life == nil {
		return false
	}
	p.syncIfSubscribed()
	p.publishReset(events.Forgotten)
	p.endFeed()
	if o := b.origin(p.id); o.project == p.id {
		p.beginLife(o.newLife(p.id, w))
		p.save()
		p.attach(w.feed.Load())
		return true
	}
	p.endLife()
	p.evicted = true
	delete(w.projects, p.id)
	w.saver.forget(p.id)
	return true
}

// wildcard returns "*", whose state projects without a life have; nil: the scenario
// has no "*".
func (w *World) wildcard() *Project { return w.basis.Load().wildcard }

// ForEach runs a read-only transaction on each project that has a life, except "*",
// one after the other by id.
func (w *World) ForEach(do func(*Tx)) {
	w.mu.RLock()
	list := w.list()
	w.mu.RUnlock()
	for _, p := range list {
		p.view(do)
	}
}

// list returns the projects of the table by id. The table's lock is held.
func (w *World) list() []*Project {
	list := make([]*Project, 0, len(w.projects))
	for _, p := range w.projects {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *Project) int { return strings.Compare(a.id, b.id) })
	return list
}

// all returns "*", if there is one, then the projects of the table by id. The
// table's lock is held.
func (w *World) all() []*Project {
	list := w.list()
	if p := w.wildcard(); p != nil {
		list = slices.Insert(list, 0, p)
	}
	return list
}

// Len is the number of projects that have a life, except "*".
func (w *World) Len() int {
	n := 0
	w.ForEach(func(*Tx) { n++ })
	return n
}

// Serves reports whether the scenario has a project for an id.
func (w *World) Serves(id string) bool { return w.basis.Load().origin(id) != nil }

// Forks is the number of lives that began as a copy of "*".
func (w *World) Forks() int64 { return w.forks.Load() }

// RequestID is the id of a call that reaches no project: 32 hexadecimal digits
// derived from the seed, the method and the path.
func (w *World) RequestID(method, path string) string {
	return string(w.basis.Load().root.For("no project").For(method).For(path).AppendHex(nil))
}
