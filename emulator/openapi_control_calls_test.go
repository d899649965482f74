package emulator_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// controlCall is a call of the control API, «METHOD path [body]», with a status
// that it gets and a part of that answer.
type controlCall struct {
	call   string // after those before it, with && between
	status int
	says   string
}

// controlWorld is what the calls below find: jobs that have ended, run and are
// to come, a fault that never applies, and what a client did, something wrong
// included.
const (
	controlWorld = `
version: 1
name: calls
projects:
  p1:
    jobs:
      - {jobId: ended, jobName: StopGraph, relatedGraph: g, begin: -1h, running: 1s}
      - {jobId: 'im:port', jobName: ImportGraph, relatedGraph: g, begin: -1m, running: 10m}
      - {jobId: later, jobName: ExportGraph, relatedGraph: g, begin: 1h, running: forever}
    faults: [{name: never, when: {calls: 99}, reply: {errorCode: GES.9999}}]
    graphs: [{name: movies, id: movies-id, status: stopped, backups: [{name: old, id: old, created: -1d}]}, {name: future, created: +1h}]
    submitRules: [{name: never, jobName: ExportGraph, running: forever}]
  p2: {}
`
	aSnapshot = `{"version":2,"project":"a","scenario":{"file":"f.yaml","project":"*","loaded":"2026-03-01T09:00:00Z",` +
		`"text":"{version: 1, projects: {'*': {jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s}]}}}"},` +
		`"clock":{"now":"2018-12-17T12:56:00","mode":"manual","step":"5s","rate":1}}`
	clientsCall = "GET " + listPath + "?limt=5"
	goodCall    = "GET /v1.0/p2/graphs/jobs"
)

// streams are the calls whose good answer ends only when the client leaves. They
// have tests of their own for it.
var streams = []string{"GET /_emulator/projects/{p}/events"}

