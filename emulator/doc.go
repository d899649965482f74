// Package emulator is an emulated task center of Huawei Cloud's Graph Engine
// Service: it answers GET /v1.0/{projectId}/graphs/jobs from a scenario of
// seeded jobs, on a virtual clock, with the same bytes in every run.
//
// It emulates that one call. It creates no graphs, stores no data and calls no
// cloud; jobs are what the scenario says, and move because time does.
//
// # In a test
//
//	func TestImport(t *testing.T) {
//		ges := emulator.Start(t, emulator.WithScenario("import-lifecycle"))
//		// point the client under test at ges.URL, then:
//		ges.Project("p1").Advance(30 * time.Second)
//	}
//
// [Start] listens on a free port until the test ends. [New] gives the same as
// an [http.Handler], for a server of one's own. Every project id has jobs, a
// clock and counters of its own, so parallel tests use different ids.
//
// # The way of a call
//
//	GET /v1.0/p1/graphs/jobs?status=running
//	  gesapi/middleware   request id → project p1 (found, or forked from "*") → now, once → fault
//	  gesapi/listjobs     bind the parameters → ask for a view → write it
//	  world/project       the project's clock, counters and board, under one lock
//	  jobs/board          bring the board to now → the sets of jobs by state, graph and day
//	  jobs/view           intersect them → count, pick the page
//	  gesapi/wire         Job → bytes, in the documented order
//	  gesapi/errors       any error → status, code, body; in one place
//
// # The packages
//
//	ges        the vendor's vocabulary: job names, statuses, error codes
//	clock      virtual time
//	fake       invented values, from the seed
//	scenario   a YAML file → a checked scenario, or all that is wrong with it
//	jobs       a scenario → a plan of jobs; a board shows it at a moment
//	fault      which failure a call meets
//	world      projects: a clock, a board and counters each
//	gesapi     the vendor's HTTP face
//	control    the testers' HTTP face, under /_emulator
//
// Each imports only packages above it.
package emulator
