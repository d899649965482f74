package journal

import (
	"strconv"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// GroupName is the name of a group of coverage points.
type GroupName string

// The groups.
const (
	Operations   GroupName = "operations"
	Parameters   GroupName = "parameters"
	Values       GroupName = "values"
	JobStatuses  GroupName = "jobStatuses"
	JobNames     GroupName = "jobNames"
	HTTPStatuses GroupName = "httpStatuses"
	ErrorCodes   GroupName = "errorCodes"
	Edges        GroupName = "edges"
)

// GroupNames lists the groups, in the order in which they are shown.
func GroupNames() []GroupName {
	return []GroupName{Operations, Parameters, Values, JobStatuses, JobNames, HTTPStatuses, ErrorCodes, Edges}
}

// Edge is a shape of an answer that clients get wrong.
type Edge string

// The edges of a list, which each list has for itself.
const (
	EmptyList           Edge = "an empty list"
	NoMatch             Edge = "a filter that no job fits"
	MorePages           Edge = "a page with more after it"
	LastPage            Edge = "a last page after others"
	PastTheEnd          Edge = "a page past the end"
	AppearedWhilePaging Edge = "a job that appears while paging"
)

// The edges of any answer.
const (
	ImportDetail     Edge = "a jobDetail of an import"
	FailReason       Edge = "a failReason"
	SlowAnswer       Edge = "a slow answer"
	BrokenConnection Edge = "a broken connection"
	StaleList        Edge = "a list that lags behind"
)

var (
	listEdges   = [...]Edge{EmptyList, NoMatch, MorePages, LastPage, PastTheEnd, AppearedWhilePaging}
	answerEdges = [...]Edge{ImportDetail, FailReason, SlowAnswer, BrokenConnection, StaleList}
)

// CoveragePoint is one thing of the contract that a client can cover, by its name.
type CoveragePoint struct {
	Group GroupName
	Name  string
}

// String is the point as snapshots have it.
func (p CoveragePoint) String() string { return string(p.Group) + ": " + p.Name }

// registry is every point there is, numbered in the order in which reports show
// them.
type registry struct {
	points  []CoveragePoint
	numbers map[CoveragePoint]int
	owners  map[int]ges.Operation // of a point that belongs to one operation

	// The points of jobs by number, as long lists add many: by status, and by
	// index in ges.JobNames.
	statuses [ges.PartiallyFailed + 1]int
	jobNames []int
}

// points derives the registry from the tables of package ges, once.
var points = sync.OnceValue(func() *registry { //nolint:gochecknoglobals // a table, read only
	r := &registry{numbers: map[CoveragePoint]int{}, owners: map[int]ges.Operation{}}
	operations := emulated()
	for _, o := range operations {
		r.add(Operations, string(o.ID))
	}
	for _, o := range operations {
		for i := range o.Parameters {
			r.addOf(o, Parameters, o.Parameters[i].Name())
		}
		for _, name := range fieldNames("", o.Body) {
			r.addOf(o, Parameters, name)
		}
	}
	for _, o := range operations {
		for _, name := range valueNames(o) {
			r.addOf(o, Values, name)
		}
	}
	for _, s := range ges.Statuses() {
		r.statuses[s] = r.add(JobStatuses, s.String())
	}
	for _, n := range ges.JobNames() {
		r.jobNames = append(r.jobNames, r.add(JobNames, n.Name))
	}
	for _, o := range operations {
		for _, status := range o.DocumentedStatuses() {
			r.add(HTTPStatuses, strconv.Itoa(status))
		}
	}
	for _, e := range ges.ErrorCodes() {
		r.add(ErrorCodes, e.Code)
	}
	for _, o := range operations {
		for _, e := range edgesOf(o) {
			r.addOf(o, Edges, string(e))
		}
	}
	for _, e := range answerEdges {
		r.add(Edges, string(e))
	}
	return r
})

// add numbers a point; one that is there already keeps its number.
func (r *registry) add(group GroupName, name string) int {
	p := CoveragePoint{group, name}
	if n, known := r.numbers[p]; known {
		return n
	}
	n := len(r.points)
	r.points = append(r.points, p)
	r.numbers[p] = n
	return n
}

// addOf numbers a point of an operation.
func (r *registry) addOf(o *ges.OperationSpec, group GroupName, name string) {
	r.owners[r.add(group, qualified(o, name))] = o.ID
}

// fieldNames is the names of the fields of a body that have values of their own, those of
// objects after the object's name and a dot.
func fieldNames(path string, fields []ges.Field) []string {
	var names []string
	for i := range fields {
		f := &fields[i]
		if f.Kind == ges.Object {
			names = append(names, fieldNames(path+f.Name()+".", f.Fields)...)
		} else {
			names = append(names, path+f.Name())
		}
	}
	return names
}

// edgesOf is the edges of the list that an operation answers.
func edgesOf(o *ges.OperationSpec) []Edge {
	var edges []Edge
	for _, e := range listEdges {
		if o.Paged() && (e != NoMatch || filters(o) > 0) {
			edges = append(edges, e)
		}
	}
	return edges
}

// filters is the number of parameters that filter a list.
func filters(o *ges.OperationSpec) (n int) {
	for i := range o.Parameters {
		if p := &o.Parameters[i]; o.Paged() && p.In == ges.Query && !p.Paging {
			n++
		}
	}
	return n
}

// emulated is the rows of the emulated operations of the service.
func emulated() []*ges.OperationSpec {
	var rows []*ges.OperationSpec
	for _, id := range ges.Emulated() {
		rows = append(rows, ges.LookUpOperation(id))
	}
	return rows
}

// qualified is the name of a point of an operation. Those of the list of jobs,
// which were there before all others, go without its name.
func qualified(o *ges.OperationSpec, name string) string {
	if o.ID == ges.ListJobs {
		return name
	}
	return string(o.ID) + " " + name
}

// valueNames is the names of the values, or kinds of values, that an operation's
// parameters can have.
func valueNames(o *ges.OperationSpec) []string {
	var names []string
	for i := range o.Parameters {
		p := &o.Parameters[i]
		switch p.Kind {
		case ges.Integer:
			names = append(names, noValue(p), leastValue(p), largerValue(p))
		case ges.Word:
			for _, word := range p.Words {
				names = append(names, wordValue(p, word))
			}
		case ges.Boolean:
			names = append(names, wordValue(p, "true"), wordValue(p, "false"))
		case ges.Text:
			if len(p.V1) > 1 {
				for _, name := range p.V1 {
					names = append(names, spelling(p, name))
				}
			}
		case ges.Day:
			if p.NotBefore != "" {
				names = append(names, sameDay(p))
			}
		}
	}
	if filters(o) > 1 {
		names = append(names, joinedFilters)
	}
	return names
}

// joinedFilters is the value point of a call that filters in more than one way.
const joinedFilters = "two filters or more together"

func noValue(p *ges.Parameter) string    { return p.Name() + ": none, the default" }
func leastValue(p *ges.Parameter) string { return p.Name() + ": " + strconv.Itoa(p.Least) }
func largerValue(p *ges.Parameter) string {
	return p.Name() + ": " + strconv.Itoa(p.Least+1) + " or more"
}
func sameDay(p *ges.Parameter) string { return p.NotBefore + " and " + p.Name() + ": one day" }

func wordValue(p *ges.Parameter, word string) string { return p.Name() + ": " + word }

func spelling(p *ges.Parameter, name string) string {
	if name == p.Name() {
		return name + " under this name"
	}
	return p.Name() + " as " + name
}
