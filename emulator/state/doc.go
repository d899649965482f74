// Package state saves the states of projects in a folder, so that an emulator
// resumes after a restart, or after it was killed, where it stopped.
//
// A [Store] is a log. Whoever changes a project writes what has changed, as a
// part of a snapshot.Document, before the change is answered: a process that is
// killed at any moment loses no acknowledged change. A change is not forced to the
// disk; docs/state.md says what a power loss can cost.
//
//	DIR/lock               held while an emulator uses the folder
//	DIR/end                the number of the last acknowledged change
//	DIR/log-000001.jsonl   a line a change; later lines win, key by key
//
// Every line has a number, which follows that of the line before it, and a sum.
// So whatever happens to the files, [Open] returns the last acknowledged state or
// an error ([ErrDamaged]), and never another state; [Repair] makes a folder whose
// log is damaged usable again.
//
// The log is rewritten, in another file, at each start and whenever it has become
// long; the file before it is removed once the new one, with all that is known, is
// on the disk.
//
// The package knows how a snapshot is written, and not what it means: package
// world does. To change
//
//	line.go       what a line of the log says, its number and its sum
//	scan.go       how a line is split, without reading it as a document
//	entries.go    lists of which a line has some entries only
//	contents.go   what many lines say of a project together
//	read.go       which files are read, and what makes them damaged
//	repair.go     what is left of a damaged folder
//	folder.go     the files other than the log
//	store.go      when and in which order they are written
package state
