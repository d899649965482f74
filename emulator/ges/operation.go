package ges

// Operation is the name of an emulated call, as the vendor's SDKs spell it.
type Operation string

// ListJobs is «query the task center»: GET /v1.0/{projectId}/graphs/jobs.
const ListJobs Operation = "ListJobs"

// Operations lists every emulated operation, in the order in which error
// messages name them.
func Operations() []Operation { return []Operation{ListJobs} }
