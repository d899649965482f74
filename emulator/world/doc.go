// Package world is the state behind the two HTTP faces: a [World] of projects
// over one scenario, each [Project] with a clock, a board and fault counters of
// its own.
//
// A project of "*" comes into being at its first call or control call, as a
// copy of how "*" stands then. It is small; a test suite can use a fresh
// project id for every test.
//
// A project's state can be taken and put back (snapshot.go), and written down as
// it changes (keep.go): each method that changes a project ends with save.
//
// What happens in a project, or in all, is told to who subscribes: as an [Event]
// with a number, the last thousand of which a [Subscription] can still read.
// Nobody is told of a project without a subscriber, and nothing runs for one:
// a reader works out itself what has changed while it waits.
//
// Everything here is safe for concurrent use. What a call changes, the call
// number, the clock and the fault counters, it changes in one step, so of any
// number of parallel calls exactly one is the third.
package world
