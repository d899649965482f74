package emulator_test

import (
	"maps"
	"strings"
)

// withConsoleCalls adds the calls that the console is made of.
func withConsoleCalls(calls map[string][]controlCall) map[string][]controlCall {
	maps.Copy(calls, consoleCalls)
	return calls
}

// consoleCalls are calls as [controlCalls].
var consoleCalls = map[string][]controlCall{
	"GET /_emulator/projects/{p}/scenario": {
		{"GET /_emulator/projects/p1/scenario", 200, "name: calls"},
	},
	"POST /_emulator/projects/{p}/scenario/validate": {
		{"POST /_emulator/projects/p1/scenario/validate {\"version\": 1, \"projects\": {\"a\": {\"jobs\": [{\"jobName\": \"StopGraph\", \"relatedGraph\": \"g\", \"begin\": \"0s\"}]}}}", 200,
			`{"ok":true,"problems":[],"name":"body","now":"2018-12-17T12:55:00","jobs":1}`},
		{"POST /_emulator/projects/p1/scenario/validate version: 1\nprojects: {a: {}, b: {}}", 200,
			`{"ok":false,"problems":[{"line":1,"column":1,"path":"","text":"projects: there are 2; a scenario for one project has one"}],"name":null,"now":null,"jobs":null}`},
		{"POST /_emulator/projects/p1/scenario/validate version: 1\nprojects: {a: {jbos: []}}", 200, `"line":2,"column":16,"path":"projects[\"a\"].jbos","text":"\"jbos\" is not a key of a project; did you mean jobs?`},
		{`POST /_emulator/projects/*/scenario/validate?file=x.yaml {"builtin": "busy-month"}`, 200, `"name":"busy-month"`},
		{"POST /_emulator/projects/p1/scenario/validate?file= {}", 400, "is given without a value"},
	},
	"GET /_emulator/scenarios": {{"GET /_emulator/scenarios", 200, `{"name":"import-lifecycle","description":"One import goes`}},
	"GET /_emulator/scenarios/{name}": {
		{"GET /_emulator/scenarios/import-lifecycle", 200, "\nname: import-lifecycle\n"},
		{"GET /_emulator/scenarios/import", 404, `there is no built-in scenario \"import\"`},
	},
	"GET /_emulator/projects/{p}/report": {
		{"GET /_emulator/projects/p1/report", 200, `"requests":[{"project":"p1","number":1,`},
		{"GET /_emulator/projects/*/report", 400, "a report is of one project"},
	},
	"GET /_emulator/projects/{p}/preview": {
		{"GET /_emulator/projects/p1/preview?uri=/v1.0/p1/graphs/jobs%3Flimit=1", 200, `{"status":200,"headers":{"Content-Length":"`},
		{"GET /_emulator/projects/p1/preview?uri=/v2/p1/graphs/movies-id", 200, `\"name\":\"movies\"`},
		{"GET /_emulator/projects/p1/preview?uri=/v1.0/p1/graphs/jobs%3Flimit=x", 200, `{"status":400,`},
		{"GET /_emulator/projects/p1/preview?uri=/v1.0/p2/graphs/jobs", 400, `it is of the project \"p2\", not of \"p1\"`},
		{"GET /_emulator/projects/p1/preview?uri=/v3/projects", 400, "is not the path of a GET of the emulated API"},
		{"GET /_emulator/projects/p1/preview?uri=http://evil.example/v1.0/p1/graphs/jobs", 400, "is not a path with a query"},
		{"GET /_emulator/projects/p1/preview?uri=/" + strings.Repeat("a", 8192), 400, "it has 8193 bytes; at most 8192"},
		{"GET /_emulator/projects/p1/preview", 400, "is not a path with a query"},
		{"GET /_emulator/projects/*/preview?uri=/v1.0/p1/graphs/jobs", 400, "a preview is of one project"},
	},
	"GET /_emulator/projects/{p}/undo": {
		{"GET /_emulator/projects/p1/undo", 200, `{"count":0,"changes":[]}`},
		{"GET /_emulator/projects/*/undo", 400, "Name a project."},
	},
	"POST /_emulator/projects/{p}/undo": {
		{"POST /_emulator/projects/p1/undo", 409, "nothing can be undone"},
		{"POST /_emulator/projects/p1/clock/advance {\"by\":\"7s\"} && POST /_emulator/projects/p1/undo", 200, `{"undone":{"what":"time from 2018-12-17T12:55:00 to 2018-12-17T12:55:07","at":"2018-12-17T12:55:00"},"now":"2018-12-17T12:55:00"}`},
		{"POST /_emulator/projects/*/undo", 400, "Name a project."},
	},
	"GET /_emulator/projects/{p}/graphs/{graphId}": {
		{"GET /_emulator/projects/p1/graphs/movies-id", 200, `"operations":[],"backups":[{"backupId":"old","name":"old","backupMethod":"manual","status":"success","created":"2018-12-16T12:55:00"}]}`},
		{"GET /_emulator/projects/p1/graphs/none", 404, `project \"p1\" has no graph \"none\"`},
	},
}
