// Package jobs is the task center itself: what jobs there are, which state each
// is in at an instant, and which of them a list call shows.
//
// A [Plan] is a compiled scenario: every job with its whole life, sorted and
// indexed, immutable and shared. A [Board] is one project's jobs at a moment: a
// cursor into each of the plan's three orders (by begin, by start, by end) and
// the sets of jobs that are under way. A [View] is what a board shows through a
// [Filter]; it is immutable, so it can be written out while the board moves on.
//
// # Why it is fast
//
// A job's life is fixed when the plan is compiled, so nothing is scanned later:
//
//	begun         positions are in order of begin, so these are [0, cursor)
//	waiting       a set, updated by the changes that the board crosses
//	running       a set, likewise
//	an outcome    the plan's set of that outcome, within begun, less those under way
//	a graph       the plan's set of that graph
//	startTime     a lower bound of the positions
//	endTime       an upper bound of them, less those that ended on a later day
//
// A filter is a range, one set to keep and one to leave out; jobCount is their
// cardinalities and a page a selection. What depends on the plan alone, such as
// the jobs that end after a day, is worked out once; and until a board crosses a
// change it remembers the last few views, for who reads a list page by page.
//
// A [Schedule] is a plan and what was changed about its jobs since: it hides
// some and has a small plan of its own beside, whose rows a view lists among the
// others.
//
// The package knows neither HTTP nor clocks that move: the instant is passed in.
package jobs