// controlCalls are the calls, by route, with what each does beyond the errors
// that others have too (see [commonCalls]).
var controlCalls = withConsoleCalls(map[string][]controlCall{
	"GET /_emulator/health":       {{"GET /_emulator/health", 200, `"scenario":"calls"`}},
	"GET /_emulator/ca.pem":       {{"GET /_emulator/ca.pem", 404, "Start the emulator with --tls"}}, // and with it in commonCalls
	"GET /_emulator/openapi.yaml": {{"GET /_emulator/openapi.yaml", 200, "openapi: 3.1.0"}},
	"GET /_emulator/projects":     {{"GET /_emulator/projects", 200, `"count":2`}},
	"DELETE /_emulator/projects/{p}": {
		{"DELETE /_emulator/projects/p1", 204, ""},
		{"DELETE /_emulator/projects/*", 204, ""},
	},
	"GET /_emulator/projects/{p}/clock": {
		{"GET /_emulator/projects/p1/clock", 200, `"next":"2018-12-17T13:04:00"`},
		{"GET /_emulator/projects/%2A/clock", 200, `"mode":"manual"`},
	},
	"PATCH /_emulator/projects/{p}/clock": {
		{`PATCH /_emulator/projects/p1/clock {"now":"2018-12-17T13:00:00","mode":"stepped"}`, 200, `"mode":"stepped"`},
		{"PATCH /_emulator/projects/p1/clock", 400, `the body is empty`},
		{`PATCH /_emulator/projects/p1/clock {"mode":"fast"}`, 400, `mode: \"fast\" is not a clock mode (manual, stepped, realtime)`},
		{`PATCH /_emulator/projects/p1/clock {"rate":0}`, 400, `rate: 0 is not a number from 0.001 to 1000000`},
	},
	"POST /_emulator/projects/{p}/clock/advance": {
		{`POST /_emulator/projects/p1/clock/advance {"to":"end"}`, 200, `"jobId":"im:port","from":"running","to":"success"`},
		{`POST /_emulator/projects/p1/clock/advance {"until":{"jobId":"later","status":"success"}}`, 404, `it runs from 2018-12-17T13:55:00 on and never ends`},
		{`POST /_emulator/projects/p1/clock/advance {"until":{"jobId":"ender","status":"success"}}`, 404, `job \"ender\" will never be success: there is no such job`},
		{`POST /_emulator/projects/p1/clock/advance {}`, 400, `an advance needs one of by, to, until`},
	},
	"POST /_emulator/projects/{p}/reset": {{"POST /_emulator/projects/p1/reset", 200, `"now":"2018-12-17T12:55:00"`}},
	"PUT /_emulator/projects/{p}/scenario": {
		{`PUT /_emulator/projects/p1/scenario {"version":1,"name":"other","projects":{"*":{}}}`, 200, `{"name":"other","now":"2018-12-17T12:55:00","jobs":0}`},
		{"PUT /_emulator/projects/*/scenario version: 1\nprojects: {p1: {}}", 200, `"jobs":0`},
		{`PUT /_emulator/projects/p1/scenario {"builtin":"documented-sample"}`, 200, `{"name":"documented-sample","now":"2019-01-01T00:00:00","jobs":136}`},
		{"PUT /_emulator/projects/*/scenario?file=my%2Fworld.yaml version: 1\nprojects: {p1: {}}", 200, `{"name":"world",`},
		{"PUT /_emulator/projects/p1/scenario", 400, `body:1:1: `},
		{"PUT /_emulator/projects/p1/scenario?file=my-world.yaml version: 2", 400, `my-world.yaml:1:10: version: 2 is not a version`},
		{"PUT /_emulator/projects/p1/scenario?file=a%0Ab {}", 400, `file: \"a\\nb\" is not a file's name of 1 to 1024 characters on one line","hint":"Leave it out for body.`},
		{`PUT /_emulator/projects/p1/scenario {"builtin":"bussy-month"}`, 400, `body:1:12: builtin: \"bussy-month\" is not a built-in scenario; did you mean busy-month? (all-job-names, `},
		{`PUT /_emulator/projects/p1/scenario {"builtin":"empty","seed":2}`, 400, `body:1:20: seed: \"seed\" is not a key of the choice of a built-in scenario (builtin)`},
		{`PUT /_emulator/projects/p1/scenario {"version":1,"projects":{"a":{},"b":{}}}`, 400, `projects: there are 2; a scenario for one project has one`},
	},
	"GET /_emulator/projects/{p}/snapshot": {
		{"GET /_emulator/projects/p1/snapshot", 200, `"requests":{"last":1,"dropped":1}`},
		{"GET /_emulator/projects/*/snapshot", 404, `the scenario has no \"*\": no project comes later`},
		{"GET /_emulator/projects/p1/snapshot?format=yaml", 400, `\"format\" is not a parameter of this call","hint":"It has none.`},
	},
	"PUT /_emulator/projects/{p}/snapshot": {
		{`PUT /_emulator/projects/p1/snapshot ` + aSnapshot, 200, `{"name":"f","now":"2018-12-17T12:56:00","jobs":1}`},
		{`PUT /_emulator/projects/*/snapshot ` + aSnapshot, 200, `"jobs":1`},
		{"PUT /_emulator/projects/p1/snapshot", 400, `the body is empty`},
		{`PUT /_emulator/projects/p1/snapshot {"version":2,"project":"p1","clock":{"now":"soon"}}`, 400, `clock.now: \"soon\" is neither a duration from now`},
	},
	"GET /_emulator/projects/{p}/jobs": {
		{"GET /_emulator/projects/p1/jobs?offset=1&limit=1", 200, `{"count":3,"jobs":[{"jobId":"im:port"`},
		{"GET /_emulator/projects/p1/jobs?limit=0", 400, `limit: \"0\" is not a number of 1 or more`},
		{"GET /_emulator/projects/p1/jobs?limt=1", 400, `\"limt\" is not a parameter of this call","hint":"Its parameters are: offset, limit, view, from, to, q.`},
		{"GET /_emulator/projects/p1/jobs?view=timeline&from=-30m&to=%2B1m&q=IMPORT", 200,
			`"start":"2018-12-17T12:55:00","first":"2018-12-17T11:55:00","end":"2018-12-17T13:04:00","count":3,"graphs":[],"moreGraphs":false,"jobs":[{"jobId":"im:port","jobName":"ImportGraph","relatedGraph":"g","graphId":"`},
		{"GET /_emulator/projects/p1/jobs?view=timeline&from=-2m&to=20m&q=g", 200,
			`"created":"2018-12-16T11:55:00","gone":null,"statuses":[{"from":"2018-12-17T12:53:00","status":"900","state":"stopped"},{"from":"2018-12-17T12:54:00","status":"202","state":null},{"from":"2018-12-17T13:04:00","status":"200","state":"running"}]}],"moreGraphs":false,`},
		{"GET /_emulator/projects/p1/jobs?view=timeline&from=now", 400, `from: \"now\" is`},
		{"GET /_emulator/projects/p1/jobs?view=timeline&limit=1", 200, `"more":true}`},
		{"GET /_emulator/projects/*/jobs?view=timeline&from=2h", 200, `"end":null,"outcome":"success","failReason":null,"status":null}],"more":false}`},
		{"GET /_emulator/projects/p1/jobs?view=list", 400, `view: \"list\" is not a view; the only one is timeline`},
		{"GET /_emulator/projects/p1/jobs?from=-1h", 400, "from is a parameter of view=timeline"},
		{"GET /_emulator/projects/p1/jobs?view=timeline&offset=1", 400, "offset is not a parameter of view=timeline"},
		{"GET /_emulator/projects/p1/jobs?view=timeline&limit=1001", 400, "limit: 1001 is more than 1000"},
		{"GET /_emulator/projects/p1/jobs?view=timeline&from=1h&to=-1h", 400, "from: 2018-12-17T13:55:00 is after to, which is 2018-12-17T11:55:00"},
	},
	"POST /_emulator/projects/{p}/jobs": {
		{`POST /_emulator/projects/p1/jobs {"jobName":"StopGraph","relatedGraph":"g","begin":"+30s"}`, 201, `"begin":"2018-12-17T12:55:30"`},
		{`POST /_emulator/projects/p1/jobs {"jobName":"StopGrap","relatedGraph":"g"}`, 400, `\"StopGrap\" is not a jobName; did you mean StopGraph?`},
		{`POST /_emulator/projects/p1/jobs {"jobId":"later","jobName":"StopGraph","relatedGraph":"g"}`, 409, `\"later\": another job has this jobId`},
	},
	"GET /_emulator/projects/{p}/jobs/{jobId}": {
		{"GET /_emulator/projects/p1/jobs/ended", 200, `"status":"success"`},
		{"GET /_emulator/projects/p1/jobs/im%3Aport", 200, `"status":"running"`},
		{"GET /_emulator/projects/p1/jobs/ender", 404, `project \"p1\" has no job \"ender\"`},
	},
	"PATCH /_emulator/projects/{p}/jobs/{jobId}": {
		{`PATCH /_emulator/projects/p1/jobs/im:port {"outcome":"failed","endAt":"now"}`, 200, `"status":"failed"`},
		{`PATCH /_emulator/projects/p1/jobs/im%3Aport {"endAt":"+1s"}`, 200, `"end":"2018-12-17T12:55:01"`},
		{`PATCH /_emulator/projects/p1/jobs/later {"outcome":"partiallyFailed"}`, 400, `only ImportGraph ends partiallyFailed; this job is ExportGraph`},
		{`PATCH /_emulator/projects/p1/jobs/ender {"endAt":"now"}`, 404, `project \"p1\" has no job \"ender\"`},
		{`PATCH /_emulator/projects/p1/jobs/ended {"endAt":"now"}`, 409, `job \"ended\" was success at 2018-12-17T11:55:01: only the future of a job can be changed`},
	},
	"DELETE /_emulator/projects/{p}/jobs/{jobId}": {
		{"DELETE /_emulator/projects/p1/jobs/im%3Aport", 204, ""},
		{"DELETE /_emulator/projects/p1/jobs/ender", 404, `project \"p1\" has no job \"ender\"`},
	},
	"GET /_emulator/projects/{p}/faults": {
		{"GET /_emulator/projects/p1/faults", 200, `"name":"never","when":{"calls":99}`},
		{"GET /_emulator/projects/p1/faults?name=never", 400, `\"name\" is not a parameter of this call","hint":"It has none.`},
	},
	"POST /_emulator/projects/{p}/faults": {
		{`POST /_emulator/projects/p1/faults {"name":"slow","delay":"1ms"}`, 201, `"delay":{"from":"1ms","to":"1ms"},"added":true`},
		{`POST /_emulator/projects/p1/faults {"name":"f","reply":{"errorCode":"GES.9998"}}`, 400, `\"GES.9998\" is not a known errorCode; did you mean GES.9999?`},
		{`POST /_emulator/projects/p1/faults {"name":"never","delay":"1ms"}`, 409, `project \"p1\" has a fault \"never\" already`},
	},
	"DELETE /_emulator/projects/{p}/faults": {
		{"DELETE /_emulator/projects/p1/faults", 204, ""},
		{"DELETE /_emulator/projects/p1/faults?name=never", 400, `\"name\" is not a parameter of this call`},
	},
	"DELETE /_emulator/projects/{p}/faults/{name}": {
		{"DELETE /_emulator/projects/%2A/faults/%6Eever", 204, ""},
		{"DELETE /_emulator/projects/p1/faults/neves", 404, `project \"p1\" has no fault \"neves\"`},
	},
	"GET /_emulator/projects/{p}/graphs": {
		{"GET /_emulator/projects/p1/graphs?offset=0&limit=1", 200, `"name":"movies","status":"900","state":"stopped","created":"2018-12-15T12:55:00","gone":null}]}`},
		{"GET /_emulator/projects/p1/graphs?limit=0", 400, `limit: \"0\" is not a number of 1 or more`},
		{"GET /_emulator/projects/p1/graphs?name=movies", 400, `\"name\" is not a parameter of this call","hint":"Its parameters are: offset, limit.`},
	},
	"POST /_emulator/projects/{p}/graphs": {
		{`POST /_emulator/projects/p1/graphs {"name":"more","id":"more","status":"frozen","backups":[{"name":"b","running":"0s"}]}`, 201,
			`{"graphId":"more","name":"more","status":"800","state":"frozen","created":"2018-12-17T12:55:00","gone":null}`},
		{`POST /_emulator/projects/p1/graphs {"name":"future"}`, 201, `"status":"200"`},
		{`POST /_emulator/projects/p1/graphs {"name":"more","created":"-1h"}`, 400, `\"created\" is not a key of a graph`},
		{`POST /_emulator/projects/p1/graphs {"name":"more","backups":[{"name":"b","created":"-1s"}]}`, 400, `backups[0].created: -1s is before now, when the graph is created`},
		{`POST /_emulator/projects/p1/graphs {"name":"movies"}`, 409, `project \"p1\" has a graph with the name \"movies\" already`},
		{`POST /_emulator/projects/p1/graphs {"name":"more","id":"movies-id"}`, 409, `project \"p1\" has a graph with the id \"movies-id\" already`},
		{`POST /_emulator/projects/p1/graphs {"name":"more","backups":[{"name":"b","id":"old"}]}`, 409, `project \"p1\" has a backup with the id \"old\" already`},
	},
	"PATCH /_emulator/projects/{p}/graphs/{graphId}": {
		{`PATCH /_emulator/projects/p1/graphs/movies-id {"status":"faulty"}`, 200, `"status":"300","state":"faulty"`},
		{`PATCH /_emulator/projects/p1/graphs/movies-id {"status":"fault"}`, 400, `status: \"fault\" is not a status of a graph; did you mean faulty?`},
		{`PATCH /_emulator/projects/p1/graphs/movies-id {}`, 400, `status is missing; a change of a graph needs it`},
		{`PATCH /_emulator/projects/p1/graphs/movie-id {"status":"faulty"}`, 404, `project \"p1\" has no graph with the id \"movie-id\" now","hint":"GET …/graphs lists`},
	},
	"DELETE /_emulator/projects/{p}/graphs/{graphId}": {
		{"DELETE /_emulator/projects/p1/graphs/movies-id", 204, ""},
		{"DELETE /_emulator/projects/p1/graphs/movie-id", 404, `project \"p1\" has no graph with the id \"movie-id\" now`},
	},
	"GET /_emulator/projects/{p}/submit-rules": {
		{"GET /_emulator/projects/p1/submit-rules", 200, `{"count":1,"submitRules":[{"name":"never","jobName":"ExportGraph","running":"forever","added":false,"fits":0,"applied":0}]}`},
	},
	"POST /_emulator/projects/{p}/submit-rules": {
		{`POST /_emulator/projects/p1/submit-rules {"name":"full","when":{"graph":"movies","calls":2},"waiting":"1s","outcome":"failed","failReason":"disk full"}`, 201,
			`"waiting":{"from":"1s","to":"1s"},"outcome":"failed","failReason":"disk full","added":true,"fits":0,"applied":0}`},
		{`POST /_emulator/projects/p1/submit-rules {"outcome":"failed"}`, 400, `name is missing; a rule for submitted jobs needs it`},
		{`POST /_emulator/projects/p1/submit-rules {"name":"never"}`, 409, `project \"p1\" has a submit rule \"never\" already`},
	},
	"DELETE /_emulator/projects/{p}/submit-rules": {
		{"DELETE /_emulator/projects/p1/submit-rules", 204, ""},
		{"DELETE /_emulator/projects/p1/submit-rules?name=never", 400, `\"name\" is not a parameter of this call`},
	},
	"DELETE /_emulator/projects/{p}/submit-rules/{name}": {
		{"DELETE /_emulator/projects/%2A/submit-rules/%6Eever", 204, ""},
		{"DELETE /_emulator/projects/p1/submit-rules/neves", 404, `project \"p1\" has no submit rule \"neves\"`},
	},
	"GET /_emulator/projects/{p}/timeline": {
		{"GET /_emulator/projects/p1/timeline?from=%2B59m", 200, `"name":"future","from":null,"to":"200","at":"2018-12-17T13:55:00"}`},
		{"GET /_emulator/projects/p1/timeline?from=%2B5m&to=2018-12-17T14:00:00&limit=1", 200, `"at":"2018-12-17T13:04:00"}],"more":true`},
		{"GET /_emulator/projects/p1/timeline?to=soon", 400, `to: \"soon\" is neither a duration from now, such as +40s`},
		{"GET /_emulator/projects/p1/timeline?form=1h", 400, `\"form\" is not a parameter of this call","hint":"Its parameters are: from, to, limit.`},
	},
	"GET /_emulator/projects/{p}/requests": {
		{"GET /_emulator/projects/p1/requests?violations=true", 200, `{"count":1,"dropped":0,"requests":[{"project":"p1","number":1`},
		{"GET /_emulator/projects/p1/requests?status=20", 400, `status: \"20\" is not a number of 100 or more","hint":"Leave it out for any.`},
		{"GET /_emulator/projects/p1/requests?fault=%zz", 400, `the query cannot be read: invalid URL escape \"%zz\"`},
		{"GET /_emulator/projects/p1/requests?violations=some", 400, `violations: \"some\" is neither true nor false","hint":"It is true or false`},
		{"GET /_emulator/projects/p1/requests?operation=ListJob", 400, `operation: \"ListJob\" is not an operation","hint":"The operations are ListJobs, ShowJob, ListGraphs, `},
		{"GET /_emulator/projects/p1/requests?statsu=200", 400, `\"statsu\" is not a parameter of this call`},
	},
	"GET /_emulator/projects/{p}/events": {
		{"GET /_emulator/projects/p1/events?since=-1", 400, `since: \"-1\" is not a number of 0 or more`},
		{"GET /_emulator/projects/*/events?sinc=1", 400, `\"sinc\" is not a parameter of this call","hint":"Its parameters are: since, focus.`},
	},
	"DELETE /_emulator/projects/{p}/requests": {{"DELETE /_emulator/projects/p1/requests", 204, ""}},
	"GET /_emulator/projects/{p}/polling": {
		{"GET /_emulator/projects/p1/polling", 200, `"operation":"ListJobs"`},
		{"GET /_emulator/projects/p1/polling?client=a", 400, `\"client\" is not a parameter of this call`},
	},
	"GET /_emulator/projects/{p}/violations": {
		{"GET /_emulator/projects/p1/violations", 200, `"parameter":"limt"`},
		{"GET /_emulator/projects/p1/violations?rule=body", 400, `\"rule\" is not a parameter of this call`},
	},
	"GET /_emulator/projects/{p}/coverage": {
		{"GET /_emulator/projects/p1/coverage", 200, `"parameters":{"met":`},
		{"GET /_emulator/projects/p1/coverage?format=text", 200, "parameters"},
		{"GET /_emulator/projects/p1/coverage?format=yaml", 400, `format: \"yaml\" is no format","hint":"It is json`},
		{"GET /_emulator/projects/p1/coverage?fromat=text", 400, `\"fromat\" is not a parameter of this call`},
	},
	"GET /_emulator/projects/{p}/verify": {
		{"GET /_emulator/projects/p1/verify?maxAtOnce=1&minCalls=1&faults=false", 409, `"error":"1 problem"`},
		{"GET /_emulator/projects/p2/verify?maxAtOnce=1", 200, `{"ok":true,"problems":[]}`},
		{"GET /_emulator/projects/p1/verify?minCalls=0", 400, `minCalls: \"0\" is not a number of 1 or more","hint":"Leave it out for 1.`},
		{"GET /_emulator/projects/p1/verify?faults=no", 400, `faults: \"no\" is neither true nor false","hint":"It is true or false; the default is true.`},
		{"GET /_emulator/projects/p1/verify", 409, `"error":"3 problems"`},
		{"GET /_emulator/projects/p1/verify?minGap=5", 400, `minGap: \"5\" is no such duration`},
		{"GET /_emulator/projects/p1/verify?mingap=5s", 400, `\"mingap\" is not a parameter of this call`},
	},
})

