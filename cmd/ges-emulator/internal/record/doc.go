// Package record is a proxy in front of a server that records what it passes on. Calls
// and answers pass as they are; what breaks upstream breaks for the client too.
//
// It masks nothing: package recording does, before it writes. It knows no command line.
//
//	proxy.go    the proxy: a call on its way up and back
//	body.go     bodies, which are recorded as they pass
//	failure.go  what can go wrong between the two, and what the client sees then
//	sign.go     signatures that cover the host, made anew
package record
