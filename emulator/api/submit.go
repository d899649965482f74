package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// submitJob submits a job and answers its id.
func submitJob(tx *world.Tx, s world.Submission) (any, error) {
	job, _, err := tx.Submit(s)
	if err != nil {
		return nil, err
	}
	return submitted(job.ID(), ""), nil
}

// submitWhile returns the handler of an operation whose job needs nothing else than a
// graph in some state.
func submitWhile(rule stateRule) func(*world.Tx, *Request) (any, error) {
	return func(tx *world.Tx, r *Request) (any, error) {
		g, err := changeable(tx, r, rule)
		if err != nil {
			return nil, err
		}
		return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g})
	}
}

// deleteGraph answers «delete a graph», in any state in which none of its jobs is under
// way.
func deleteGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := findGraph(tx, r)
	if err != nil {
		return nil, err
	}
	if jobs := underWay(g, tx); len(jobs) > 0 {
		return nil, refused(stateCode(g, tx, jobs, ""))
	}
	keepBackup := r.Text("keepBackup") == "true"
	if r.Text("keepBackup") == "" {
		keepBackup = r.Body.Flag("keepBackup") // the vendor's Terraform provider sends it there
	}
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g, Keep: keepBackup})
}

// restoreGraph is the name of the job that starts a graph from a backup.
const restoreGraph = "RestoreGraph"

// startGraph answers «start a graph», as it was stopped or from a backup.
func startGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileStopped)
	if err != nil {
		return nil, err
	}
	backup := r.Body.Text("graph_backup_id")
	if backup == "" {
		return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g})
	}
	if err := checkBackup(tx, g, backup); err != nil {
		return nil, err
	}
	return submitJob(tx, world.Submission{JobName: restoreGraph, Graph: g, Value: backup})
}

// restartGraph answers «force a restart», which ends all other jobs of the graph that are
// under way.
func restartGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, restartable)
	if err != nil {
		return nil, err
	}
	if err := tx.Interrupt(g); err != nil {
		return nil, err
	}
	g, _ = tx.Graphs().Lookup(g.ID())
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g})
}

// importGraph answers «import data to a graph».
func importGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g, Detail: detailOf(r.Body)})
}

// detailOf returns the jobDetail of an import from the paths of a request: each is a list
// of one, or absent.
func detailOf(paths *Body) *scenario.Detail {
	list := func(name string) []scenario.File {
		if path := paths.Text(name); path != "" {
			return []scenario.File{{Path: path}}
		}
		return nil
	}
	return &scenario.Detail{Vertexset: list("vertexsetPath"), Edgeset: list("edgesetPath"), Schema: list("schemaPath")}
}

// isVersion reports whether a text is dotted numbers.
func isVersion(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || len(part) > 9 || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// upgradeGraph answers «upgrade a graph» to a newer version.
func upgradeGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	version, current := r.Body.Text("upgradeVersion"), g.FieldsAt(tx.Now()).Text("dataStoreVersion")
	if !isVersion(version) {
		return nil, refusedBecause(notNewer, "%s is not a version such as 2.4.4.", Quote(version))
	}
	if compareVersions(version, current) <= 0 {
		return nil, refusedBecause(notNewer, "%s is not newer than %s.", Quote(version), Quote(current))
	}
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g, Value: version})
}

// resizeGraph answers «resize a graph» to a larger flavor.
func resizeGraph(tx *world.Tx, r *Request) (any, error) {
	size := r.Body.Object("resize").Text("graphSizeTypeIndex")
	if err := checkSize(size); err != nil {
		return nil, err
	}
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	current := g.FieldsAt(tx.Now()).Text("graphSizeTypeIndex")
	rank := func(index string) int { return slices.Index(ges.SizeIndexes(), index) }
	if !slices.Contains(ges.ResizeIndexes(), size) || rank(size) <= rank(current) {
		return nil, refusedBecause(cannotScale, "A graph of size %s cannot become one of size %s.", current, size)
	}
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g, Value: size})
}

// maxReplication bounds the replicas of a graph. No page of the vendor has a bound.
const maxReplication = 1000

// expandGraph answers «expand a graph» to more replicas.
func expandGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	text := r.Body.Object("expand").Text("replication")
	current, _ := strconv.Atoi(g.FieldsAt(tx.Now()).JSON("replication"))
	n, err := strconv.Atoi(text)
	if err != nil || n <= current || n > maxReplication {
		return nil, refusedBecause(cannotScale, "replication: %s is not more than %d and at most %d.", Quote(text), current, maxReplication)
	}
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g, Value: strconv.Itoa(n)})
}

// actOn does something to the graph in the path that is no job.
func actOn(tx *world.Tx, g *graph.Graph, kind scenario.GraphActKind, value string) (any, error) {
	return nothing(), tx.Act(scenario.GraphAct{Kind: kind, Graph: g.ID(), Name: g.Name(), Value: value})
}

// attachEip answers «bind an EIP».
func attachEip(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	switch {
	case err != nil:
		return nil, err
	case g.FieldsAt(tx.Now()).Text("publicIp") != "":
		return nil, refused(eipBound)
	}
	return actOn(tx, g, scenario.AttachEipAct, r.Body.Text("eipId"))
}

// detachEip answers «unbind an EIP».
func detachEip(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	switch {
	case err != nil:
		return nil, err
	case g.FieldsAt(tx.Now()).Text("publicIp") == "":
		return nil, refused(noEipBound)
	}
	return actOn(tx, g, scenario.DetachEipAct, "")
}

// changeSecurityGroup answers «change the security group».
func changeSecurityGroup(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	return actOn(tx, g, scenario.SecurityGroupAct, r.Body.Text("security_group_id"))
}
