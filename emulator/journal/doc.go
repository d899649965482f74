// Package journal records what was called, and what the contract did not allow:
// the violations of clients, and which parts of the contract they have covered.
//
// It checks no request itself: package gesapi does, and says what answers showed.
// Package world has a journal for each project. What it lists are the public types
// of package emulator too, and write the JSON that package control answers. How
// clients poll is for package polling.
//
//	rule.go        the one table of rules that a request can violate
//	violation.go   one violation, and how it reads
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