// commonCall is an error that a call gets because of its path, its body, its headers
// or the server that it goes to.
type commonCall struct {
	controlCall

	to      []emulator.Option
	headers []string // each «Name: value»
}

// commonCalls are the errors that a route has beside its own.
func commonCalls(r control.Route, documented func(status int) bool) []commonCall {
	world := []emulator.Option{emulator.WithScenarioYAML("calls.yaml", []byte(controlWorld))}
	call := func(p string) string {
		return r.Method + " " + strings.NewReplacer("{p}", p, "{jobId}", "later", "{graphId}", "movies-id", "{name}", "never").Replace(r.Path)
	}
	calls := []commonCall{
		{controlCall{strings.Replace(call("p1"), r.Method, "TRACE", 1), 405, "It takes "}, world, nil},
		{controlCall{call("p1"), 403, "--cors-origin"}, world, []string{"Origin: http://evil.example"}},
		{controlCall{call("p1"), 421, "--allowed-host"}, world, []string{"Host: evil.example"}},
	}
	if r.Path == control.Prefix+"/ca.pem" {
		calls = append(calls, commonCall{controlCall{call("p1"), 200, "-----BEGIN CERTIFICATE-----"}, append(world, emulator.WithTLS()), nil})
	}
	if documented(401) {
		calls = append(calls, commonCall{controlCall{call("p1"), 401, "the control API needs its token"}, append(world, emulator.WithControlToken("s3cret")), nil})
	}
	if strings.Contains(r.Path, "{p}") {
		calls = append(calls,
			commonCall{controlCall{call("a.b"), 400, `\"a.b\" is not a project id","hint":"A project id is 1 to 64 letters, digits, - or _`}, world, nil},
			commonCall{controlCall{call("p3"), 404, `project \"p3\" is not in the scenario`}, world, nil})
	}
	if strings.Contains(r.Path, "{p}/") {
		full := []emulator.Option{emulator.WithScenario("empty"), emulator.WithMaxProjects(1)} // p1 lives
		calls = append(calls, commonCall{controlCall{call("p2"), 503, "as many projects live as are allowed"}, full, nil})
	}
	calls = append(calls,
		commonCall{controlCall{call("p1") + "?no=1", 400, `\"no\" is not a parameter of this call`}, world, nil},
		commonCall{controlCall{call("p1") + "?%zz", 400, "the query cannot be read"}, world, nil})
	if !documented(413) {
		calls = append(calls, commonCall{controlCall{call("p1") + " {}", 400, "this call takes no body"}, world, nil})
	}
	if documented(413) {
		calls = append(calls,
			commonCall{controlCall{call("p1") + " {}", 415, "without Content-Encoding"}, world, []string{"Content-Encoding: gzip"}},
			commonCall{controlCall{call("p1") + " " + strings.Repeat(" ", 64<<20+1), 413, "A body may have 64 MiB"}, world, nil})
	}
	return calls
}

