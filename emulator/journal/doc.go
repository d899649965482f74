// Package journal records requests, violations of the contract by clients, and the
// parts of the contract that they have covered.
//
// It checks no request and answers none, and of HTTP it has only the type of a
// header: package gesapi checks requests, package world has a journal for each
// project, package control shows it. What it lists are the public types of package
// emulator too, and write the JSON that package control answers. How clients poll is for package polling. A new query
// parameter, operation or error code needs no change here: coverage points are
// derived from the tables of package ges.
//
//	rule.go        the one table of rules that a request can violate: a new one is a row
//	violation.go   one violation, and its text
//	ledger.go      violations, counted
//	point.go       the coverage points, derived from the tables of package ges
//	set.go         a set of them
//	tracker.go     collects which are covered; coverage.go: the report
//	ring.go        the last requests; sender.go: what they have in common
//	request.go     one request, and which are wanted
//	poll.go        the calls among them that are polled
//	state.go       what a snapshot has of a journal; state_format.go: its tables
//
// Nothing here but a [Ring] is safe for concurrent use; whoever owns it guards it.
package journal
