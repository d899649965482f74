package world_test

import (
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// project is a project by its id, for tests that run a transaction a step.
type project struct {
	w  *world.World
	id string
}

func in(w *world.World, id string) project { return project{w, id} }

// do runs a transaction; an error of the world itself is a mistake of the test.
func (p project) do(do func(tx *world.Tx) error) error { return p.w.Do(p.id, nil, do) }

func (p project) must(do func(tx *world.Tx)) {
	if err := p.do(func(tx *world.Tx) error { do(tx); return nil }); err != nil {
		panic(err)
	}
}

// Call makes a call that needs no answer.
func (p project) Call(r world.Request) *world.Call {
	c := &world.Call{Request: r}
	if err := p.w.Do(p.id, c, func(*world.Tx) error { return nil }); err != nil {
		panic(err)
	}
	return c
}

func (p project) Advance(target world.Target) (m world.Move, err error) {
	err = p.do(func(tx *world.Tx) error {
		var err error
		m, err = tx.Advance(target)
		return err
	})
	return m, err
}

func (p project) Reset() { p.must(func(tx *world.Tx) { tx.Reset() }) }

func (p project) Time() (t world.Time) {
	p.must(func(tx *world.Tx) { t = tx.Time() })
	return t
}

func (p project) Calls() (n int) {
	p.must(func(tx *world.Tx) { n = tx.Calls() })
	return n
}

func (p project) Counts() (c history.Counts) {
	p.must(func(tx *world.Tx) { c = tx.Counts() })
	return c
}

func (p project) Subscribe(after int) (s *events.Subscription) {
	p.must(func(tx *world.Tx) { s = tx.Subscribe(after) })
	return s
}

// shown is what a project's list shows now, each job with its state.
func shown(p project) (list []string) {
	var view history.View
	p.must(func(tx *world.Tx) { view = tx.View(history.Filter{}) })
	for j := range view.Rows(0, 100) {
		list = append(list, j.ID()+" "+j.StatusAt(view.Now()).String())
	}
	return list
}

// at moves a project to an instant.
func (p project) at(to clock.Instant) project {
	if _, err := p.Advance(world.To(to)); err != nil {
		panic(err)
	}
	return p
}
