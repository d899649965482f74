// Package snapshot is the state document: all that calls and testers have changed
// about a project since its scenario's start, as JSON that restores it, here or in
// another process.
//
// [Parse] reads a [Document] from outside by the rules of a scenario file (package
// format), with its texts; [ParseTrusted] one that the emulator wrote itself.
// Whether a document fits its scenario is for the owners of its parts to say.
//
// Each part is described by the package that owns it, next to what makes and
// restores it; the table here only lists them:
//
//	clock                        scenario.ClockState
//	jobs                         scenario.JobChangesKind
//	faults                       fault.StateKind
//	tokens                       auth.IssuedKind
//	requests, met, pages,        journal/state_format.go
//	violations
//
// To add to a part, add a line to its owner's table; to add a part, a line to the
// table here, and to package world, which puts documents together and restores
// projects from them. Where documents are stored is for package state.
package snapshot
