package deploy

import (
	"errors"
	"fmt"
)

// Service is the calls of the graph service that a deployment needs. [V1] and [V2] make
// them in the two versions of the service's API.
type Service interface {
	CreateGraph(spec Spec) (graphID string, err error)
	ShowGraph(graphID string) (Graph, error)
	ListGraphs(offset, limit int) (page []Graph, total int, err error)
	DeleteGraph(graphID string, keepBackups bool) (jobID string, err error)

	ImportGraph(graphID string, data Data) (jobID string, err error)
	ExportGraph(graphID string, to Target) (jobID string, err error)
	StopGraph(graphID string) (jobID string, err error)
	// RestoreGraph starts a stopped graph from a backup.
	RestoreGraph(graphID, backupID string) (jobID string, err error)

	CreateBackup(graphID string) (jobID string, err error)
	ListBackups(graphID string, offset, limit int) (page []Backup, total int, err error)

	ShowJob(graphID, jobID string) (Job, error)
	ListJobs(graphName string, offset, limit int) (page []Job, total int, err error)
}

// Spec describes a graph to be created.
type Spec struct {
	Name      string // 4 to 50 letters, digits and underscores
	SizeIndex string // such as "1", for a million edges

	VPCID, SubnetID, SecurityGroupID string
}

// Data is files in the object storage to be imported: bucket, folder and file.
type Data struct{ Edges, Vertices, Schema string }

// Target is where a graph is exported to: a folder in the object storage, and the names of
// the files in it.
type Target struct{ Folder, Edges, Vertices, Schema string }

// Status is the status of a graph, the service's own number.
type Status string

// The statuses in which a graph stays until something is done to it. All others pass.
const (
	Running        Status = "200"
	Faulty         Status = "300"
	CreationFailed Status = "303"
	Frozen         Status = "800"
	Stopped        Status = "900"
)

// Graph is a graph as the service shows it.
type Graph struct {
	ID, Name string
	Status   Status
	Edges    []string // the files that were imported last
}

// Backup is a backup of a graph.
type Backup struct {
	ID, Name string
	Status   string // backing_up, success or failed
	Started  string // UTC, as text these times sort like the times they are
}

// Job is a job of the task center.
type Job struct {
	ID, Name, Graph string
	Status          string // waiting or pending, running; then success, partiallyFailed or failed
	Began, Ended    string // UTC
	FailReason      string
	Files           []File // of an import that has ended
}

// Done says whether the job will change no more.
func (j Job) Done() bool {
	switch j.Status {
	case "waiting", "pending", "running":
		return false
	default:
		return true
	}
}

// File is a file of an import, and what became of it.
type File struct {
	Path, Status, Cause string
	Total, Failed       int64 // lines; 0: not known
}

// String is the file as a person wants to read it.
func (f File) String() string {
	s := f.Path + ": " + f.Status
	if f.Total > 0 {
		s += fmt.Sprintf(", %d of %d lines rejected", f.Failed, f.Total)
	}
	if f.Cause != "" {
		s += ": " + f.Cause
	}
	return s
}

// call makes a call, and hands its answer to a hook, if there is one.
func call[Request, Answer any](hook func(answer any), method func(*Request) (*Answer, error), request *Request) (*Answer, error) {
	answer, err := method(request)
	if err != nil {
		return nil, err
	}
	if hook != nil {
		hook(answer)
	}
	return answer, nil
}

// id is an id of an answer, which must be there.
func id(p *string) (string, error) {
	if value(p) == "" {
		return "", errors.New("the service accepted the call, but its answer has no id")
	}
	return *p, nil
}

// rows converts the rows of a page.
func rows[From, To any](page *[]From, convert func(*From) To) []To {
	var list []To
	for i := range value(page) {
		list = append(list, convert(&(*page)[i]))
	}
	return list
}

// value is what p points at, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
