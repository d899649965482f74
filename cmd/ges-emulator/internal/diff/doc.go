// Package diff replays the requests of a recording against an emulator in this process
// and tells in which points its answers are others than the recorded ones.
//
// It reads no files and calls no server: package recording reads, the command writes.
// What a server invents is not compared as such: ids are related to each other, so that
// later requests name the emulator's; Date and request ids are left out. Credentials are
// not compared either, as a recording has none.
//
//	replay.go      the replay: requests, each at its recorded instant
//	compare.go     the comparison of two answers; body.go: of their bodies
//	list.go        lists, whose elements may be in another order
//	ids.go         the recorded ids, and the emulator's in their place
//	difference.go  a difference, and the rule of docs/fidelity.md that it touches
//	ignore.go      differences that are known and left out
//	report.go      a report, as text, JSON or JUnit XML
package diff
