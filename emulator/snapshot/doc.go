// Package snapshot is the state document: all changes of a project since its scenario's
// start, as JSON from which the project can be restored in this or another process.
//
// [Parse] reads a [Document] from outside by the rules of a scenario file (package
// format), with the same messages; [ParseTrusted] reads one that the emulator wrote
// itself. Whether a document matches its scenario is checked by the owners of its parts.
//
// Each part is defined by the package that owns it, next to the code that saves and
// restores it; the table here only lists them:
//
//	clock                        scenario.ClockState
//	jobs                         scenario.JobChangesKind
//	faults                       fault.StateKind
//	tokens                       auth.IssuedKind
//	requests, met, pages,        journal/state_format.go
//	violations
//
// To extend a part, add a line to its owner's table; to add a part, add a line to the
// table here, and to package world, which assembles documents and restores projects from
// them. Package state stores documents.
package snapshot
