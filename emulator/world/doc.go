// Package world is the state behind the two HTTP APIs: a [World] of projects
// over one scenario, each with its own clock, jobs, faults, counters and journal.
// It knows nothing of HTTP routes and bodies: packages gesapi and control do.
//
// [World.Do] is the only way in: it runs one transaction, a [Tx], on one project;
// [World.DoAll] runs one on all of them. A transaction has one lock and one now.
// It reads the state of that moment; its changes are staged, then applied, saved
// and published together when it ends without an error. A check and the change it
// permits are therefore one step: of a thousand parallel calls exactly one is the
// third.
//
// Everything that a reset, another scenario or a snapshot replaces is one value,
// the project's life. A call ends in the life in which it began. A project of
// "*" (the wildcard) without a call or change of its own has no life: it has the
// state of "*", is not saved, and may be evicted; its life begins as a copy of the
// state of "*" at that time. A project that is idle for long may be evicted too. The copy is cheap, so a test suite can use a new
// project id for every test.
//
//	world.go     the table of projects
//	basis.go     what follows from a scenario alone
//	usage.go     which project is evicted next
//	project.go   one project, and how a transaction locks it
//	life.go      the replaceable state of a project
//	do.go        transactions: Do and DoAll
//	tx.go        what a transaction reads and changes; time.go: its clock; graphs.go: its graphs
//	call.go      an API call: counted, authenticated and matched with the faults
//	page.go      the cache of rendered pages
//	journal.go   violations and coverage; requests.go, verify.go: reports on them
//	timeline.go  the changes of jobs and graphs
//	text.go      the project as a scenario file
//	undo.go      changes that can be undone
//	detached.go  a copy of a project in a world of its own
//	publish.go   events for subscribers
//	saver.go     persistence of changes
//	snapshot.go  a life as a document, and back
//	iam.go       the projects, tokens, keys and faults of the identity service
//
// A new control call that changes a project stages its change in tx.go; state that
// must survive a restart is also a field of saved in saver.go.
//
// The lock of the table is taken before that of a project, "*" before all others,
// and projects in order of id. Everything here is safe for concurrent use.
package world
