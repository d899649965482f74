package emulator

import (
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// Graph is a graph that is there at the start of a scenario, or that
// [Project.AddGraph] adds.
type Graph struct {
	Name    string      `json:"name"`             // needed
	Status  GraphStatus `json:"status,omitempty"` // default GraphRunning
	Created Time        `json:"created,omitzero"` // only in a scenario; default: a day before the first of the start and its jobs
	Backups []Backup    `json:"backups,omitempty"`
	// Fields are other fields of the vendor's graph object by their names in v1, such
	// as graphSizeTypeIndex; those that are left out have the vendor's default or are
	// invented.
	Fields map[string]any `json:"-"`
}

// MarshalJSON writes the graph as a scenario file has it.
func (g Graph) MarshalJSON() ([]byte, error) {
	type keys Graph
	return withKeys(keys(g), g.Fields)
}

// Backup is a backup of a [Graph].
type Backup struct {
	Name         string        `json:"name"`                   // needed
	Created      Time          `json:"created,omitzero"`       // its startTime; needed in a scenario, default now in AddGraph
	ID           string        `json:"id,omitempty"`           // default: invented
	BackupMethod string        `json:"backupMethod,omitempty"` // manual, the default, auto or import
	Status       string        `json:"status,omitempty"`       // success, the default, or failed
	Size         int           `json:"size,omitempty"`         // MB; default: invented
	Running      time.Duration `json:"running,omitempty"`      // how long it took; default: typical
}

// MarshalJSON writes the backup as a scenario file has it.
func (b Backup) MarshalJSON() ([]byte, error) { return marshalKeys(b) }

// Quotas are how many graphs and backups there may be at once; nil: any number.
type Quotas struct {
	Graph  *int `json:"graph,omitempty"`
	Backup *int `json:"backup,omitempty"`
}

// GraphState is a graph now, with its past and future; see [graph.State].
type GraphState = graph.State

// AddGraph adds a graph, which is there from now on until the project is reset, and
// returns its id, which is generated unless Fields has one. No job comes with it, and
// quotas do not apply. It is an error when the graph breaks a rule of scenario files, and
// when the project has a graph of its name or id now.
func (p *Project) AddGraph(g Graph) (id string, err error) {
	p.tb.Helper()
	err = p.changeAll(func(all []*world.Tx) error {
		added, err := world.AddGraph(all, func(tx *world.Tx) (scenario.Graph, error) {
			return parse("graph", g, tx.Now(), scenario.ParseGraph)
		})
		if err == nil {
			id = added.ID()
		}
		return err
	})
	return id, p.fail(err)
}

// Graphs lists the project's graphs, past and future ones included, by their creation.
func (p *Project) Graphs() (list []GraphState) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		for g := range tx.Graphs().All(0) {
			list = append(list, g.StateAt(tx.Now()))
		}
		return nil
	}))
	return list
}

// GraphPatch is the changes of a graph.
type GraphPatch struct {
	Status GraphStatus `json:"status"` // needed
}

// PatchGraph gives a graph a status, which holds from now on until a job of it that begins
// later changes it. It is an error when the project has no such graph now.
func (p *Project) PatchGraph(id string, patch GraphPatch) error {
	p.tb.Helper()
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		parsed, err := parse(fmt.Sprintf("graph %q", id), patch, tx.Now(), scenario.ParseGraphPatch)
		if err == nil {
			_, err = tx.PatchGraph(id, parsed)
		}
		return err
	}))
}

// RemoveGraph takes a graph away from now on, with its backups; its jobs stay. It is an
// error when the project has no such graph now.
func (p *Project) RemoveGraph(id string) error {
	p.tb.Helper()
	return p.fail(p.update(func(tx *world.Tx, _ bool) error { return tx.RemoveGraph(id) }))
}

// SubmitRule says what becomes of jobs that clients submit. Its fields are keys of a
// scenario file.
type SubmitRule struct {
	Name       string        `json:"name,omitempty"`       // 1 to 64 letters, digits, or . _ -; needed in AddSubmitRule
	JobName    string        `json:"jobName,omitempty"`    // such as ImportGraph; default: any
	When       SubmitWhen    `json:"when,omitzero"`        // zero: every submission
	Waiting    DurationRange `json:"waiting,omitzero"`     // default 0
	Running    DurationRange `json:"running,omitzero"`     // or Forever; default: typical for the job
	Outcome    Status        `json:"outcome,omitempty"`    // default Success
	FailReason string        `json:"failReason,omitempty"` // only with another outcome than success; default: a realistic one
}

// SubmitWhen selects the submissions to which a [SubmitRule] applies: all given conditions
// must hold.
type SubmitWhen struct {
	Graph string `json:"graph,omitempty"` // the graph's name
	// Calls selects by number among the accepted submissions that fit the other
	// conditions, counted in each project since the rule was added.
	Calls CallNumbers `json:"calls,omitzero"`
	// From and Until are times; Until is not included.
	From  Time `json:"from,omitzero"`
	Until Time `json:"until,omitzero"`
	// Chance is the share of the submissions, above 0 to 1.
	Chance float64 `json:"chance,omitempty"`
}

// AppliedRule is a rule for submitted jobs with its counts; see [submit.Applied].
type AppliedRule = submit.Applied

// AddSubmitRule adds a rule to the project until it is reset. It is tried before those of
// the scenario and after those added earlier, and counts submissions from now on. It is an
// error when the rule breaks a rule of scenario files, or when the project has one of its
// name.
func (p *Project) AddSubmitRule(r SubmitRule) error {
	p.tb.Helper()
	what := fmt.Sprintf("submit rule %q", r.Name)
	return p.fail(p.update(func(tx *world.Tx, _ bool) error {
		parsed, err := parse(what, r, tx.Now(), scenario.ParseSubmitRule)
		if err == nil && !tx.AddSubmitRule(&parsed) {
			err = fmt.Errorf("%s: the project has a rule of this name already", what)
		}
		return err
	}))
}

// SubmitRules lists the rules for submitted jobs with how often each applied, in the order
// in which they are tried.
func (p *Project) SubmitRules() (list []AppliedRule) {
	p.tb.Helper()
	p.must(p.view(func(tx *world.Tx) error {
		list = tx.SubmitRules()
		return nil
	}))
	return list
}

// RemoveSubmitRule removes a rule, also one of the scenario, until the project is reset. It
// is an error when there is none of the name.
func (p *Project) RemoveSubmitRule(name string) error {
	p.tb.Helper()
	removed := false
	err := p.update(func(tx *world.Tx, _ bool) error {
		removed = tx.RemoveSubmitRule(name) || removed
		return nil
	})
	if err == nil && !removed {
		err = fmt.Errorf("project %s has no submit rule %q", p.id, name)
	}
	return p.fail(err)
}
