// Package ordered is a persistent ordered set: a change returns a new set, which shares
// almost everything with the old one. A lookup, a change and a rank take logarithmic
// time.
//
// Items have weights, so that those above a weight can be visited without visiting the
// others: with the ends of intervals as weights these are the intervals that are open.
package ordered
