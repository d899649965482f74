// Package submit decides which rule of a scenario applies to a job that a client
// submits.
//
//	rule.go   the rules of a project, and how often each applied
//	state.go  their counts, as a part of a snapshot
//
// A rule counts every accepted submission that fits its conditions, whether or not it is
// the one that decides; the first that applies decides. Rules that are added at run time
// are tried before those of the scenario.
package submit
