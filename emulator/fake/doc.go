// Package fake invents values: graph names, files, reasons, numbers. A value
// is a function of a [Key] and of nothing else, and a key is made of the
// scenario's seed and of what the value is for. So a value does not change
// when something else is invented before it, or not at all.
//
// The words and numbers are gofakeit's, seeded anew for each value. It is the
// only package that knows gofakeit, and the only source of randomness.
package fake
