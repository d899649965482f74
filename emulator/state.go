package emulator

import (
	"errors"
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/snapshot"
	"github.com/ges-emulator/ges-emulator/emulator/state"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Snapshot is the project's whole state as a JSON document: the scenario that it
// follows, its clock, what was changed about its jobs, its faults with what they
// have met, its counters and how far its journal has come; not the requests
// themselves. [Project.Restore] puts it back, in another process too.
func (p *Project) Snapshot() []byte {
	var s snapshot.Document
	must(p.look(func(tx *world.Tx) error {
		s = tx.Snapshot()
		return nil
	}))
	return s.AppendTo(nil)
}

// Restore puts the project into the state of a snapshot, which may be of another
// project: from then on it answers and fails as that one would, request ids
// included. On an error, which says what is wrong with the snapshot, nothing
// changes.
func (p *Project) Restore(document []byte) error {
	err := p.change(func(tx *world.Tx, _ bool) error {
		s, err := snapshot.Parse("snapshot", document, tx.Now())
		if err == nil {
			_, err = tx.Replace(p.world.RestoreFrom(&s))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("snapshot of project %s: %w", p.id, err)
	}
	return nil
}

// ErrStateInUse says that another emulator uses the folder of [WithState].
var ErrStateInUse = state.ErrInUse

// ErrOtherScenario says that the folder of [WithState] belongs to another
// scenario, or to an earlier text of it.
var ErrOtherScenario = errors.New("the state is of another scenario")

// WithState keeps the state of every project in a folder, which is made if it is
// not there: an emulator that is started with it goes on where the last one
// stood, also when that was killed. What a call changes is written before the
// call is answered. Without a scenario among the options it serves the one that
// it served before; it is an error when there is another.
//
// One emulator at a time may use a folder; [Emulator.Close] gives it back.
func WithState(dir string) Option {
	return func(c *config) error {
		c.state = dir
		return nil
	}
}

// Close gives back what an emulator holds beyond memory, which is the folder of
// [WithState]; one without needs no Close. Nothing that happens afterwards is
// kept.
func (e *Emulator) Close() error {
	return e.world.Close()
}

// world is the world that the options ask for, kept where they say.
func (c *config) world() (*world.World, error) {
	if c.state == "" {
		return c.newWorld()
	}
	store, kept, err := state.Open(c.state)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	w, err := c.keptWorld(store, kept)
	if err != nil {
		_ = store.Close() // nothing was written
		return nil, fmt.Errorf("state: %s: %w", c.state, err)
	}
	return w, nil
}

// keptWorld is the world that a folder has, if it has one.
func (c *config) keptWorld(store *state.Store, kept state.Kept) (*world.World, error) {
	if before := kept.Scenario; before != nil {
		if c.scenario != nil && c.scenario.Source.Text != before.Text {
			return nil, fmt.Errorf("%w: it began with %s as it was at %s, which is not %s as it is now",
				ErrOtherScenario, before.File, before.Loaded.Format(time.RFC3339), c.scenario.Source.File)
		}
		var err error
		if c.scenario, err = before.Parse(); err != nil {
			return nil, err
		}
	}
	w, err := c.newWorld()
	if err != nil {
		return nil, err
	}
	err = w.SaveIn(store, kept.Projects)
	return w, err
}
