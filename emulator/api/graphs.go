package api

import (
	"fmt"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// listGraphs answers «list the graphs».
func listGraphs(tx *world.Tx, r *Request) (any, error) {
	graphs, now := tx.Graphs(), tx.ViewTime()
	total := graphs.Count(now)
	all := graphs.At(now)
	if newestFirst(tx) {
		all = graphs.AtBackward(now)
	}
	rows := page(r, all, total, func(g *graph.Graph) graph.Values { return g.FieldsAt(now) })
	return &RecordList{
		Count: ges.Field{V1: "graphCount", V2: "graph_count"}, List: ges.Field{V1: "graphs", V2: "graphs"},
		Total: total, Fields: ges.GraphFields(), Rows: rows, Shown: coverList(tx, r, total), State: stateOf(tx, rows...),
	}, nil
}

// newestFirst reports whether lists begin with what began last.
func newestFirst(tx *world.Tx) bool { return tx.Compat().Order == scenario.NewestFirst }

// coverList adds the points of the contract that a page of a list covers, and returns
// them.
func coverList(tx *world.Tx, r *Request, total int) journal.Shown {
	shown := shownPage(r, total, false)
	tx.CoverPage(&shown)
	return shown
}

// stateOf returns the state of which graphs with some values are a function; nil for
// graphs that show a progress, which changes from instant to instant.
func stateOf(tx *world.Tx, rows ...graph.Values) *world.State {
	for _, values := range rows {
		if values.JSON("actionProgress") != "" {
			return nil
		}
	}
	state := tx.GraphState()
	return &state
}

// showGraph answers «show a graph».
func showGraph(tx *world.Tx, r *Request) (any, error) {
	g, err := findGraph(tx, r)
	if err != nil {
		return nil, err
	}
	values := g.FieldsAt(tx.ViewTime())
	return &Record{Key: &graphKey, Fields: ges.GraphFields(), Values: values, State: stateOf(tx, values)}, nil
}

// noQuota is the quota that is shown where the scenario gives none.
const noQuota = 100

// edgeVolume is the number of edges, in millions, that the vendor's example shows.
const edgeVolume = 178800

// listQuotas answers «list the quotas».
func listQuotas(tx *world.Tx, _ *Request) (any, error) {
	graphs, quotas, now := tx.Graphs(), tx.Quotas(), tx.ViewTime()
	available := func(quota *int, used int) int {
		if quota == nil {
			return max(0, noQuota-used)
		}
		return max(0, *quota-used)
	}
	resources := []ges.Field{{V1: "resources", V2: "resources", Kind: ges.List, Fields: quotaFields}}
	return &Record{Key: &quotasKey, Fields: resources, Values: graph.Values{fmt.Sprintf(
		`[{"type":"graph","available":%d,"edgeVolume":%d},{"type":"backup","available":%d},{"type":"metadata","available":%d}]`,
		available(quotas.Graph, graphs.Count(now)), edgeVolume, available(quotas.Backup, graphs.CountBackups(now)), noQuota)}}, nil
}

// quotaFields are the fields of a quota.
//
//nolint:gochecknoglobals // read-only
var quotaFields = []ges.Field{{V1: "type", V2: "type"}, {V1: "available", V2: "available"}, {V1: "edgeVolume", V2: "edge_volume"}}
