// Package gesapi is the vendor's HTTP face: it answers the emulated calls from
// a world, byte for byte as the contract says.
//
// It holds no state of its own and decides nothing about time, jobs or faults;
// package world does. What it knows is HTTP: paths, queries, the order of the
// fields in an answer, and the shapes of errors.
//
//	routes.go         the routes that are emulated
//	router.go         method, path, action_id → operation
//	middleware.go     what every call goes through before its handler
//	query.go          query strings as they came
//	bind.go           parameters → values, problems; bind_cache.go: those of the last calls
//	check.go          what of a query the contract does not allow, or what it covers
//	check_request.go  what of the rest of a request
//	credentials.go    refusals
//	write.go          the value of an answer → its bytes; wire.go: jobs
//	page.go           bytes → the connection, at once or in pieces
//	observe.go        an answered call → subscribers, journal, log, observer
//	fault.go          what a fault does to a call: replies, delays
//	held.go           an answer that is held back, to be cut or to trickle
//	connection.go     connections that break
//	journal.go        a call → its entry in the journal
//	iam.go            the identity service's calls that come before the first
//	errors.go         every error → status, code, body
//
// Which operations there are, where, and what they take is the table of package
// ges; what they answer is package api's.
package gesapi
