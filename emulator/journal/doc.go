// Package journal records requests, violations of the contract by clients, and the
// parts of the contract that they have covered.
//
// It checks no request itself and knows no HTTP: package gesapi checks requests,
// package world has a journal for each project, package control shows it. A new
// query parameter, operation or error code needs no change here: coverage points are
// derived from the tables of package ges.
//
//	rule.go        the one table of rules that a request can violate: a new one is a row
//	violation.go   one violation, and its text
//	ledger.go      violations, counted
//	point.go       the coverage points, derived from the tables of package ges
//	set.go         a set of them
//	coverage.go    which are covered, and the report
//	ring.go        the last requests; sender.go: what they have in common
//	request.go     one request, and which are wanted
//	state.go       what a snapshot has of a journal; state_format.go: its tables
//	poller.go      what requests say of who polls; polling.go: what is wrong with it
//
// Nothing here but a [Ring] is safe for concurrent use; whoever owns it guards it.
package journal
