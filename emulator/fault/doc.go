// Package fault decides which failure, if any, a call meets.
//
// A [Plan] is the faults that a scenario has for a project, in the order in
// which they are tried: its own, then those of all projects. A [Counter] is one
// project's count of the calls that fit each of them, and holds the faults that
// were added to it since.
//
// Selecting calls by number, time or chance is package when's. How a failure looks on
// the wire is package gesapi's (fault.go there).
//
//	fault.go  faults and which one applies; limits
//	state.go  the counts in a state document
//
// A new condition on the request is a field of scenario.Fault, a key in the table of
// emulator/scenario/when.go, and a case of fits in fault.go; one by number, time or
// chance is in emulator/when/condition.go.
package fault
