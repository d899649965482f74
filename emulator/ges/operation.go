package ges

// Operation is the name of an emulated call, as the vendor's SDKs spell it.
type Operation string

// ListJobs is «query the task center»: GET /v1.0/{projectId}/graphs/jobs.
const ListJobs Operation = "ListJobs"

// The operations of the identity service that clients call before.
const (
	CreateToken  Operation = "KeystoneCreateUserTokenByPassword" // POST /v3/auth/tokens
	ListProjects Operation = "KeystoneListProjects"              // GET /v3/projects
)

// IAMOperations lists those of the identity service. They belong to no project,
// so no fault can hit them.
func IAMOperations() []Operation { return []Operation{CreateToken, ListProjects} }

// Operations lists every emulated operation, in the order in which error
// messages name them.
func Operations() []Operation { return []Operation{ListJobs} }
