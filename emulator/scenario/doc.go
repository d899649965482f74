// Package scenario parses a YAML file into a validated [Scenario]: projects with jobs
// and faults, and a clock.
//
// [Parse] reports every problem of a file at once. A scenario without problems needs no
// further checking: names are known, times are absolute, ranges are ordered. [Schema]
// returns the same rules as a JSON Schema, for editors.
//
// The package invents nothing: a job's unset values stay unset, and package history
// generates them from the seed. It does not parse YAML: package format reads and writes
// by the tables defined here, one for each mapping, in the file named after it:
//
//	root.go                     the file: version, seed, projects
//	job.go, detail.go           an individual job
//	generate.go                 jobs invented in bulk
//	fault.go, when.go, calls.go a fault and its conditions
//	clock.go, compat.go, auth.go
//	hints.go                    for keys that users of other tools expect
//	override.go                 values that take the place of those of any file
//
// To add a key to a scenario, add a line to its table, and a field to the Go type in
// scenario.go. The request bodies of the control API are tables too (part.go), with the
// same keys and kinds, and so are the parts of a snapshot for jobs (act.go) and clocks;
// package snapshot lists the others.
package scenario
