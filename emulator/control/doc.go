// Package control is the testers' HTTP face, under /_emulator: it moves time
// and looks at the emulator from outside.
//
// Nothing that is called here counts as a call of the emulated service: it
// moves no stepped clock, and no fault applies to it. Its contract is
// openapi.yaml beside this file.
//
//	routes.go      the one table of calls
//	health.go      is it up
//	projects.go    which projects live, and another scenario for one
//	clock.go       a project's clock: look, change, advance, reset
//	timeline.go    what is to change
//	jobs.go        jobs at run time
//	faults.go      faults at run time
//	events.go      what happens, as it does
//	requests.go    what was called
//	polling.go     how clients poll
//	violations.go  what they did that the contract does not allow
//	coverage.go    what of the contract they have met
//	snapshot.go    a project's whole state, to be put back
//	verify.go      whether a test suite may be content
//	request.go     bodies in, by the rules of a scenario file; JSON out
//	errors.go      every error → status and body
package control
