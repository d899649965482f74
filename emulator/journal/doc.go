// Package journal records what was called, and what the contract did not allow:
// the violations of clients, and which parts of the contract they have covered.
//
// It looks at no request itself and knows no HTTP: package gesapi checks
// requests and says what answers showed, package world has a journal for each
// project, package control shows it.
//
//	rule.go        the one table of rules that a request can violate
//	violation.go   one violation, and how it reads
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
