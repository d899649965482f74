package emulator

import (
	"errors"
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Project is one project: its time, jobs, graphs, faults and requests. It is safe for
// concurrent use.
//
// It is a reference by id: after a DELETE of the control API or an [Emulator.Load]
// it refers to the new project of the id. With "*", methods that change something
// change all existing and future projects, or none on an error; methods that read
// show the state of a project without a call or change of its own.
//
// In a test, an error that is not looked at must not hide that nothing happened. So a
// project of [Start] or [StartInProcess] also fails the test for each error that a method
// returns, but for those of Verify and VerifyPolling, which are findings. One of
// [Emulator.LookupProject] only returns them.
//
// Methods that return no error end the test, or outside of a test panic, when the scenario
// has been replaced by one without the project, when the limit of projects is reached, and
// when a move would leave virtual time, which runs from 1970 to 2199.
type Project struct {
	id    string
	world *world.World
	tb    TB // never nil
}

// noTest is the TB of a project outside of tests.
type noTest struct{ TB }

func (noTest) Helper()               {}
func (noTest) Errorf(string, ...any) {}
func (noTest) Fatalf(string, ...any) {}

// fail reports an error to the test, and returns it.
func (p *Project) fail(err error) error {
	p.tb.Helper()
	if err != nil {
		p.tb.Errorf("emulator: project %s: %v", p.id, err)
	}
	return err
}

// view runs a transaction that reads the project.
func (p *Project) view(do func(tx *world.Tx) error) error {
	id := p.id
	if id == scenario.AnyProject {
		id = p.world.FirstID()
	}
	return p.explain(p.world.Do(id, nil, do))
}

// update runs a transaction that changes the project, or all of them.
func (p *Project) update(do func(tx *world.Tx, first bool) error) error {
	return p.changeAll(func(all []*world.Tx) error {
		for i, tx := range all {
			if err := do(tx, i == 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// changeAll is as change, for what is decided for all of them at once.
func (p *Project) changeAll(do func(all []*world.Tx) error) error {
	return p.explain(p.world.Change(p.id, do))
}

// explain adds the project to the errors of the world.
func (p *Project) explain(err error) error {
	switch {
	case errors.Is(err, world.ErrTooManyProjects):
		return fmt.Errorf("project %q: %w", p.id, err)
	case errors.Is(err, world.ErrUnknownProject):
		return fmt.Errorf("project %q is not in scenario %s, which has no \"*\" either", p.id, p.world.Scenario().Name)
	}
	return err
}

// must ends the test on an error of a method that returns none; outside of a test it
// panics.
func (p *Project) must(err error) {
	p.tb.Helper()
	if err != nil {
		p.tb.Fatalf("emulator: project %s: %v", p.id, err)
		panic("emulator: " + err.Error())
	}
}

// Change is one change of the state of a job or of a graph; see [events.Change].
type Change = events.Change

// Now is the project's virtual time, in UTC. It moves no clock.
func (p *Project) Now() (now time.Time) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		now = tx.Now().Time()
		return nil
	}))
	return now
}

// Advance moves the clock by d, back when d is negative. A move to before 1970 or after
// 2199 fails the test; without a test, it panics. It returns the changes in
// order: of jobs, and once the project has graphs of its own, from its scenario, by a
// submission or by AddGraph, of graphs.
func (p *Project) Advance(d time.Duration) []Change {
	p.tb.Helper()
	return p.move(world.By(d))
}

// AdvanceTo moves the clock to t, forwards or back. The answers at an instant do not
// depend on how the clock got there.
func (p *Project) AdvanceTo(t time.Time) []Change {
	p.tb.Helper()
	at, err := clock.Exactly(t)
	p.must(err)
	return p.move(world.To(at))
}

// AdvanceToNext moves the clock to the next change of any job, if there is one.
func (p *Project) AdvanceToNext() []Change {
	p.tb.Helper()
	return p.move(world.ToNext())
}

// AdvanceToPrevious moves the clock back to the last change of any job before now, if there
// is one.
func (p *Project) AdvanceToPrevious() []Change {
	p.tb.Helper()
	return p.move(world.ToPrevious())
}

// AdvanceToStart moves the clock to the start of the scenario. Unlike [Project.Reset] it
// changes nothing else.
func (p *Project) AdvanceToStart() []Change {
	p.tb.Helper()
	return p.move(world.ToStart())
}

// AdvanceToEnd moves the clock to the end of the last job that ends; never back.
func (p *Project) AdvanceToEnd() []Change {
	p.tb.Helper()
	return p.move(world.ToEnd())
}

// AdvanceUntil moves the clock to the first moment from now on at which a job has a
// status. It is an error, and nothing moves, when it never will.
func (p *Project) AdvanceUntil(jobID string, status Status) ([]Change, error) {
	p.tb.Helper()
	s, ok := ges.ParseStatus(string(status))
	if !ok {
		return nil, p.fail(fmt.Errorf("%q is not a status; the statuses are %v", status, ges.Statuses()))
	}
	changes, err := p.advance(world.Until(jobID, s))
	return changes, p.fail(err)
}

// Reset returns the project to the scenario's start: clock, jobs, faults, counters
// and journal.
func (p *Project) Reset() {
	p.tb.Helper()
	p.must(p.update(func(tx *world.Tx, _ bool) error {
		tx.Reset()
		return nil
	}))
}

// ScenarioText returns the project as a scenario file in YAML: its scenario with all that
// was changed since, at the scenario's start. An emulator that serves it answers as the
// project does at every instant.
func (p *Project) ScenarioText() (text string, err error) {
	p.tb.Helper()
	err = p.view(func(tx *world.Tx) (err error) {
		text, err = tx.ScenarioText()
		return err
	})
	return text, p.fail(err)
}

// Undo reverts the newest change that was made by the control API or a method of the
// project, and returns what it was, such as «patch job one». What clients did is never
// undone. It is an error when there is no change to undo, up to 50 of them are known, or
// when a client has built on it.
func (p *Project) Undo() (what string, err error) {
	p.tb.Helper()
	if p.id == scenario.AnyProject {
		return "", p.fail(errors.New("changes of one project are undone, not of *"))
	}
	err = p.update(func(tx *world.Tx, _ bool) error {
		u, _, err := tx.Undo()
		what = u.What
		return err
	})
	return what, p.fail(err)
}

func (p *Project) move(target world.Target) []Change {
	p.tb.Helper()
	list, err := p.advance(target)
	p.must(err)
	return list
}

func (p *Project) advance(target world.Target) ([]Change, error) {
	var move world.Move
	var timeline world.Timeline
	err := p.update(func(tx *world.Tx, first bool) error {
		m, err := tx.Advance(target)
		if first {
			move, timeline = m, tx.Timeline()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var changes []Change
	for c := range timeline.Changes(move.From, move.To) {
		changes = append(changes, events.NewChange(c))
	}
	return changes, nil
}
