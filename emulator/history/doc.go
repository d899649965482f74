// Package history is the task center itself: what jobs there are, which state each
// is in at an instant, and which of them a list call shows.
//
// A [Plan] is a compiled scenario: every job with its whole life, sorted and
// indexed, immutable and shared. A [Board] is one project's jobs at a moment: a
// cursor into each of its three orders (by begin, by start, by end) and the sets
// of jobs in each status. A [View] is what a board shows through a
// [Filter]; it is immutable, so it can be written out while the board moves on.
//
// # Why it is fast
//
// A job's life is fixed when the plan is compiled, so nothing is scanned later:
//
//	begun         positions are in order of begin, so these are [0, cursor)
//	a status      a set, updated by the changes that the board crosses
//	a graph       the segment's set of that graph
//	startTime     a lower bound of the positions
//	endTime       an upper bound of them, less those that ended on a later day
//
// A filter is a range, a set that it is limited to and a set that it leaves out;
// jobCount is their cardinalities and a page a selection. Until a board crosses a
// change its last few views are cached, for who reads a list page by page.
//
// # What happens at run time
//
// A [History] is a plan and what was done to its jobs since, as acts
// ([scenario.JobAct]): a job was added, patched or removed. An act holds what was
// decided, so that it means the same when it is applied again. What was added or
// patched stands in segments (segment.go) of doubling size, each indexed as the
// plan is, and in a short tail (merge.go); what was removed or patched is hidden
// where it was. So a view is one selection of each part, merged (source.go). A
// history is a value: a change gives another one, and forks share it.
//
// # Where to change what
//
//	what is invented about a job   compile.go, detail.go, job.go
//	ids                            id.go, number.go (in a file), used.go (at run time)
//	what a filter shows            view.go
//	what a patch does              patch.go
//	a new kind of act              act.go and restore.go, and its format in package scenario
//
// The package knows neither HTTP nor clocks that move: the instant is passed in.
package history
