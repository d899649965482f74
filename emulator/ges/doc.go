// Package ges is the vocabulary of the emulated service: operations, job
// names with their typical durations, job statuses, file statuses and error
// codes, one table each.
//
// operations.go is the one table of operations: a new query parameter is a line
// there, a new operation a row (package api says what else it takes).
//
// It is data and look-ups only. It holds no state, answers no calls and knows
// neither scenarios nor HTTP routing.
//
// Every table says where a row comes from: the vendor's page (the list-jobs
// page of API 1.1.8), another public page of the vendor, or a decision of this
// project. docs/fidelity.md collects them for users.
package ges
