// Package fake generates values: graph names, files, reasons, numbers. A value is a
// function of a [Key] only, and a key is made of the scenario's seed and of what the
// value is for. So a value does not change when others are generated before it, or
// not at all.
//
//	key.go       keys: seed and purpose
//	inventor.go  the values: a new kind of value is a method
//
// It does not know which values a job has; package history does.
//
// The words and numbers are gofakeit's, seeded anew for each value. It is the
// only package that knows gofakeit, and the only source of randomness.
package fake
