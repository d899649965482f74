// Package state keeps the states of projects in a folder, so that an emulator
// goes on after a restart, or after it was killed, where it stood.
//
// A [Store] is a log. Whoever changes a project writes what has changed, as a
// part of a snapshot.Document, before the change is answered; so a process that
// is killed at any moment loses no more than what nobody was told of. The log
// is not forced to the disk: a machine that loses power may lose the last
// seconds.
//
//	DIR/lock               held while an emulator uses the folder
//	DIR/scenario-HASH.json a scenario as it was read, once for all projects
//	DIR/log-000001.jsonl   a line a change; later lines win, key by key
//
// The log begins anew, in another file, at each start and whenever it has become
// long; the file before it goes once the new one has all that is known.
//
// The package knows what a snapshot is written like, and not what it means:
// package world does.
package state
