package ges

import "slices"

// Operation is the id of a call: its name in the first version of the vendor's
// SDK that has it, without the 2 that the second version puts behind each.
type Operation string

// The operations that code names. All others are only in the table.
const (
	ListJobs Operation = "ListJobs" // «query the task center»

	// Those of the identity service that clients call before.
	CreateToken  Operation = "KeystoneCreateUserTokenByPassword"
	ListProjects Operation = "KeystoneListProjects"
)

// Version is a version of an API: the first segment of its paths.
type Version string

// The versions. V1 and V2 are those of the service, with a project's id behind;
// IAM is the identity service's.
const (
	V1  Version = "v1.0"
	V2  Version = "v2"
	IAM Version = "v3"
)

// root is what every path of the version begins with.
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

// OperationSpec is what the contract says of an operation.
type OperationSpec struct {
	ID         Operation
	Emulated   bool        // false: answered 501; V2 is not emulated yet, whatever is said here
	Job        string      // the name of the job that it starts; "": none
	Routes     []Route     // at most one a version
	Parameters []Parameter // in the order in which bad ones are told; the project's id is none
	Errors     []string    // codes of the error table that the operation itself answers with
	Statuses   []int       // HTTP, of an answer; nil: those of every call of the service
}

// Route is where an operation is called.
type Route struct {
	Version Version
	Name    string // in that version's SDK
	Method  string
	Tail    string // of the path, behind the version and the project
	Action  string // the value of the query parameter action_id, where several operations share a path; "": one has it alone
}

// ActionID is the query parameter that tells operations of one path apart.
const ActionID = "action_id"

// Path is the whole path, with its parameters in braces.
func (r Route) Path() string { return r.Version.root() + r.Tail }

// String is how messages name the route.
func (r Route) String() string {
	text := r.Method + " " + r.Path()
	if r.Action != "" {
		text += "?" + ActionID + "=" + r.Action
	}
	return text
}

// Group says what an operation does to what is there.
type Group string

// The groups.
const (
	Read  Group = "Read"
	Write Group = "Write" // every operation that is not a GET
)

// Group is the operation's group.
func (o *OperationSpec) Group() Group {
	if o.Routes[0].Method == "GET" {
		return Read
	}
	return Write
}

// Polled says whether clients call the operation again and again to see what has
// become of something.
func (o *OperationSpec) Polled() bool { return o.Group() == Read && !o.IsIAM() }

// Paged says whether the answer is a page of a list.
func (o *OperationSpec) Paged() bool {
	return slices.ContainsFunc(o.Parameters, func(p Parameter) bool { return p.Paging })
}

// DocumentedStatuses is the HTTP statuses that an answer can have: the vendor's,
// and 429 of its gateway.
func (o *OperationSpec) DocumentedStatuses() []int {
	if o.Statuses != nil {
		return o.Statuses
	}
	return serviceStatuses[:]
}

// IsIAM says whether the operation is the identity service's. Such a call belongs
// to no project, so no fault can hit it and no token can deny it.
func (o *OperationSpec) IsIAM() bool { return o.Routes[0].Version == IAM }

// Answers says whether the emulator answers a route of the operation.
func (o *OperationSpec) Answers(r Route) bool { return o.Emulated && r.Version != V2 }

// Parameter finds a parameter by one of its names; nil: the operation has none
// of the name.
func (o *OperationSpec) Parameter(name string) *Parameter {
	for i := range o.Parameters {
		if p := &o.Parameters[i]; slices.Contains(p.V1, name) || slices.Contains(p.V2, name) {
			return p
		}
	}
	return nil
}

// Operations lists every operation of the vendor's, emulated or not, then those
// of the identity service.
func Operations() []OperationSpec { return operations[:] }

// LookUpOperation finds an operation; nil: there is none of the id.
func LookUpOperation(id Operation) *OperationSpec {
	for i := range operations {
		if operations[i].ID == id {
			return &operations[i]
		}
	}
	return nil
}

// OperationIDs lists every operation by its id, in the order of [Operations].
func OperationIDs() []Operation {
	ids := make([]Operation, len(operations))
	for i := range operations {
		ids[i] = operations[i].ID
	}
	return ids
}

// Emulated lists the operations of the service that are emulated: those that a
// fault can hit and a token can deny.
func Emulated() []Operation {
	var ids []Operation
	for i := range operations {
		if o := &operations[i]; o.Emulated && !o.IsIAM() {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// reservedSegments are the segments of paths that win over a graph's id.
var reservedSegments = [...]string{"jobs", "backups", "quotas", "action", "metadatas", "metadata", "scenes"}

// ReservedSegment says whether a segment of a path is never a graph's id.
func ReservedSegment(s string) bool { return slices.Contains(reservedSegments[:], s) }
