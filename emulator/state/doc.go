// Package state saves the states of projects in a folder, so that an emulator
// resumes after a restart, or after it was killed.
//
// A [Store] is a log. Each change of a project is written, as a part of a
// snapshot.Document, before it is answered; so a process that is killed at any
// moment loses only changes that were not answered. The log is not forced to the
// disk: a machine that loses power may lose the last seconds.
//
//	DIR/lock               held while an emulator uses the folder
//	DIR/scenario-HASH.json a scenario as it was read, once for all projects
//	DIR/log-000001.jsonl   a line a change; later lines win, key by key
//
// The log is rewritten, in another file, at each start and whenever it has become
// long; the old file is deleted once the new one is complete.
//
//	store.go  the folder: opening, rewriting, writing
//	line.go   a line of the log, and reading a file of it
//
// The package knows the format of a snapshot, not its meaning: package world does. A
// new part of a project's state needs no change here.
package state
