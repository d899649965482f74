// Package graph is the graphs and backups of a project: which there are at an instant,
// and in which state.
//
// Nothing is stored that follows from something else. A [Set] is derived from the
// scenario, from the jobs of a history and from the acts on graphs ([scenario.GraphAct]);
// what it shows at an instant is computed from these. It is a value: a change returns a
// new one, which shares almost everything with the old one.
//
//	a graph        is there from its CreateGraph's begin, or since before the start, until a DeleteGraph of it succeeds
//	its jobs       a submitted job is that of the graph it was submitted to; any other that of the youngest graph of its name at its begin
//	its status     that of its job under way with the latest begin, else that of its job that ended last (ges.LifecycleOf)
//	its backups    one for each CreateBackup and ImportBackup
//
// # How it is computed
//
// Jobs of a graph are ordered by begin, with their end as weight, and by kind and end; so
// all questions about an instant take a logarithmic number of steps (package ordered).
// Graphs and backups of the project are ordered by begin, with the instant at which they
// are gone as weight.
//
//	set.go      the graphs of a project, by id, by name and by time; pages of lists
//	compile.go  a scenario and a history → a set
//	follow.go   a set after a change of jobs, or an act on graphs
//	change.go   the changes of jobs and graphs between two instants
//	graph.go    one graph at an instant: its status and its jobs
//	state.go    one graph, as the control API shows it
//	band.go     the statuses of one graph over time
//	fields.go   the fields of a graph and of a backup, as JSON
//	backup.go   the backups of a graph
//
// The table of fields is emulator/ges/graph.go, that of the lifecycles
// emulator/ges/lifecycle.go. The package knows neither HTTP nor clocks.
package graph
