package main

import "runtime"

// heapFloorSize is how much garbage may at least gather before it is collected.
const heapFloorSize = 16 << 20 // bytes

// heapFloor makes garbage collection rare on a small heap, until it is released.
// Go collects when the heap has doubled: with a small scenario that is after every
// two thousand calls, some of which then wait. The floor counts as heap in use,
// but takes no memory from the system, since nothing is ever written to it.
func heapFloor() (release func()) {
	b := make([]byte, heapFloorSize)
	return func() { runtime.KeepAlive(b) }
}
