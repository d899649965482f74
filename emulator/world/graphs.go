package world

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/submit"
)

// Graphs is all graphs and backups of the project, past and future ones. It is a value
// that stays as it is.
func (tx *Tx) Graphs() *graph.Set {
	switch s, l := &tx.staged, tx.life; {
	case s.graphs != nil:
		return s.graphs
	case s.history != nil && l.graphs == nil:
		s.graphs = l.origin.graphs.Set(s.history, l.acts)
		return s.graphs
	default:
		return l.allGraphs()
	}
}

// allGraphs returns the graphs of the life, which are computed when they are first needed.
func (l *life) allGraphs() *graph.Set {
	switch o := l.origin; {
	case l.graphs != nil:
	case l.board.History() == o.history && len(l.acts) == len(o.acts):
		l.graphs, l.acts = o.initial(), nil
	default:
		l.graphs, l.acts = o.graphs.Set(l.board.History(), l.acts), nil
	}
	return l.graphs
}

// LateGraphs returns what computes the graphs of the project as they are now, after the
// transaction: the first time that can take long where there are very many jobs.
func (tx *Tx) LateGraphs() func() *graph.Set {
	l := tx.life
	if l.graphs != nil {
		graphs := l.graphs
		return func() *graph.Set { return graphs }
	}
	h, acts, o := l.board.History(), l.acts, l.origin
	if h == o.history && len(acts) == len(o.acts) {
		return o.initial // which computes them once
	}
	return func() *graph.Set { return o.graphs.Set(h, acts) }
}

// UseGraphs gives the project the result of [Tx.LateGraphs], unless its jobs are others
// by now.
func (tx *Tx) UseGraphs(graphs *graph.Set) {
	if l := tx.life; l.graphs == nil && graphs.Of(l.board.History()) && graphs.Acted() == len(l.acts) {
		l.graphs, l.acts = graphs, nil
	}
}

// Quotas are the bounds of the project.
func (tx *Tx) Quotas() scenario.Quotas {
	return tx.Scenario().Project(tx.life.origin.project).Quotas
}

// ErrTooManyActs says that no more can be done to the graphs of a project.
var ErrTooManyActs = errors.New("too much was done to the project's graphs: reset it to go on")

// maxGraphActs bounds what is done to the graphs of a project between two resets.
const maxGraphActs = 5_000_000

// maxGraphs bounds the graphs of a project, past ones included: those of its scenario and
// those that are made at run time.
const maxGraphs = 2 * scenario.MaxGraphs

// Act does something to a graph at the transaction's now. act has all but its instant.
func (tx *Tx) Act(act scenario.GraphAct) error {
	graphs := tx.Graphs()
	if graphs.Acted() >= maxGraphActs || act.Kind == scenario.CreateAct && graphs.Len() >= maxGraphs {
		return ErrTooManyActs
	}
	act.At = tx.now
	s := &tx.staged
	s.graphs = graphs.Act(act)
	s.dirty, s.acts = true, append(s.acts, scenario.JobAct{On: &act})
	return nil
}

// TakenError says that a project has a graph of a name, or a graph or backup with an id.
type TakenError struct{ Project, What, Key, Value string }

func (e *TakenError) Error() string {
	return fmt.Sprintf("project %q has a %s with the %s %q already", e.Project, e.What, e.Key, e.Value)
}

// UnknownGraphError says that a project has no graph with an id now.
type UnknownGraphError struct{ Project, ID string }

func (e *UnknownGraphError) Error() string {
	return fmt.Sprintf("project %q has no graph with the id %q now", e.Project, e.ID)
}

// AddGraph adds a graph to projects, from each one's now on, and returns that of the
// first. Its id is decided once, for the first, and is the same in all. as is the graph as
// it is for one of them. The error may be a [*TakenError].
func AddGraph(all []*Tx, as func(*Tx) (scenario.Graph, error)) (first *graph.Graph, err error) {
	var id string
	for i, tx := range all {
		g, err := as(tx)
		if err != nil {
			return nil, err
		}
		if id = cmp.Or(id, g.ID()); id == "" {
			id = freeGraphID(g.Name, all)
		}
		added, err := tx.addGraph(id, &g)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = added
		}
	}
	return first, nil
}

// freeGraphID returns an id for a graph of a name that no project has.
func freeGraphID(name string, all []*Tx) string {
	var others []*graph.Set
	for _, tx := range all[1:] {
		others = append(others, tx.Graphs())
	}
	return all[0].Graphs().FreeID(name, others...)
}

func (tx *Tx) addGraph(id string, g *scenario.Graph) (*graph.Graph, error) {
	graphs := tx.Graphs()
	if _, taken := graphs.Named(g.Name, tx.now); taken {
		return nil, &TakenError{tx.ID(), "graph", "name", g.Name}
	}
	if _, taken := graphs.Lookup(id); taken {
		return nil, &TakenError{tx.ID(), "graph", "id", id}
	}
	for i := range g.Backups {
		if taken := g.Backups[i].ID; taken != "" && graphs.HasBackup(taken) {
			return nil, &TakenError{tx.ID(), "backup", "id", taken}
		}
	}
	return tx.actOn(id, scenario.GraphAct{Kind: scenario.CreateAct, Name: g.Name, Create: g})
}

