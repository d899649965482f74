package world

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/jobs"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// World is all projects over one scenario.
type World struct {
	scenario *scenario.Scenario
	root     fake.Key
	wall     func() time.Time
	auth     *auth.Checker

	mu       sync.RWMutex
	projects map[string]*Project
	any      *Project // what a new project of "*" begins as; nil: the scenario has no "*"
}

// New compiles a scenario. wall is the wall clock that realtime clocks follow,
// normally [clock.Wall].
func New(s *scenario.Scenario, wall func() time.Time) (*World, error) {
	w := &World{
		scenario: s,
		root:     fake.NewKey(s.Seed),
		wall:     wall,
		auth:     auth.New(s.Auth, fake.NewKey(s.Seed), wall),
		projects: map[string]*Project{},
	}
	for _, spec := range s.Projects {
		plan, err := jobs.Compile(s, spec.ID)
		if err != nil {
			return nil, fmt.Errorf("scenario %s, project %q: %w", s.Name, spec.ID, err)
		}
		p := w.newProject(spec.ID, plan, fault.Compile(s, spec.ID), clock.New(s.Clock, wall))
		if spec.ID == scenario.AnyProject {
			w.any = p
		} else {
			w.projects[spec.ID] = p
		}
	}
	return w, nil
}

// Scenario is the scenario that the world follows. It must not be changed.
func (w *World) Scenario() *scenario.Scenario { return w.scenario }

// Project is the project that serves an id, which comes into being now if it
// is one of "*". nil: the scenario has no such project. "*" itself is how
// projects that come later will begin.
func (w *World) Project(id string) *Project {
	if id == scenario.AnyProject {
		return w.any
	}
	w.mu.RLock()
	p := w.projects[id]
	w.mu.RUnlock()
	if p != nil || w.any == nil {
		return p
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if p = w.projects[id]; p == nil {
		p = w.any.fork(strings.Clone(id)) // the id may be part of a request's buffer
		w.projects[id] = p
	}
	return p
}

// Auth checks the credentials of calls.
func (w *World) Auth() *auth.Checker { return w.auth }

// Projects is the projects that are there, by id, "*" not among them.
func (w *World) Projects() []*Project {
	w.mu.RLock()
	defer w.mu.RUnlock()
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
	return string(w.root.For("no project").For(method).For(path).AppendHex(nil))
}
