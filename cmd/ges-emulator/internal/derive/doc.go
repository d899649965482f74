// Package derive makes a scenario of a recording: one whose answers are the recorded
// ones.
//
// Jobs, graphs and backups become those of the scenario, with instants that fit what
// polls saw; submissions become rules. The scenario then answers the recorded calls, and
// what it answers otherwise becomes a fault of just those calls.
//
// It reads no files and makes no calls: package recording reads, package diff replays.
//
//	derive.go       the way from a recording to a scenario
//	observe.go      what exchanges tell, operation by operation
//	job.go          a job: when it was seen in which state, and its life
//	share.go        what else tells when a job ran: shares of its time, the state of its graph
//	graph.go        graphs, backups and quotas
//	submission.go   calls that made jobs
//	compat.go       which reading of the vendor's pages the server follows
//	order.go        the order of jobs that began in one second
//	placeholder.go  jobs that were counted, but are in no answer
//	patch.go        faults for calls that are answered otherwise
//	write.go        the scenario's text
package derive
