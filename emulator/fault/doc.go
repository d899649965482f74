// Package fault decides which failure, if any, a call meets.
//
// A [Plan] is the faults that a scenario has for a project, in the order in
// which they are tried: its own, then those of all projects. A [Counter] is one
// project's count of the calls that fit each of them, and holds the faults that
// were added to it since.
//
// Which of the calls that fit it hits by their number, time or chance is package
// when's.
//
// It decides only. What a failure looks like on the wire is for package gesapi.
package fault
