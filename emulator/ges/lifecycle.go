package ges

import "strconv"

// GraphStatus is the status of a graph at an instant. In the API it is a text of digits.
type GraphStatus int

// The statuses of a graph that the emulator shows, as on the vendor's pages of the graph
// object. GraphUnchanged is none of them: in a [Lifecycle] it leaves the status as it is.
const (
	GraphUnchanged       GraphStatus = 0
	GraphPreparing       GraphStatus = 100
	GraphRunning         GraphStatus = 200
	GraphUpgrading       GraphStatus = 201
	GraphImporting       GraphStatus = 202
	GraphExporting       GraphStatus = 204
	GraphClearing        GraphStatus = 205
	GraphResizePreparing GraphStatus = 206
	GraphResizing        GraphStatus = 207
	GraphExpandPreparing GraphStatus = 210
	GraphExpanding       GraphStatus = 211
	GraphFaulty          GraphStatus = 300
	GraphCreationFailed  GraphStatus = 303
	GraphDeleted         GraphStatus = 400 // only of a graph whose backups remain
	GraphFrozen          GraphStatus = 800
	GraphStopped         GraphStatus = 900
	GraphStopping        GraphStatus = 901
	GraphStarting        GraphStatus = 920
)

// String returns the digits of the status; "" of no status.
func (s GraphStatus) String() string {
	if s == 0 {
		return ""
	}
	return strconv.Itoa(int(s))
}

// Lifecycle is the effect of a job on the status of its graph. A job without one leaves
// the status as it is.
type Lifecycle struct {
	Waiting, Running GraphStatus // while the job waits and runs
	Success, Failed  GraphStatus // after it; partial failure counts as success
}

// lifecycles is the table of lifecycles, by job name. A job name that is not in it, and
// DeleteGraph, whose success ends the graph, have none.
//
//nolint:gochecknoglobals // read-only
var lifecycles = map[string]Lifecycle{
	"CreateGraph":  {GraphPreparing, GraphPreparing, GraphRunning, GraphCreationFailed},
	"ImportGraph":  {GraphImporting, GraphImporting, GraphRunning, GraphRunning},
	"ExportGraph":  {GraphExporting, GraphExporting, GraphRunning, GraphRunning},
	"ClearGraph":   {GraphClearing, GraphClearing, GraphRunning, GraphRunning},
	"UpgradeGraph": {GraphUpgrading, GraphUpgrading, GraphRunning, GraphRunning},
	"ResizeGraph":  {GraphResizePreparing, GraphResizing, GraphRunning, GraphRunning},
	"ExpandGraph":  {GraphExpandPreparing, GraphExpanding, GraphRunning, GraphRunning},
	"StopGraph":    {GraphStopping, GraphStopping, GraphStopped, GraphRunning},
	"StartGraph":   {GraphPreparing, GraphStarting, GraphRunning, GraphStopped},
	"RestoreGraph": {GraphPreparing, GraphStarting, GraphRunning, GraphStopped},
	"RestartGraph": {GraphStopping, GraphStarting, GraphRunning, GraphFaulty},
}

// LifecycleOf returns the lifecycle of a job name; false if it has none.
func LifecycleOf(jobName string) (Lifecycle, bool) {
	l, ok := lifecycles[jobName]
	return l, ok
}

// During returns the status of the graph while the job is in a state.
func (l Lifecycle) During(s Status) GraphStatus {
	switch s {
	case Waiting:
		return l.Waiting
	case Running:
		return l.Running
	case Failed:
		return l.Failed
	default:
		return l.Success
	}
}

// GraphState is a name of a status that a scenario can give to a graph.
type GraphState struct {
	Name   string
	Status GraphStatus
}

// graphStates is the table of the statuses that a scenario can give to a graph.
var graphStates = [...]GraphState{
	{"running", GraphRunning},
	{"stopped", GraphStopped},
	{"faulty", GraphFaulty},
	{"frozen", GraphFrozen},
	{"creationFailed", GraphCreationFailed},
}

// GraphStates returns the statuses that a scenario can give to a graph, the default
// first.
func GraphStates() []GraphState { return graphStates[:] }
