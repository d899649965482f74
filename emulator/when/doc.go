// Package when decides which of the things that happen one after the other a
// condition selects: by their number (calls), by virtual time (from, until), by a
// seeded chance.
//
// It does not know what happens, nor what else must fit: package fault counts the
// calls that fit a fault's other conditions, and asks here.
//
//	condition.go  a condition, and the count of what it has been asked about
//
// A new condition of this kind is a field of [Condition], and a key of the table in
// emulator/scenario/when.go.
package when
