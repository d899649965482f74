// Package history is the task center itself: the jobs, their states at an instant,
// and the ones that a list call returns.
//
// A [Plan] is a compiled scenario: every job with all its changes of state, sorted
// and indexed, immutable and shared. A [Board] is one project's jobs at an instant: a
// cursor into each of the three orders (by begin, by start, by end) and the sets of
// jobs in each status. A [View] is what a board shows through a [Filter]; it is
// immutable, so it can be written out while the board moves on.
//
// # Why it is fast
//
// All changes of a job are known when the plan is compiled, so nothing is scanned
// later:
//
//	begun         positions are in order of begin, so these are [0, cursor)
//	a status      a set, updated by the changes that the board crosses
//	a graph       the segment's set of that graph
//	startTime     a lower bound of the positions
//	endTime       an upper bound of them, less those that ended on a later day
//
// A filter is a range of positions, a set to which it is restricted and a set that it
// excludes; jobCount follows from their cardinalities, and a page is a selection. A
// board caches its last few views until its next change, for clients that read a list
// page by page.
//
// # Changes at run time
//
// A [History] is a plan and the changes made to its jobs since, as acts
// ([scenario.JobAct]): a job was added, patched or removed. An act records the invented
// values too, so that it has the same effect when it is applied again. Added and
// patched jobs are in segments (segment.go) of doubling size, each indexed like the
// plan, and in a short tail (merge.go); removed and patched jobs are hidden in their
// old part. So a view is one selection for each part, merged (source.go). A history is
// a value: a change returns a new one, and forks share it.
//
// # Where to change what
//
//	what is invented about a job   compile.go, detail.go, job.go
//	ids                            id.go, number.go (in a file), used.go (at run time)
//	which jobs a filter matches    view.go
//	the effect of a patch          patch.go
//	a new kind of act              act.go, revert.go and restore.go, and its format in package scenario
//
// The package knows neither HTTP nor clocks: the current instant is passed in.
package history
