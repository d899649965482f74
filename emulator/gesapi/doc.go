// Package gesapi is the vendor's HTTP API: it answers the emulated calls from
// a world, byte for byte as the contract says.
//
// It holds no state of its own and decides nothing about time, jobs or faults;
// package world does. What it knows is HTTP: paths, queries, the order of the
// fields in an answer, and the shapes of errors.
//
//	routes.go         the routes that are emulated
//	router.go         method, path, action_id → operation
//	middleware.go     what every call goes through before its handler
//	query.go          query strings as received
//	bind.go           parameters → values, problems; bind_cache.go: those of the last calls
//	bind_body.go      a body → values, problems, violations
//	check.go          violations and coverage of a query
//	check_request.go  violations in the rest of a request
//	credentials.go    refusals
//	write.go          the value of an answer → its bytes; wire.go: jobs; record.go: graphs and backups
//	page.go           bytes → the connection, at once or in pieces
//	observe.go        an answered call → subscribers, journal, log, observer
//	fault.go          what a fault does to a call: replies, delays
//	captured.go       an answer that is buffered, to be cut or to trickle
//	connection.go     connections that break
//	journal.go        a call → its entry in the journal
//	iam.go            the identity service's calls that come before the first: the way through, and errors
//	iam_token.go      tokens: issue and validation
//	iam_key.go        temporary keys
//	iam_list.go       accounts, projects and regions
//	errors.go         every error → status, code, body
//
// The operations, their paths and parameters are the table of package ges, and their
// answers those of package api: a new query parameter or operation changes nothing
// here, unless its answer needs bytes of its own (write.go). A new error code is a
// row in emulator/ges/errorcode.go.
package gesapi
