// Package fault decides which fault, if any, applies to a call.
//
// A [Plan] is the faults of a scenario for one project, in order of evaluation: the
// project's own, then those of all projects. A [Counter] counts one project's calls that
// match each fault, and has the faults added at run time.
//
// Package when selects calls by number, time or chance. Package gesapi (its fault.go)
// defines the effect of a fault on the wire.
//
//	fault.go  faults, and which one applies; limits
//	state.go  the counts in a state document
//
// To add a condition on the request, add a field to scenario.Fault, a key to the table
// in emulator/scenario/when.go, and a case to matches in fault.go; to add one by number,
// time or chance, see emulator/when/condition.go.
package fault
