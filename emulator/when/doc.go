// Package when decides which events of a sequence a condition selects: by number
// (calls), by virtual time (from, until), or by a seeded chance.
//
// It knows neither the events nor their other conditions: package fault counts the
// calls that fit a fault's other conditions.
//
//	condition.go  a condition, and its counts
//
// A new condition of this kind is a field of [Condition], and a key of the table in
// emulator/scenario/when.go.
package when
