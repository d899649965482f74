// Package ges is the vocabulary of the emulated service: operations, job
// names with their typical durations, job statuses, file statuses and error
// codes, one table each.
//
//	operations.go  the operations: one row each, with one line for each query parameter
//	operation.go   the types of that table; parameter.go: kinds of parameters
//	body.go        the bodies of requests; graph.go: a graph and a backup; field.go: the types of these tables
//	lifecycle.go   the statuses of a graph, and the effect of jobs on them
//	errorcode.go   the error codes, one row each, with status and message
//	jobname.go     the job names
//	status.go      the statuses of jobs and files
//	project.go     the rule for project ids
//
// The documentation of package api lists the other steps to add an operation.
//
// The package is only data and look-ups. It has no state, answers no calls and knows
// neither scenarios nor HTTP routing.
//
// Every table names the source of its rows: the vendor's page (the list-jobs page of API
// 1.1.8), another public page of the vendor, or a decision of this project.
// docs/fidelity.md lists them for users.
package ges
