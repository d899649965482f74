package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/state"
	"github.com/ges-emulator/ges-emulator/internal/count"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// stateCommand looks after the folder of serve --state.
type stateCommand struct {
	Check  checkStateCommand  `cmd:"" help:"Check that the folder of serve --state is undamaged, and change nothing."`
	Repair repairStateCommand `cmd:"" help:"Make a damaged folder usable again: keep what comes before the damage, and say what is dropped."`
}

type checkStateCommand struct {
	Dir string `arg:"" name:"DIR" help:"The folder of serve --state. No emulator may use it."`
}

// Help is the long help.
func (checkStateCommand) Help() string {
	return `Exits with 1 when the folder is damaged, and says where.

Example:

  ges-emulator state check ./state`
}

// Run checks the folder.
func (c *checkStateCommand) Run(s *streams) error {
	saved, err := state.Check(c.Dir)
	if err != nil {
		return stateFailure(c.Dir, err)
	}
	_, err = fmt.Fprintf(s.out, "%s: ok (%s)\n", c.Dir, stateSummary(&saved))
	return err
}

// stateSummary says how much is in a state.
func stateSummary(saved *state.Saved) string {
	if saved.Scenario == nil {
		return "nothing is saved in it"
	}
	projects := len(saved.Projects)
	if _, has := saved.Projects[scenario.AnyProject]; has {
		projects-- // that one stands for projects to come
	}
	return fmt.Sprintf("%s, %s", saved.Scenario.File, count.Of(projects, "project"))
}

type repairStateCommand struct {
	Dir string `arg:"" name:"DIR" help:"The folder of serve --state. No emulator may use it."`
}

// Help is the long help.
func (repairStateCommand) Help() string {
	return `Drops the changes from the first damage on, and prints how many and of which projects. The damaged file stays beside the new one, with .damaged behind its name. A folder that is not damaged is left alone.

Example:

  ges-emulator state repair ./state`
}

// Run repairs the folder, and checks it then.
func (c *repairStateCommand) Run(s *streams) error {
	done, err := state.Repair(c.Dir)
	if err != nil {
		return stateFailure(c.Dir, err)
	}
	if done.Damage != nil {
		if _, err := fmt.Fprint(s.out, repairReport(&done)); err != nil {
			return err
		}
	}
	return (&checkStateCommand{Dir: c.Dir}).Run(s)
}

// repairReport says what was damaged, and what was done about it.
func repairReport(done *state.Repaired) string {
	text := fmt.Sprintf("%v\nkept the state up to change %d, dropped %s", done.Damage, done.Last, count.Of(done.Dropped, "change"))
	if len(done.Projects) > 0 {
		text += " of " + strings.Join(done.Projects, ", ")
	}
	for _, path := range done.Saved {
		text += "\nthe file as it was: " + path
	}
	return text + "\n"
}

// stateFailure explains why a folder of states cannot be used.
func stateFailure(dir string, err error) error {
	switch {
	case errors.Is(err, state.ErrDamaged):
		return newFailure("ges-emulator state repair "+dir+", which keeps what comes before the damage", "%v", err)
	case errors.Is(err, state.ErrInUse):
		return newFailure("stop that one first", "%v", err)
	case errors.Is(err, state.ErrNoState), errors.Is(err, fs.ErrNotExist):
		return newFailure("the folder that serve --state was given", "%v", err)
	default:
		return newFailure("another folder, or the version of ges-emulator that wrote it", "%v", err)
	}
}

// openSource is the scenario to serve; nil: the one of the state, if there is one.
func (c *serveCommand) openSource(s *streams) (*source, error) {
	switch {
	case c.Scenario != "":
	case c.State == "":
		c.Scenario = scenarios.Default
	case bool(c.Watch):
		return nil, newUsageFailure("ges-emulator serve my-scenario.yaml --state "+c.State+" --watch", "--watch: no scenario file is named")
	default:
		return nil, nil
	}
	file, err := openSource(c.Scenario, s.in, commandNames()...)
	return &file, err
}

// startError explains why the emulator could not be made.
func (c *serveCommand) startError(file *source, err error) error {
	switch {
	case errors.Is(err, emulator.ErrOtherScenario):
		return newFailure("ges-emulator serve --state "+c.State+", which resumes with that one; or another folder", "%v", err)
	case errors.Is(err, emulator.ErrStateInUse):
		return newFailure("another folder, or stop that one first", "%v", err)
	case errors.Is(err, emulator.ErrStateDamaged):
		return stateFailure(c.State, err)
	case file != nil:
		return file.explain(err)
	default:
		return err
	}
}
