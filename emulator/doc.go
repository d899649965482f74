// Package emulator is an emulated management plane of Huawei Cloud's Graph Engine
// Service, version 1 and 2: it lists jobs, graphs and backups of a scenario, and
// accepts calls that submit jobs, on a virtual clock, with the same bytes in every run.
//
// It answers every other call of the vendor's with 501 and its name (docs/api.md). Its
// graphs have no data, and it calls no cloud: jobs come from the scenario and from
// clients, and their states and those of their graphs follow from virtual time.
//
// # In a test
//
// A client that polls for a minute is tested in milliseconds: inside testing/synctest time
// passes at once, for the client's pauses and for the emulator's clock alike.
//
//	func TestImport(t *testing.T) {
//		synctest.Test(t, func(t *testing.T) {
//			ges := emulator.StartInProcess(t, emulator.WithScenario("import-lifecycle"),
//				emulator.WithClock(emulator.Clock{Mode: emulator.Realtime}))
//			client := NewImporter(ges.Client(), ges.URL, "p1") // the code under test
//			if err := client.Wait("test1217"); err != nil {
//				t.Error(err)
//			}
//		})
//	}
//
// [StartInProcess] has no port: [Server.Client], an [http.Client], is the way to it. Where
// the code under test takes no client, [Start] listens on a free port until the test ends,
// [WithTLS] by https. There the test moves time, so that it never waits:
//
//	ges := emulator.Start(t, emulator.WithScenario("import-lifecycle"))
//	// point the code under test at ges.URL, then:
//	ges.Project("p1").Advance(30 * time.Second)
//
// Outside of tests [New] returns an [http.Handler] for your own server. Every project id
// has its own jobs, clock, faults and counters, so parallel tests use different ids, of one
// emulator or of several.
//
// # Scenarios and projects
//
// A scenario is one of the built-in ones ([WithScenario]), a file
// ([WithScenarioFile], [WithScenarioYAML]) or a Go value ([WithScenarioValue]);
// all have the same keys, rules and errors. [WithClock], [WithSeed] and [WithCompat]
// override those of any scenario. With a [Project] a test then
//
//   - moves time: [Project.Advance], [Project.AdvanceTo], [Project.AdvanceUntil],
//     [Project.SetClock];
//   - changes jobs: [Project.AddJob], [Project.PatchJob], [Project.RemoveJob];
//   - changes graphs, and what becomes of jobs that clients submit: [Project.AddGraph],
//     [Project.PatchGraph], [Project.AddSubmitRule];
//   - makes calls fail: [Project.AddFault], [Project.RemoveFault];
//   - looks at what there is: [Project.Jobs], [Project.Graphs], [Project.Faults],
//     [Project.Timeline];
//   - inspects what clients did: [Project.Requests], [Project.Polling],
//     [Project.Violations], [Project.Coverage], [Project.Verify];
//   - waits for events: [Project.Events];
//   - undoes a change, starts again, follows another scenario, or saves and restores the
//     state: [Project.Undo], [Project.Reset], [Project.Load], [Project.ScenarioText],
//     [Project.Snapshot], [Project.Restore].
//
// In a test an error of these fails the test, whether it is looked at or not; see [Project].
//
// The control API under /_emulator does the same for other languages.
//
// # The path of a call
//
//	GET /v1.0/p1/graphs/jobs?status=running
//	  gesapi/router       method and path → the operation, a row of ges/operations.go
//	  gesapi/bind         its parameters → values and violations, cached by query
//	  gesapi/bind_body    its body, if the operation takes one → values and violations
//	  gesapi/middleware   the rest of the request → violations; then one transaction:
//	  world/do              project p1, found or made from "*"; its lock; now, once; credentials; the fault that applies
//	  api/list_jobs         the values → an answer, as a value or an error
//	  history/board         bring the board to now → the sets of jobs by status, graph and day
//	  history/view          intersect them → count, pick the page
//	  gesapi/write        the answer → bytes, in the documented order
//	  gesapi/errors       any error → status, code, body; in one place
//	  gesapi/observe      subscribers, journal, log
//
// A call that submits a job ends otherwise:
//
//	api/submit          the values → a submission, unless api/refusal refuses it
//	submit/rule         the rule that decides the job's times and outcome
//	history/submit      the job with its id → an act, which adds it
//	world/graphs        the act is staged; the graphs of package graph follow it
//
// # The packages
//
//	ges        the vendor's vocabulary: job names, statuses, error codes
//	clock      virtual time
//	fake       generated values, from the seed
//	format     reader, writer and JSON Schema of documents; the only home of YAML
//	scenario   a YAML file → a checked scenario, or all its problems
//	history    a scenario → a plan of jobs, what is done to them, and a board that shows them at a moment
//	graph      graphs and backups at a moment, from the scenario, the jobs and what clients did
//	when       conditions by number, time and chance
//	submit     which rule applies to a submitted job
//	fault      which fault applies to a call
//	auth       tokens and signatures
//	journal    requests, violations of the contract, coverage
//	polling    pollers among the requests, and the rules that they break
//	snapshot   a project's state as a document
//	state      a folder in which states survive the process
//	events     feeds of what happens, and subscriptions to them
//	world      projects, each with a clock, a board, counters and a journal
//	api        the answers of the operations, as values
//	gesapi     the vendor's HTTP API
//	control    the testers' HTTP API, under /_emulator
//
// Each imports only packages above it. Package internal/ordered has the persistent sets
// of package graph.
//
// # Where to change what
//
//	a new query parameter   ges/operations.go, a line of its operation; api/list_jobs.go or the operation's own file
//	a new operation         ges/operations.go, a row; a file in api, and its line in api/api.go
//	a new key of a body     ges/body.go
//	a new field of a graph  ges/graph.go; graph/fields.go
//	a job's graph status    ges/lifecycle.go
//	a new refusal           api/refusal.go, and the codes of the operation in ges/operations.go
//	a new fault condition   when/condition.go by number, time or chance; fault/fault.go by the request; its key in scenario/when.go
//	a new error code        ges/errorcode.go
//	a new control call      control/routes.go, and the file of its noun
//	a new scenario key      the file of its mapping in scenario, its field in scenario/scenario.go; builder.go
//	a new rule for clients  journal/rule.go
//
// The doc comment of each package describes its files. CONTRIBUTING.md has the steps.
package emulator
