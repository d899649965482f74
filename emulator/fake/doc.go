// Package fake generates values: graph names, files, reasons, numbers. A value is a
// function of a [Key] only, and a key is derived from the scenario's seed and the
// value's purpose. So a value does not depend on which others are generated before it.
//
//	key.go       keys: seed and purpose
//	inventor.go  the values, one method for each kind
//
// It does not know which values a job has; package history does.
//
// Words and numbers come from gofakeit, which is seeded again for each value. No other
// package uses gofakeit or any other source of randomness.
package fake
