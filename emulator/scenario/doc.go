// Package scenario turns a YAML file into a checked [Scenario]: one world of
// seeded jobs, a clock and faults.
//
// [Parse] reports every problem of a file at once. What it returns without
// problems needs no further checking: names are known, times are absolute, ranges
// are ordered. [Schema] is the same rules as a JSON Schema, for editors.
//
// It invents nothing: a job's unset values stay unset here, and package history
// fills them from the seed. It knows no YAML: package format reads and writes, by
// the tables that stand here, one for each mapping, in the file that is named
// after it:
//
//	root.go                     the file: version, seed, projects
//	job.go, detail.go           a written job
//	generate.go                 invented jobs, in bulk
//	fault.go, when.go, calls.go a fault and its conditions
//	clock.go, compat.go, auth.go
//
// A new key of a scenario is a line in its table, and a field of the Go type in scenario.go. The
// bodies of the control API are tables too (part.go), made of the same keys and
// kinds, and so are the parts of a snapshot that are about jobs (act.go) and
// clocks; package snapshot says where the others are.
package scenario
