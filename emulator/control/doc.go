// Package control is the testers' HTTP face, under /_emulator: it moves time
// and looks at the emulator from outside.
//
// Nothing that is called here counts as a call of the emulated service: it
// moves no stepped clock, and no fault applies to it. Its contract is
// openapi.yaml beside this file.
//
//	routes.go   the one table of calls
//	health.go   is it up
//	clock.go     a project's clock: look, change, advance, reset
//	request.go  strict JSON in
//	errors.go   every error → status and body
package control
