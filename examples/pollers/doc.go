// Package pollers waits for graph jobs in nine ways: [Poller.Wait] as it should
// be done, and eight with a mistake each that is easily made and that no unit
// test with a fixed answer shows. The tests beside it let each poll an emulator,
// whose journal then names the mistake.
//
// It is an example of code under test, not a library: nothing but the tests
// knows the emulator.
package pollers
