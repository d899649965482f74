// Package control is the testers' HTTP API, under /_emulator: it moves time, changes
// projects and reports what clients did.
//
// Its calls do not count as calls of the emulated service: they move no stepped
// clock, and no fault applies to them. It has no state of its own; package world has.
//
// A new control call is a row of endpoints in routes.go, a handler in the file of its
// noun, and its description in openapi.yaml. A new key of a body is a line in a table
// of package scenario.
//
//	routes.go      the one table of calls
//	health.go      readiness
//	certificate.go the certificate to trust
//	projects.go    the projects, and replacing a scenario; view and update of all handlers
//	clock.go       a project's clock: get, change, advance, reset
//	timeline.go    future changes
//	jobs.go        jobs at run time
//	graphs.go      graphs at run time
//	submit_rules.go rules for submitted jobs at run time
//	faults.go      faults at run time
//	events.go      the stream of events
//	requests.go    the journal of requests; query parameters of all handlers
//	polling.go     pollers, and the rules for them
//	violations.go  violations of the contract
//	coverage.go    coverage of the contract
//	snapshot.go    export and import of a project's complete state
//	verify.go      does the test suite pass
//	request.go     bodies in, by the rules of scenario files; JSON out
//	errors.go      every error → status and body
package control
