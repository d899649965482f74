// Package polling finds the clients that poll among the calls of a journal, and
// says how well they do.
//
// It records nothing, package journal does, and knows no jobs: its caller says when
// all that a call asks for has ended (package world).
//
//	poller.go   a poller as the control API and Go tests show it
//	analyze.go  the calls of a journal → its pollers
//	rules.go    the polling rules, and which of them a poller breaks; a new rule
//
// A [Poller] is a value that nothing changes any more.
package polling
