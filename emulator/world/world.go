package world

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// DefaultMaxProjects is how many projects live at once unless told otherwise.
const DefaultMaxProjects = 10_000

// World is all projects over one scenario, which [World.Load] replaces.
type World struct {
	wall   func() time.Time
	strays strays
	basis  atomic.Pointer[basis] // stored under the lock

	lookups, forks atomic.Int64
	requests       int // of each project that its journal keeps; 0: none

	keeper *keeper // nil: nothing is written down

	mu       sync.RWMutex
	most     int // projects
	projects map[string]*Project
	feed     *feed // of all projects; nil: nobody subscribed
	retired  retired
}

// New compiles a scenario. wall is the wall clock that realtime clocks follow,
// normally [clock.Wall].
func New(s *scenario.Scenario, wall func() time.Time) (*World, error) {
	w := &World{wall: wall, most: DefaultMaxProjects}
	if err := w.Load(s); err != nil {
		return nil, err
	}
	return w, nil
}

// Limit sets how many projects live at once, at least 1.
func (w *World) Limit(projects int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.most = max(1, projects)
}

// Scenario is the scenario that the world follows. It must not be changed.
func (w *World) Scenario() *scenario.Scenario { return w.basis.Load().scenario }

// Why a world has no project for an id.
var (
	ErrUnknownProject  = errors.New("the scenario has no such project")
	ErrTooManyProjects = errors.New("as many projects live as are allowed, and none of them still stands at its beginning")
)

// Lookup is the project that serves an id, which comes into being now if it
// is one of "*". "*" itself is how projects that come later will begin. Where
// there are too many, the one goes that was not looked up for the longest time
// of those that still stand at their beginning, so nobody can tell.
func (w *World) Lookup(id string) (*Project, error) {
	if id == scenario.AnyProject {
		if p := w.any(); p != nil {
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
		if p, err = w.fork(id); err != nil {
			return nil, err
		}
	}
	p.used.Store(now)
	return p, nil
}

// Project is the project that serves an id, as Lookup finds it; nil: none.
func (w *World) Project(id string) *Project {
	p, err := w.Lookup(id)
	if err != nil {
		return nil
	}
	return p
}

// fork makes the project of an id, unless it is there by now.
func (w *World) fork(id string) (*Project, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.projects[id]; p != nil {
		return p, nil
	}
	if w.any() == nil {
		return nil, ErrUnknownProject
	}
	if len(w.projects) >= w.most && !w.evict() {
		return nil, ErrTooManyProjects
	}
	p := w.any().fork(strings.Clone(id)) // the id may be part of a request's buffer
	w.projects[id] = p
	p.join(w.feed)
	w.forks.Add(1)
	return p, nil
}

// evict forgets the least recently used project that still stands at its
// beginning; false when there is none.
func (w *World) evict() bool {
	var oldest *Project
	for _, p := range w.projects {
		if (oldest == nil || p.used.Load() < oldest.used.Load()) && p.untouched() {
			oldest = p
		}
	}
	if oldest != nil {
		delete(w.projects, oldest.id)
		oldest.leave()
		oldest.drop()
		if w.keeper != nil { // it stood at its beginning, where it has none
			w.Auth().Forget(oldest.id)
		}
	}
	return oldest != nil
}

// Forget lets a project go: the next call of its id starts afresh. One that the
// scenario names, and "*", are at its start then, whatever else they followed.
// False when it does not live.
func (w *World) Forget(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	b, p := w.basis.Load(), w.projects[id]
	o := b.origin(id)
	switch {
	case id == scenario.AnyProject:
		if p = b.any; p == nil {
			return false
		}
	case p == nil:
		b.auth.Forget(id)
		return false
	default:
		p.leave()
		if o.project != id {
			delete(w.projects, id)
			p.drop()
			b.auth.Forget(id) // only now: until it is dropped it may get tokens
		}
	}
	p.mu.Lock()
	p.restart(o) // whoever still has it; and what its clients did wrong is kept
	p.mu.Unlock()
	if o.project == id && p != b.any {
		p.join(w.feed)
	}
	return true
}

// any is what a new project of "*" begins as; nil: the scenario has no "*".
func (w *World) any() *Project { return w.basis.Load().any }

// Auth checks the credentials of calls.
func (w *World) Auth() *auth.Checker { return w.basis.Load().auth }

// Projects is the projects that are there, by id, "*" not among them.
func (w *World) Projects() []*Project {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.list()
}

// list is the projects by id. The lock is held.
func (w *World) list() []*Project {
	list := make([]*Project, 0, len(w.projects))
	for _, p := range w.projects {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *Project) int { return strings.Compare(a.id, b.id) })
	return list
}

// RequestID is the id of a call that reaches no project: 32 hexadecimal digits
// that follow from the seed and from what was called.
func (w *World) RequestID(method, path string) string {
	return string(w.basis.Load().root.For("no project").For(method).For(path).AppendHex(nil))
}
