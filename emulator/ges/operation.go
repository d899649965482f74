package ges

import "slices"

// Operation is the id of a call: its name in the first version of the vendor's SDK that
// has it, without the suffix 2 of the second version.
type Operation string

// The operations that are used in code. The others are only in the table.
const (
	ListJobs Operation = "ListJobs" // «query the task center»

	// Those of the identity service, which clients call first.
	CreateToken        Operation = "KeystoneCreateUserTokenByPassword"
	ValidateToken      Operation = "KeystoneValidateToken"
	CreateTemporaryKey Operation = "CreateTemporaryAccessKeyByToken"
	ListProjects       Operation = "KeystoneListProjects"
	ListAuthProjects   Operation = "KeystoneListAuthProjects"
	ShowProject        Operation = "KeystoneShowProject"
	ListAuthDomains    Operation = "KeystoneListAuthDomains"
	ListRegions        Operation = "KeystoneListRegions"
)

// Version is a version of an API: the first segment of its paths.
type Version string

// The versions. V1 and V2 are those of the service, followed by a project id in paths;
// IAM and IAMExtension are those of the identity service.
const (
	V1           Version = "v1.0"
	V2           Version = "v2"
	IAM          Version = "v3"
	IAMExtension Version = "v3.0"
)

// root returns the common prefix of the version's paths.
func (v Version) root() string {
	switch v {
	case V1:
		return "/v1.0/{projectId}"
	case V2:
		return "/v2/{project_id}"
	default:
		return "/" + string(v)
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
	// Messages are those of codes for which the operation's own page has another
	// message than the error table. In that of a missing field, [] stands for [name].
	Messages map[string]string
	Statuses []int // HTTP statuses of an answer; nil: those of every call of the service
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

// Message returns the operation's message for a code of the error table.
func (o *OperationSpec) Message(code string) string {
	if own := o.Messages[code]; own != "" {
		return own
	}
	row, _ := LookUpError(code)
	return row.Message
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

// GroupOf returns the group of an operation by its id.
func GroupOf(id Operation) Group {
	if o := LookUpOperation(id); o != nil {
		return o.Group()
	}
	return Read
}

// Names reports whether a list of operations and groups has an operation, or its group.
func Names(list []Operation, id Operation) bool {
	return slices.Contains(list, id) || slices.Contains(list, Operation(GroupOf(id)))
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
// belongs to no project: only a fault that names it can hit it, and no token can deny
// it.
func (o *OperationSpec) IsIAM() bool {
	v := o.Routes[0].Version
	return v == IAM || v == IAMExtension
}

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

// Emulated returns the emulated operations of the service, which a fault can hit and
// credentials can deny.
func Emulated() []Operation { return emulatedOf(false) }

// EmulatedIAM returns the emulated operations of the identity service, which a fault
// can hit.
func EmulatedIAM() []Operation { return emulatedOf(true) }

func emulatedOf(iam bool) []Operation {
	var ids []Operation
	for i := range operations {
		if o := &operations[i]; o.Emulated && o.IsIAM() == iam {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// reservedSegments are the path segments that take precedence over a graph's id.
var reservedSegments = [...]string{"jobs", "backups", "quotas", "action", "metadatas", "metadata", "scenes"}

// ReservedSegment reports whether a segment of a path is never a graph's id.
func ReservedSegment(s string) bool { return slices.Contains(reservedSegments[:], s) }
