package world

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Detached returns a world of its own with a copy of the project, in which time stands and
// to which calls need no credentials and meet no faults. Nothing that happens there
// happens here: it shows what a client would be answered, without a call.
func (tx *Tx) Detached() *World {
	id := tx.project.id
	w := &World{wall: tx.project.world.wall, limit: 1, projects: map[string]*Project{}}
	w.usage.wall = w.wall
	o := *tx.life.origin
	o.project, o.faults = id, fault.Compile(&scenario.Scenario{}, id)
	o.auth = tx.project.world.newChecker(&scenario.Scenario{Seed: o.scenario.Seed, Auth: scenario.Auth{Mode: scenario.AuthOff}}, o.root)
	b := &basis{scenario: o.scenario, root: o.root, auth: o.auth, origins: map[string]*origin{id: &o}}
	b.identity.counter = fault.CompileIdentity(&scenario.Scenario{}).NewCounter("", w.wall)
	w.basis.Store(b)

	l := o.newLife(id, w)
	l.calls = tx.life.calls
	settings := l.clock.Settings()
	settings.Mode = clock.Manual
	l.clock.Restore(clock.State{Settings: settings, Now: tx.now})
	l.board, l.graphs, l.acts = tx.life.board.Fork(), tx.life.graphs, tx.life.acts
	p := &Project{id: id, world: w}
	p.beginLife(l)
	w.projects[id] = p
	return w
}
