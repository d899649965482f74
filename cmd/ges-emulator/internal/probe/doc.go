// Package probe is a contract test of a server: it calls the service, or an emulator of
// it, by GET only, and says of each rule of docs/fidelity.md that can be observed so
// whether it holds there, differs, or could not be told.
//
//	table.go        a probe: its rule, its calls, its judgement; and the table of all
//	requests.go     probes of paths, parameters and bad values
//	dates.go        probes of days
//	list.go         probes of order, count and headers
//	jobs.go         probes of the fields of jobs
//	detail.go       probes of the detail of imports
//	errors.go       probes of error bodies
//	graphs.go       probes of one job, graphs, backups and quotas
//	graph_jobs.go   probes of graphs together with their jobs
//	version2.go     probes of version 2
//	survey.go       what is there: jobs, graphs, backups; the values that calls are made of
//	evidence.go     what a judgement sees
//	runner.go       the survey, then the probes; a difference is looked for three times
//	client.go       one call: credentials, pace, Retry-After
//	value.go        JSON with its keys in order
//	report.go       what was found, as text; report_format.go: as JSON and JUnit XML
//
// It knows no command line and no scenario, makes no call that changes anything, and
// stores nothing. The switches that it finds are those of compat in package scenario.
package probe
