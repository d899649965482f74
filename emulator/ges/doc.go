// Package ges is the vocabulary of the emulated service: operations, job
// names with their typical durations, job statuses, file statuses and error
// codes, one table each.
//
//	operations.go  the operations: a new query parameter is a line, a new operation a row
//	operation.go   the types of that table; parameter.go: kinds of parameters
//	errorcode.go   the error codes, with status and message: a new one is a row
//	jobname.go     the job names
//	status.go      the statuses of jobs and files
//	project.go     the rule of project ids
//
// Package api describes what else a new operation needs.
//
// It is data and look-ups only. It holds no state, answers no calls and knows
// neither scenarios nor HTTP routing.
//
// Every table says where a row comes from: the vendor's page (the list-jobs
// page of API 1.1.8), another public page of the vendor, or a decision of this
// project. docs/fidelity.md collects them for users.
package ges