// Each call of the control API, over a connection: what it answers when all is
// well, and every error that its document has for it. A bug's 500 is not made
// here.
func TestEveryControlCallMeetsItsDocument(t *testing.T) {
	openapi3filter.RegisterBodyDecoder("application/pem-certificate-chain", openapi3filter.FileBodyDecoder)
	c := readContract(t, control.OpenAPI)
	known := map[string]bool{}
	for _, r := range control.Routes() {
		name := r.Method + " " + r.Path
		known[name] = true
		t.Run(name, func(t *testing.T) {
			item := c.document.Paths.Value(r.Path)
			check := controlCheck{c, routers.Route{Spec: c.document, Path: r.Path, PathItem: item, Method: r.Method, Operation: item.GetOperation(r.Method)}}
			documented := check.route.Operation.Responses
			calls := commonCalls(r, func(status int) bool { return documented.Status(status) != nil })
			for _, call := range controlCalls[name] {
				calls = append(calls, commonCall{call, calls[0].to, nil})
			}
			covered := map[string]bool{"500": true, "200": slices.Contains(streams, name)}
			for _, call := range calls {
				server := emulator.Start(t, call.to...)
				callOver(t, server, clientsCall)
				callOver(t, server, goodCall)
				check.makes(t, server, call.controlCall, call.headers...)
				covered[strconv.Itoa(call.status)] = true
			}
			for status := range documented.Map() {
				if !covered[status] {
					t.Errorf("no call here meets the documented status %s", status)
				}
			}
		})
	}
	for name := range controlCalls {
		if !known[name] {
			t.Errorf("%s is no route", name)
		}
	}
}
