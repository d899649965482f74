// Package inprocess answers the calls of an http.Client by an http.Server in the
// same process: each call has a connection of its own, in memory.
//
// It is not an http.Transport that dials into memory. That holds a goroutine for
// each answer until its body was read or closed, and for each request body until
// it ends, even when the call is over. Here a call leaves nothing behind, so a
// bubble of testing/synctest can end behind it, and its delays take virtual time.
// Nor has the server any limits: those of time would be virtual too, and fall on
// the same instants as the client's own.
//
// A call is in call.go, seen from its client. Its request travels through a
// net.Pipe, which knows the deadlines that an http.Server sets; its answer through
// a stream (stream.go), which holds 64 KiB that the client has not read. The
// server's end of both is in conn.go.
package inprocess
