// Package gosdk waits for graph imports with the vendor's own Go SDK, the way
// an application would: [Waiter.WaitForImport] polls the task center until the
// newest import of a graph has ended, [AllJobs] reads a list of any length.
//
// Package deploy, in a folder below, submits work too and follows it.
//
// It is an example of code under test, not a library. Nothing in it knows the
// emulator: [NewClient] takes an endpoint, and the tests beside it give it the
// address of an emulator and move virtual time instead of sleeping.
package gosdk
