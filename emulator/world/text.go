package world

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// ScenarioText returns the project as a scenario file of one project: its scenario, as it
// was written, with what was changed since. An emulator that serves it answers as this
// project does at every instant. Calls, their counts and issued tokens are not in it, and
// its clock begins at the scenario's start. An error is a bug.
func (tx *Tx) ScenarioText() (string, error) {
	s, l := tx.Scenario(), tx.life
	tree, err := format.ParseTree(s.Source.Text)
	if err != nil {
		return "", fmt.Errorf("scenario %s cannot be written: %w", s.Name, err)
	}
	project := l.origin.project
	tree.Keep(project, "projects")
	err = errors.Join(
		tree.Set(encode.MustJSON(s.Name), "name"),
		writeOverrides(tree, s.Source.Overrides),
		tx.writeClock(tree),
		writeFaults(tree, project, l.faults.Faults(), s),
		tx.writeRules(tree, project),
		tx.writeChanges(tree, project),
	)
	return tree.String(), err
}

// writeOverrides writes what took the place of the scenario's own values.
func writeOverrides(tree *format.Tree, o scenario.Overrides) error {
	for path, text := range o.All() {
		value := []byte(text)
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			value = encode.MustJSON(text)
		}
		if err := tree.Set(value, path...); err != nil {
			return err
		}
	}
	return nil
}

// writeClock writes the start of the clock, where it was that of loading, and settings that
// were changed.
func (tx *Tx) writeClock(tree *format.Tree) error {
	was, is := tx.Scenario().Clock, tx.life.clock.Settings()
	var errs []error
	set := func(key string, value any) { errs = append(errs, tree.Set(encode.MustJSON(value), "clock", key)) }
	if text, _ := tree.Text("clock", "start"); text == "now" {
		set("start", was.Start.Exact())
	}
	if is.Mode != was.Mode {
		set("mode", is.Mode)
	}
	if is.Step != was.Step {
		set("step", is.Step.String())
	}
	if is.Rate != was.Rate {
		set("rate", is.Rate)
	}
	return errors.Join(errs...)
}

// writeFaults writes the faults as they are now, if they are not the scenario's: all of them
// as the project's own, but for those of the identity service.
func writeFaults(tree *format.Tree, project string, now []fault.Applied, s *scenario.Scenario) error {
	var were []*scenario.Fault
	for _, list := range [][]scenario.Fault{s.Project(project).Faults, s.Faults} {
		for i := range list {
			if list[i].IsOfService() {
				were = append(were, &list[i])
			}
		}
	}
	if slices.EqualFunc(now, were, func(a fault.Applied, f *scenario.Fault) bool { return a.Fault == f }) {
		return nil
	}
	faults, identity := []scenario.Fault{}, []scenario.Fault{}
	for _, a := range now {
		faults = append(faults, *a.Fault)
	}
	for i := range s.Faults {
		if !s.Faults[i].IsOfService() {
			identity = append(identity, s.Faults[i])
		}
	}
	return errors.Join(writeList(tree, scenario.FaultKind(), faults, "projects", project, "faults"), writeList(tree, scenario.FaultKind(), identity, "faults"))
}

// writeRules writes the rules for submitted jobs as they are now, if they are not the
// scenario's.
func (tx *Tx) writeRules(tree *format.Tree, project string) error {
	added, removed := tx.life.origin.rules.Difference(tx.life.rules)
	if len(added)+len(removed) == 0 {
		return nil
	}
	rules := []scenario.SubmitRule{}
	for _, a := range tx.rules().List() {
		rules = append(rules, *a.Rule)
	}
	tree.Delete("submitRules")
	return writeList(tree, scenario.SubmitRuleKind(), rules, "projects", project, "submitRules")
}

// writeChanges writes what was done to jobs and graphs.
func (tx *Tx) writeChanges(tree *format.Tree, project string) error {
	acts := slices.Collect(tx.life.allActs(tx.History()))
	return writeList(tree, scenario.JobActKind(), acts, "projects", project, "changes")
}

// writeList writes a list at a path; an empty one is left out.
func writeList[T any](tree *format.Tree, kind format.Kind[T], list []T, path ...string) error {
	if len(list) == 0 {
		tree.Delete(path...)
		return nil
	}
	text := []byte{'['}
	for i := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = kind.Write(text, &list[i])
	}
	return tree.Set(append(text, ']'), path...)
}
