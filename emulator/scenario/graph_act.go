package scenario

import (
	"math"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// GraphActKind is what a [GraphAct] does.
type GraphActKind string

// The kinds of acts.
const (
	CreateAct        GraphActKind = "create"        // a graph more; of CreateGraph it has the job
	SubmitAct        GraphActKind = "submit"        // a job on a graph
	AttachEipAct     GraphActKind = "attachEip"     // Value: the id of the EIP
	DetachEipAct     GraphActKind = "detachEip"     //
	SecurityGroupAct GraphActKind = "securityGroup" // Value: its id
	DeleteBackupAct  GraphActKind = "deleteBackup"  // Value: the id of the backup
	StatusAct        GraphActKind = "status"        // Value: the digits of the status
	RemoveAct        GraphActKind = "remove"        // the graph is gone
)

// GraphActKinds returns all kinds of acts.
func GraphActKinds() []GraphActKind {
	return []GraphActKind{CreateAct, SubmitAct, AttachEipAct, DetachEipAct, SecurityGroupAct, DeleteBackupAct, StatusAct, RemoveAct}
}

// GraphAct is one change of a project's graphs at run time: a submission, or an act of
// the control API. It holds from its instant on, and records what was decided.
type GraphAct struct {
	Kind    GraphActKind
	At      clock.Instant
	Graph   string // the graph's id
	Name    string // its name
	Job     string // the id of the submitted job; "": none
	JobName string // its name
	Value   string // what the kind says; of a submitted UpgradeGraph, ResizeGraph, ExpandGraph what success leaves; of RestoreGraph and ExportBackup the backup's id
	Keep    bool   // of a DeleteGraph: backups are kept
	Create  *Graph // of a CreateAct: the graph
}

// GraphActFormat returns the kind of an act, in a snapshot.
func GraphActFormat() format.Kind[GraphAct] {
	return format.Object[GraphAct]{
		Name: "graphAct", Noun: "an act on a graph",
		Doc: "One change of a project's graphs at run time.",
		Fields: []format.Field[GraphAct]{
			format.Key("kind", format.Enum("a kind of act", GraphActKinds()...), func(a *GraphAct) *GraphActKind { return &a.Kind }, "What it does.").Required(),
			format.Key("at", format.Instant(), func(a *GraphAct) *clock.Instant { return &a.At }, "From when on it holds.").Required(),
			format.Key("graph", JobID(), func(a *GraphAct) *string { return &a.Graph }, "The graph's id.").Required(),
			format.Key("name", graphName(), func(a *GraphAct) *string { return &a.Name }, "The graph's name.").Required(),
			format.Key("jobName", jobName(), func(a *GraphAct) *string { return &a.JobName }, "The name of the submitted job."),
			format.Key("job", JobID(), func(a *GraphAct) *string { return &a.Job }, "The id of the submitted job."),
			format.Key("value", format.Prose(math.MaxUint16), func(a *GraphAct) *string { return &a.Value }, "What it sets."),
			format.Key("keep", format.Bool(), func(a *GraphAct) *bool { return &a.Keep }, "Backups are kept."),
			format.Key("create", format.Optional(actedGraph()), func(a *GraphAct) **Graph { return &a.Create }, "The graph that is created."),
		},
		Check: func(m format.Mapping, a *GraphAct) {
			if m.Given("job") != m.Given("jobName") {
				m.Node.Problem("job and jobName come together")
			}
			if (a.Kind == CreateAct) != (a.Create != nil) && m.Good("kind") && !m.Bad("create") {
				m.Node.Problem("an act of the kind create, and no other, has the graph under create")
			}
			if a.Kind == SubmitAct && !m.Given("job") {
				m.Node.Problem("job is missing; an act of the kind submit needs it")
			}
		},
	}.Kind()
}

// actedGraph returns the kind of a graph in an act. Its name and its id need not be unique
// within a list of acts.
func actedGraph() format.Kind[Graph] {
	k := graphKind()
	read := k.Read
	k.Read = func(n format.Node, into *Graph) bool {
		n.NewScope(graphNames)
		n.NewScope(graphIDs)
		return read(n, into)
	}
	return k
}
