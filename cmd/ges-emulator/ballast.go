package main

import "runtime"

// ballastSize is how much more garbage may gather before it is collected.
const ballastSize = 16 << 20 // bytes

// ballast makes collections of garbage rare where little is in use. Go collects
// when what is in use has doubled; with a small scenario that is after every two
// thousand calls, of which some then wait. The ballast counts as in use. Nothing
// is ever written to it, so the system gives it no memory. It is there until it
// is let go.
func ballast() (letGo func()) {
	b := make([]byte, ballastSize)
	return func() { runtime.KeepAlive(b) }
}
