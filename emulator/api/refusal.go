package api

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// The codes with which operations on graphs are refused, in the order in which they are
// checked. Those of the request itself are found when it is bound.
const (
	badName        = "GES.7012"
	badSize        = "GES.7023"
	noGraph        = "GES.7000" // of v1
	noCluster      = "GES.0047" // of v2
	notRunning     = "GES.7001"
	beingBackedUp  = "GES.7002"
	stoppedOrStops = "GES.7003"
	notStartable   = "GES.7015"
	badRequest     = "GES.7016"
	beingCreated   = "GES.7042"
	beingDeleted   = "GES.7054"
	noBackup       = "GES.7024"
	badBackup      = "GES.7040"
	nameTaken      = "GES.7013"
	tooManyGraphs  = "GES.7018"
	tooManyBackups = "GES.7019"
	notNewer       = "GES.7036"
	eipBound       = "GES.7038"
	noEipBound     = "GES.7039"
	cannotScale    = "GES.7057"
)

// refused returns the error of a code, with the message of the table.
func refused(code string) *Error {
	row, _ := ges.LookUpError(code)
	return &Error{row.Code, row.Message}
}

// refusedBecause is [refused] with a sentence more, about the request.
func refusedBecause(code, format string, args ...any) *Error {
	e := refused(code)
	e.Message += " " + NewError(code, format, args...).Message
	return e
}

// findGraph returns the graph in the path.
func findGraph(tx *world.Tx, r *Request) (*graph.Graph, error) {
	if g, ok := tx.Graphs().Find(r.Text("graphId"), tx.ViewTime()); ok {
		return g, nil
	}
	code := noGraph
	switch u := tx.Compat().UnknownGraph; {
	case u != scenario.ByVersion:
		code = u
	case r.Version == ges.V2:
		code = noCluster
	}
	return nil, refused(code)
}

// stateRule is the statuses in which an operation is allowed.
type stateRule struct {
	allowed []ges.GraphStatus
	other   string // the code in any other state that has none of its own
}

// The rules of the operations.
//
//nolint:gochecknoglobals // read-only
var (
	whileRunning = stateRule{[]ges.GraphStatus{ges.GraphRunning}, ""}
	whileStopped = stateRule{[]ges.GraphStatus{ges.GraphStopped}, notStartable}
	restartable  = stateRule{[]ges.GraphStatus{ges.GraphRunning, ges.GraphImporting, ges.GraphExporting, ges.GraphClearing}, badRequest}
)

// changeable returns the graph in the path, if a rule allows an operation in its state.
func changeable(tx *world.Tx, r *Request, rule stateRule) (*graph.Graph, error) {
	g, err := findGraph(tx, r)
	if err != nil {
		return nil, err
	}
	jobs := underWay(g, tx)
	if !slices.Contains(jobs, "DeleteGraph") && slices.Contains(rule.allowed, g.StatusAt(tx.Now())) {
		return g, nil
	}
	return nil, refused(stateCode(g, tx, jobs, rule.other))
}

// underWay returns the names of the jobs of a graph that are under way.
func underWay(g *graph.Graph, tx *world.Tx) (names []string) {
	for j := range g.UnderWay(tx.Now()) {
		names = append(names, j.Name())
	}
	return names
}

// stateCode returns the code for an operation that the state of a graph does not allow.
func stateCode(g *graph.Graph, tx *world.Tx, jobs []string, other string) string {
	status := g.StatusAt(tx.Now())
	has := func(names ...string) bool {
		return slices.ContainsFunc(jobs, func(name string) bool { return slices.Contains(names, name) })
	}
	switch {
	case has("DeleteGraph"):
		return beingDeleted
	case has("CreateGraph"):
		return beingCreated
	case status == ges.GraphFrozen:
		return notRunning
	case other != "":
		return other
	case has("CreateBackup", "ExportBackup", "ImportBackup"):
		return beingBackedUp
	case status == ges.GraphStopped, status == ges.GraphStopping:
		return stoppedOrStops
	default:
		return notRunning
	}
}

// checkName checks the name of a new graph: 4 to 50 letters, digits and underscores, a
// letter first (vendor's create-graph page).
func checkName(name string) error {
	letter := func(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
	good := len(name) >= 4 && len(name) <= 50 && letter(name[0])
	for i := range len(name) {
		good = good && (letter(name[i]) || '0' <= name[i] && name[i] <= '9' || name[i] == '_')
	}
	if !good {
		return refusedBecause(badName, "%s is not 4 to 50 letters, digits and underscores with a letter first.", Quote(name))
	}
	return nil
}

// checkSize checks a graphSizeTypeIndex.
func checkSize(index string) error {
	if !slices.Contains(ges.SizeIndexes(), index) {
		return refusedBecause(badSize, "%s is none of %s.", Quote(index), strings.Join(ges.SizeIndexes(), ", "))
	}
	return nil
}

// checkBackup returns a backup of a graph that is complete.
func checkBackup(tx *world.Tx, g *graph.Graph, id string) error {
	b, ok := tx.Graphs().FindBackup(id, tx.Now())
	switch {
	case !ok || b.GraphID() != g.ID():
		return refused(noBackup)
	case !b.Succeeded(tx.Now()):
		return refused(badBackup)
	default:
		return nil
	}
}

// checkBackupQuota checks that the project may have another backup.
func checkBackupQuota(tx *world.Tx) error {
	if quota := tx.Quotas().Backup; quota != nil && tx.Graphs().CountBackups(tx.Now()) >= *quota {
		return refused(tooManyBackups)
	}
	return nil
}

// compareVersions compares dotted numbers; a part that is no number counts as text.
func compareVersions(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		if c := comparePart(part(x, i), part(y, i)); c != 0 {
			return c
		}
	}
	return 0
}

// part returns a part of a version; "0" beyond its end.
func part(parts []string, i int) string {
	if i < len(parts) {
		return parts[i]
	}
	return "0"
}

func comparePart(a, b string) int {
	x, errX := strconv.ParseUint(a, 10, 64)
	y, errY := strconv.ParseUint(b, 10, 64)
	if errX != nil || errY != nil {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(x, y)
}
