package ges

import "slices"

// Operation is the id of a call: its name in the first version of the vendor's SDK that
// has it, without the suffix 2 of the second version.
type Operation string

// The operations that are used in code. The others are only in the table.
const (
	ListJobs Operation = "ListJobs" // «query the task center»

	// Those of the identity service, which clients call first.
	CreateToken  Operation = "KeystoneCreateUserTokenByPassword"
	ListProjects Operation = "KeystoneListProjects"
)

// Version is a version of an API: the first segment of its paths.
type Version string

// The versions. V1 and V2 are those of the service, followed by a project id in paths;
// IAM is that of the identity service.
const (
	V1  Version = "v1.0"
	V2  Version = "v2"
	IAM Version = "v3"
)

// root returns the common prefix of the version's paths.
func (v Version) root() string {
	switch v {
	case V1:
		return "/v1.0/{projectId}"
	case V2:
		return "/v2/{project_id}"
	default:
		return "/v3"
	}
}

// OperationSpec is the contract of an operation.
type OperationSpec struct {
	ID         Operation
	Emulated   bool        // false: the answer is 501
	Job        string      // the name of the job that it starts; "": none
	Routes     []Route     // at most one for each version
	Parameters []Parameter // in the order in which bad values are reported; without the project id
	Body       []Field     // of the request's body; nil: it has none
	Errors     []string    // codes of the error table that the operation itself returns
	Statuses   []int       // HTTP statuses of an answer; nil: those of every call of the service
}

// Route is the method and path of an operation in one version.
type Route struct {
	Version Version
	Name    string // in that version's SDK
	Method  string
	Tail    string // of the path, after the version and the project
	Action  string // the value of the query parameter action_id if several operations share the path; "": none do
}

// ActionID is the query parameter that distinguishes operations with the same path.
const ActionID = "action_id"

// Path returns the full path, with its parameters in braces.
func (r Route) Path() string { return r.Version.root() + r.Tail }

// String returns the route as it is shown in messages.
func (r Route) String() string {
	text := r.Method + " " + r.Path()
	if r.Action != "" {
		text += "?" + ActionID + "=" + r.Action
	}
	return text
}

// Group classifies operations by their effect.
type Group string

// The groups.
const (
	Read  Group = "Read"
	Write Group = "Write" // every operation that is not a GET
)

// Group returns the operation's group.
func (o *OperationSpec) Group() Group {
	if o.Routes[0].Method == "GET" {
		return Read
	}
	return Write
}

// Polled reports whether clients call the operation repeatedly to observe progress.
func (o *OperationSpec) Polled() bool { return o.Group() == Read && !o.IsIAM() }

// Paged reports whether the answer is a page of a list.
func (o *OperationSpec) Paged() bool {
	return slices.ContainsFunc(o.Parameters, func(p Parameter) bool { return p.Paging })
}

// DocumentedStatuses returns the HTTP statuses that an answer can have: those documented
// by the vendor, and the gateway's 429.
func (o *OperationSpec) DocumentedStatuses() []int {
	if o.Statuses != nil {
		return o.Statuses
	}
	return serviceStatuses[:]
}

// IsIAM reports whether the operation belongs to the identity service. Such a call
// belongs to no project, so no fault can hit it and no token can deny it.
func (o *OperationSpec) IsIAM() bool { return o.Routes[0].Version == IAM }

// Answers reports whether the emulator answers a route of the operation.
func (o *OperationSpec) Answers(Route) bool { return o.Emulated }

// Parameter returns a parameter by one of its names; nil if the operation has no
// parameter with the name.
func (o *OperationSpec) Parameter(name string) *Parameter {
	for i := range o.Parameters {
		if p := &o.Parameters[i]; slices.Contains(p.V1, name) || slices.Contains(p.V2, name) {
			return p
		}
	}
	return nil
}

// Operations returns all operations of the vendor, emulated or not, then those of the
// identity service.
func Operations() []OperationSpec { return operations[:] }

// LookUpOperation returns the operation with an id; nil if there is none.
func LookUpOperation(id Operation) *OperationSpec {
	for i := range operations {
		if operations[i].ID == id {
			return &operations[i]
		}
	}
	return nil
}

// OperationIDs returns the ids of all operations, in the order of [Operations].
func OperationIDs() []Operation {
	ids := make([]Operation, len(operations))
	for i := range operations {
		ids[i] = operations[i].ID
	}
	return ids
}

// Emulated returns the emulated operations of the service, which a fault can hit and a
// token can deny.
func Emulated() []Operation {
	var ids []Operation
	for i := range operations {
		if o := &operations[i]; o.Emulated && !o.IsIAM() {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// reservedSegments are the path segments that take precedence over a graph's id.
var reservedSegments = [...]string{"jobs", "backups", "quotas", "action", "metadatas", "metadata", "scenes"}

// ReservedSegments returns the segments of paths that are never a graph's id.
func ReservedSegments() []string { return reservedSegments[:] }

// ReservedSegment reports whether a segment of a path is never a graph's id.
func ReservedSegment(s string) bool { return slices.Contains(reservedSegments[:], s) }
