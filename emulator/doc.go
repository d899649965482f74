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
// an [http.Handler], for a server of one's own, and [Emulator.Transport] as an
// [http.RoundTripper], which needs no port and works inside testing/synctest.
// Every project id has jobs, a clock, faults and counters of its own, so parallel
// tests use different ids.
//
// # Its world
//
// A scenario is one of the built-in ones ([WithScenario]), a file
// ([WithScenarioFile], [WithScenarioYAML]) or a Go value ([WithScenarioValue]);
// whichever it is, it has the same keys, rules and errors. On a [Project] a test
// then
//
//   - moves time: [Project.Advance], [Project.AdvanceTo], [Project.AdvanceUntil];
//   - changes jobs: [Project.AddJob], [Project.PatchJob], [Project.RemoveJob];
//   - breaks calls: [Project.AddFault];
//   - looks back: [Project.Requests], [Project.Polling], [Project.Violations],
//     [Project.Coverage], [Project.Verify];
//   - waits for what happens: [Project.Events];
//   - begins anew, or goes back to what it has kept: [Project.Reset],
//     [Project.Snapshot], [Project.Restore].
//
// The control API under /_emulator does the same for other languages.
//
// # The way of a call
//
//	GET /v1.0/p1/graphs/jobs?status=running
//	  gesapi/middleware   request id → project p1 (found, or forked from "*") → now, once → credentials → fault
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
//	auth       tokens and signatures
//	journal    what was called, and what the contract did not allow
//	state      a folder in which states outlast the process
//	world      projects: a clock, a board, counters and a journal each
//	gesapi     the vendor's HTTP face
//	control    the testers' HTTP face, under /_emulator
//
// Each imports only packages above it.
package emulator
