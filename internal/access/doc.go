// Package access holds the rules of who may call: how an origin, a host name and the
// control token are written, and which of them a call may have. The flags of the
// command and the options of package emulator both read their values here.
//
// It knows no requests: the middleware is in package emulator.
package access
