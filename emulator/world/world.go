package world

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// DefaultMaxProjects is the default limit of the table of projects.
const DefaultMaxProjects = 10_000

// DefaultIdleTimeout is the default of [World.SetIdleTimeout].
const DefaultIdleTimeout = time.Hour

// World is all projects over one scenario, which [World.Load] replaces.
type World struct {
	wall     func() time.Time
	replica  *auth.Replica // nil: it is the only emulator
	unrouted unrouted
	basis    atomic.Pointer[basis] // stored under the lock
	saver    *saver                // nil: no state is saved

	overrides scenario.Overrides // of every scenario that is parsed for it

	feed        atomic.Pointer[events.Feed] // of all projects, stored under the lock; nil: no subscriber yet
	forks       atomic.Int64
	requests    int // the journal's size for each project; 0: off
	usage       usage
	idleTimeout time.Duration                            // 0: no project is evicted as idle
	evicted     func(project string, idle time.Duration) // nil: nobody wants to know

	mu          sync.RWMutex
	limit       int                 // of projects
	projects    map[string]*Project // by id, but for "*"
	lastNumbers events.LastNumbers
}

// New compiles a scenario. wall is the wall clock that realtime clocks follow,
// normally [clock.Wall]. replica is nil unless the emulator is one of several.
func New(s *scenario.Scenario, wall func() time.Time, replica *auth.Replica) (*World, error) {
	w := &World{wall: wall, replica: replica, limit: DefaultMaxProjects, usage: usage{wall: wall}, idleTimeout: DefaultIdleTimeout}
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

// SetIdleTimeout sets how long a project must have been idle, in real time, before it
// may be evicted with its life: nobody called or changed it, or had an open call to it
// or an open stream of its events. 0: it never is. evicted is called after each such
// eviction. It is called before the first request.
func (w *World) SetIdleTimeout(timeout time.Duration, evicted func(project string, idle time.Duration)) {
	w.idleTimeout, w.evicted = timeout, evicted
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
	ErrTooManyProjects = errors.New("as many projects live as are allowed, and none of them is still in its initial state or idle")
)

// TooManyProjectsHint says what to do about [ErrTooManyProjects].
const TooManyProjectsHint = "DELETE projects that are no longer needed, raise --max-projects, or lower --project-idle-timeout."

// project returns the project of an id, and adds it to the table if it is a new one
// of "*". The caller releases it.
func (w *World) project(id string) (*Project, error) {
	if id == scenario.AnyProject {
		if p := w.wildcard(); p != nil {
			return p, nil
		}
		return nil, ErrUnknownProject
	}
	if p := w.existing(id); p != nil {
		return p, nil
	}
	p, idle, err := w.insert(id)
	if idle != nil && w.evicted != nil {
		w.evicted(idle.id, idle.idle)
	}
	return p, err
}

// existing returns the project of an id in the table; nil: there is none. The caller
// releases it.
func (w *World) existing(id string) *Project {
	w.mu.RLock()
	defer w.mu.RUnlock()
	p := w.projects[id]
	if p != nil {
		w.usage.acquire(p)
	}
	return p
}

// idleProject is a project that was evicted, and how long it was idle.
type idleProject struct {
	id   string
	idle time.Duration
}

// insert adds an id to the table, unless another goroutine has. A full table evicts
// a project, which is returned if clients can notice it.
func (w *World) insert(id string) (*Project, *idleProject, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.projects[id]; p != nil {
		w.usage.acquire(p)
		return p, nil, nil
	}
	if w.wildcard() == nil {
		return nil, nil, ErrUnknownProject
	}
	var idle *idleProject
	if len(w.projects) >= w.limit {
		var ok bool
		if idle, ok = w.evict(); !ok {
			return nil, nil, ErrTooManyProjects
		}
	}
	p := &Project{id: strings.Clone(id), world: w, wildcard: w.wildcard()} // the id may be part of a request's buffer
	w.projects[p.id] = p
	w.usage.acquire(p)
	return p, idle, nil
}

// evict removes the least recently used project without a life from the table, which
// no client can notice; else the least recently used one that was idle for long
// enough, which is returned. It returns false when there is none. The lock is held.
func (w *World) evict() (idle *idleProject, ok bool) {
	p, lives, since := w.usage.leastRecent()
	if p == nil {
		return nil, false
	}
	if !lives {
		p.mu.Lock()
		defer p.mu.Unlock()
		w.remove(p)
		return nil, true
	}
	unused := w.wall().Sub(since)
	if w.idleTimeout == 0 || unused < w.idleTimeout {
		return nil, false
	}
	w.forget(p)
	return &idleProject{p.id, unused}, true
}

// remove removes a project from the table. The table's lock and the project's are
// held.
func (w *World) remove(p *Project) {
	p.evicted = true
	delete(w.projects, p.id)
	w.usage.remove(p)
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
	w.remove(p)
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
