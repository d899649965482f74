// Package when decides which events of a sequence a condition selects: by number
// (calls), by virtual time (from, until), or by a seeded chance.
//
// It knows neither the events nor their other conditions: package fault counts the calls
// that match a fault's other conditions.
//
//	condition.go  a condition, and its counts
//
// To add a condition of this kind, add a field to [Condition] and a key to the table in
// emulator/scenario/when.go.
package when