// PatchGraph changes a graph from now on, and returns it. The error may be an
// [*UnknownGraphError].
func (tx *Tx) PatchGraph(id string, patch scenario.GraphPatch) (*graph.Graph, error) {
	g, ok := tx.Graphs().Find(id, tx.now)
	if !ok {
		return nil, &UnknownGraphError{tx.ID(), id}
	}
	return tx.actOn(id, scenario.GraphAct{Kind: scenario.StatusAct, Name: g.Name(), Value: patch.Status.String()})
}

// RemoveGraph takes a graph away from now on, with its backups; its jobs stay. The error
// may be an [*UnknownGraphError].
func (tx *Tx) RemoveGraph(id string) error {
	g, ok := tx.Graphs().Find(id, tx.now)
	if !ok {
		return &UnknownGraphError{tx.ID(), id}
	}
	_, err := tx.actOn(id, scenario.GraphAct{Kind: scenario.RemoveAct, Name: g.Name()})
	return err
}

// actOn does something to the graph with an id, and returns it.
func (tx *Tx) actOn(id string, act scenario.GraphAct) (*graph.Graph, error) {
	act.Graph = id
	if err := tx.Act(act); err != nil {
		return nil, err
	}
	g, _ := tx.Graphs().Lookup(id)
	return g, nil
}

// Submission is a job that a client submits.
type Submission struct {
	JobName string
	Graph   *graph.Graph     // nil: the job creates Create
	Create  *scenario.Graph  // the graph that the job creates
	Detail  *scenario.Detail // of an import
	Value   string           // what its success leaves, see [scenario.GraphAct]
	Keep    bool             // of a deletion: backups are kept
	// After, if set, is the job after whose success it begins, in place of now.
	After *history.Job
}

// Submit submits a job, and returns it with the id of its graph. Rules of the scenario
// decide what becomes of it.
func (tx *Tx) Submit(s Submission) (job history.Job, graphID string, err error) {
	graphs := tx.Graphs()
	if graphs.Acted() >= maxGraphActs {
		return job, "", ErrTooManyActs
	}
	kind, number, begin := scenario.SubmitAct, 0, tx.now
	var name string
	if s.Create != nil {
		kind, name = scenario.CreateAct, s.Create.Name
		graphID = graphs.FreeID(name)
	} else {
		graphID, name = s.Graph.ID(), s.Graph.Name()
		number = s.Graph.Submitted(s.JobName)
	}
	if s.After != nil {
		begin = s.After.End()
	}
	rule, rules := tx.rules().Next(submit.Submission{
		JobName: s.JobName, Graph: name, Now: tx.now, Key: tx.History().Plan().SubmissionKey(s.JobName, graphID, number),
	})
	act := tx.History().DecideSubmission(history.Submission{
		JobName: s.JobName, GraphID: graphID, GraphName: name, Number: number, Begin: begin, Detail: s.Detail, Rule: rule,
	})
	h, err := tx.History().Apply(act)
	if err != nil {
		return job, graphID, err
	}
	job = tx.stageAct(h, act)
	tx.staged.rules = &rules
	if tx.call != nil && tx.call.JobID == "" {
		tx.call.JobID = job.ID()
	}
	return job, graphID, tx.Act(scenario.GraphAct{
		Kind: kind, Graph: graphID, Name: name, Job: act.Add.ID, JobName: s.JobName, Value: s.Value, Keep: s.Keep, Create: s.Create,
	})
}

// rules are the rules for submitted jobs.
func (tx *Tx) rules() submit.Rules {
	if tx.staged.rules != nil {
		return *tx.staged.rules
	}
	return tx.life.rules
}

// SubmitRules lists the rules for submitted jobs with how often they applied, in the
// order in which they are tried.
func (tx *Tx) SubmitRules() []submit.Applied { return tx.rules().List() }

// AddSubmitRule adds a rule until the project is reset. It returns false when the project
// has a rule of the name, or the rule has none.
func (tx *Tx) AddSubmitRule(r *scenario.SubmitRule) bool { return tx.changeRules(tx.rules().With(r)) }

// RemoveSubmitRule removes a rule, also one of the scenario, until the project is reset.
// It returns false when there is none of the name.
func (tx *Tx) RemoveSubmitRule(name string) bool { return tx.changeRules(tx.rules().Without(name)) }

// RemoveSubmitRules removes all rules, also those of the scenario, until the project is
// reset.
func (tx *Tx) RemoveSubmitRules() { tx.changeRules(submit.Rules{}, true) }

func (tx *Tx) changeRules(rules submit.Rules, ok bool) bool {
	if ok {
		tx.staged.dirty, tx.staged.rules = true, &rules
	}
	return ok
}

// Interrupt ends every job of a graph that is under way, as failed.
func (tx *Tx) Interrupt(g *graph.Graph) error {
	failed, reason := ges.Failed, "The graph was restarted."
	for j := range g.UnderWay(tx.now) {
		patch := scenario.JobPatch{Outcome: &failed, FailReason: &reason, EndNow: true}
		if _, err := tx.PatchJob(j.ID(), patch); err != nil {
			return err
		}
	}
	return nil
}
