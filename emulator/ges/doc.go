// Package ges is the vocabulary of the emulated service: operations, job
// names with their typical durations, job statuses, file statuses and error
// codes, one table each.
//
// It is data and look-ups only. It holds no state, answers no calls and knows
// neither scenarios nor HTTP routing.
//
// Every table says where a row comes from: the vendor's page (the list-jobs
// page of API 1.1.8), another public page of the vendor, or a decision of this
// project. docs/fidelity.md collects them for users.
package ges
