// Package gesapi is the vendor's HTTP face: it answers the emulated calls from
// a world, byte for byte as the contract says.
//
// It holds no state of its own and decides nothing about time, jobs or faults;
// package world does. What it knows is HTTP: routes, parameters, the order of
// the fields in an answer, and the shapes of errors.
//
//	routes.go      the one table of calls
//	middleware.go  what every call goes through before its handler
//	query.go       query strings as they came
//	listjobs.go    one call: bind, ask, view, write
//	wire.go        jobs → bytes
//	page.go        bytes → the connection, at once or in pieces
//	errors.go      every error → status, code, body
package gesapi
