// Package world is the state behind the two HTTP faces: a [World] of projects
// over one scenario, each with a clock, jobs, faults, counters and a journal of
// its own.
//
// [World.Do] is the only way in: it runs one transaction, a [Tx], on one project;
// [World.DoAll] runs one on all of them. A transaction has one lock and one now.
// What it reads is of that moment, what it changes is staged, and applied, saved
// and published once when it ends without an error. So a check and the change
// that it allows lie in one step: of a thousand parallel calls exactly one is
// the third.
//
// All of a project that begins anew at a reset, another scenario or a snapshot is
// one value, its life. A call ends in the life in which it began. A project of
// "*" without a call or change of its own has none: it stands as "*" does, is
// not saved, and may be evicted; its life begins as a copy of how "*" stands
// then. That is cheap, so a test suite can use a fresh project id for every test.
//
//	world.go     the table of projects
//	basis.go     what follows from a scenario alone
//	project.go   one project, and how a transaction locks it
//	life.go      all of a project that begins anew
//	do.go        transactions: Do and DoAll
//	tx.go        what a transaction reads and changes; time.go: the clock of it
//	call.go      how an API call is taken before it is answered
//	page.go      ready pages, for those who poll
//	journal.go   what clients did; requests.go, verify.go: what that tells
//	publish.go   what subscribers are told
//	saver.go     what is written down as it changes
//	snapshot.go  a life as a document, and back
//	iam.go       what the identity service asks of projects
//
// The lock of the table is taken before that of a project, "*" before all others,
// and projects in order of id. Everything here is safe for concurrent use.
package world
