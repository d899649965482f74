// Package scenario turns a YAML file into a checked [Scenario]: one world of
// seeded jobs, a clock and faults.
//
// [Parse] reports every problem of a file at once, each with its line and
// column, what came, what is allowed, and a guess at what was meant. What it
// returns without problems needs no further checking: names are known, times
// are absolute, ranges are ordered. [Schema] is the same rules as a JSON
// Schema, for editors.
//
// It invents nothing: a job's unset values stay unset here, and package jobs
// fills them from the seed. It is the only package that knows YAML.
//
// The format is one table: for each mapping an object of fields (object.go),
// in the file that is named after it, from root.go down. A field has its key,
// what it means, its kind of value (value.go, list.go) and the Go field that it
// sets; the reader (reader.go), the writer (write.go) and the schema (schema.go)
// all go by it. A new key is a line there. What the control API takes is read in
// the same way (part.go), and so is the state of a project (snapshot.go).
package scenario
