package emulator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Snapshot is the project's complete state as a JSON document: its scenario, clock,
// changes of jobs, faults with their counts, counters and the numbering of its
// journal, but not the requests themselves. [Project.Restore] restores it, also in
// another process.
func (p *Project) Snapshot() []byte {
	p.tb.Helper()
	var s snapshot.Document
	p.must(p.view(func(tx *world.Tx) error {
		s = tx.Snapshot()
		return nil
	}))
	return s.AppendTo(nil)
}

// Restore puts the project into the state of a snapshot, which may be of another
// project: from then on it answers and fails as that one would, with the same
// request ids. The error says what is wrong with the snapshot; then nothing changes.
func (p *Project) Restore(document []byte) error {
	p.tb.Helper()
	err := p.update(func(tx *world.Tx, _ bool) error {
		s, err := snapshot.Parse("snapshot", document, tx.Now())
		if err == nil {
			_, err = tx.Replace(p.world.PrepareSnapshot(&s))
		}
		return err
	})
	if err != nil {
		return p.fail(fmt.Errorf("snapshot of project %s: %w", p.id, err))
	}
	return nil
}

// ErrStateInUse says that another emulator uses the folder of [WithState].
var ErrStateInUse = state.ErrInUse

// ErrStateDamaged says that the folder of [WithState] is not as it was written, and
// where. Nothing is changed; the command «ges-emulator state repair DIR» drops what
// comes after the damage.
var ErrStateDamaged = state.ErrDamaged

// ErrOtherScenario says that the folder of [WithState] belongs to another scenario,
// or to an earlier version of it.
var ErrOtherScenario = errors.New("the state is of another scenario")

// WithState saves the state of every project in a folder, which is created if
// needed: the next emulator with the folder resumes where the last one stopped,
// also when that was killed. The changes of a call are written before it is
// answered. Without a scenario among the options the emulator serves the one of the
// state; a different one is an error.
//
// One emulator at a time may use a folder; [Emulator.Close] releases it.
func WithState(dir string) Option {
	return func(c *config) error {
		c.state = dir
		return nil
	}
}

// Close releases the folder of [WithState]; an emulator without one needs no Close.
// Later changes are not saved.
func (e *Emulator) Close() error {
	return e.world.Close()
}

// openWorld makes the world of the options, with its saved state if there is one.
func (c *config) openWorld() (*world.World, error) {
	if c.state == "" {
		s, err := c.parseScenario()
		if err != nil {
			return nil, err
		}
		return c.newWorld(s)
	}
	if foreign := state.ForeignFiles(c.state); len(foreign) > 0 {
		c.log.Warn("the folder of the state has other files and no state yet; is it the one that was meant?",
			"folder", c.state, "files", len(foreign), "first", foreign[0])
	}
	store, saved, err := state.Open(c.state)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	w, err := c.restoreWorld(store, saved)
	if err != nil {
		_ = store.Close() // nothing was written
		return nil, fmt.Errorf("state: %s: %w", c.state, err)
	}
	return w, nil
}

// restoreWorld makes a world with the saved state of a folder.
func (c *config) restoreWorld(store *state.Store, saved state.Saved) (*world.World, error) {
	s, err := c.resumeScenario(saved.Scenario)
	if err != nil {
		return nil, err
	}
	if saved.Scenario != nil && saved.Scenario.Overrides != c.overrides {
		if err := c.applyOverrides(&saved); err != nil {
			return nil, err
		}
	}
	w, err := c.newWorld(s)
	if err != nil {
		return nil, err
	}
	err = w.SaveIn(store, saved.Projects)
	return w, err
}

// resumeScenario returns the scenario of a state, as at the time at which it was read
// first, which must be that of the options if they name one. nil is no state.
func (c *config) resumeScenario(previous *scenario.Source) (*scenario.Scenario, error) {
	if previous == nil || c.source != nil {
		s, err := c.parseScenario()
		if err != nil || previous == nil {
			return s, err
		}
		if s.Source.Text != previous.Text {
			return nil, fmt.Errorf("%w: it began with %s as it was at %s, which is not %s as it is now",
				ErrOtherScenario, previous.File, previous.Loaded.Format(time.RFC3339), s.Source.File)
		}
	}
	return c.overrides.Parse(previous.File, []byte(previous.Text), previous.Loaded)
}

// applyOverrides makes projects to which nothing has happened begin anew with the
// overrides of the options. All others keep those with which they began, which it logs.
func (c *config) applyOverrides(saved *state.Saved) error {
	previous, err := saved.Scenario.Parse()
	if err != nil {
		return err
	}
	maps.DeleteFunc(saved.Projects, func(_ string, d snapshot.Document) bool { return d.IsInitial(previous) })
	for _, id := range slices.Sorted(maps.Keys(saved.Projects)) {
		c.log.Warn("a restored project keeps the overrides with which it began", "project", id,
			"overrides", saved.Projects[id].Scenario.Overrides.String(), "now", c.overrides.String())
	}
	return nil
}
