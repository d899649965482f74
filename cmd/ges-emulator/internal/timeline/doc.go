// Package timeline draws the jobs of a plan over virtual time as text: a bar a
// job, or a row a graph where there are too many jobs to tell apart.
//
//	                     12:55      12:56      12:57
//	                     ▼──────────┬──────────┬─────
//	ImportGraph test1217 │       ░░░██████████✓        52s
//	                     ▲──────────┴──────────┴─────
//	                     now       +1m        +2m
//
// Waiting, running and each outcome have characters of their own, so colour
// only helps. Long stretches in which no job is under way are cut out of the
// axis, and a break shows where.
//
// It only draws: it loads no scenarios and knows no terminals. The caller says
// how wide the drawing is and whether it has colour.
package timeline
