package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func ptr[T any](v T) *T { return &v }

// TestValueIsAFile writes the same scenario in Go and in YAML, with every key.
func TestValueIsAFile(t *testing.T) {
	value := emulator.Scenario{
		Name: "all", Description: "every key, <é> 𝄞", Seed: 7,
		Clock:  emulator.Clock{Start: emulator.At(time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)), Mode: "stepped", Step: emulator.ToNextChange, Rate: 2},
		Compat: emulator.Compat{Order: "newest-first", QueuedStatus: "pending", DateRange: "begin", ErrorBody: "errCode", Progress: "elapsed", UnknownGraph: "GES.0047"},
		Auth: emulator.Auth{
			Mode: "any", Clock: "virtual", Users: []emulator.User{{Name: "n", Password: "p", Domain: "d"}},
			Tokens: []emulator.Token{{Value: "t", Expires: emulator.After(24 * time.Hour), Projects: []string{"p1"}, Deny: []string{"ListJobs"}}, {Value: "all"}},
			Keys:   []emulator.AccessKey{{Access: "a", Secret: "s", Deny: []string{"ShowJob"}}},
		},
		Projects: map[string]emulator.ProjectSpec{
			"p1": {},
			"*": {
				Jobs: []emulator.Job{
					{
						JobName: "ImportGraph", RelatedGraph: "g", Begin: emulator.After(-time.Hour), Waiting: time.Second, Running: 2 * time.Second, Outcome: "partiallyFailed", JobID: "id",
						JobType: "X", FailReason: "why", JobProgress: ptr(0.0), JobDetail: &emulator.JobDetail{
							EdgesetPath: []emulator.File{{Path: "e", Log: "l", Cause: "c", Status: "failed", TotalLines: ptr[int64](3), FailedLines: ptr[int64](0), SuccessfulLines: ptr[int64](-1)}},
							SchemaPath:  []emulator.File{{Path: "s"}}, VertexsetPath: []emulator.File{{Path: "v"}},
						},
					},
					{JobName: "StopGraph", RelatedGraph: "g", Begin: emulator.At(time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)), Running: emulator.Forever},
				},
				Generate: []emulator.Generate{
					{Count: 5},
					{
						Count: 20, JobName: map[string]int{"ImportGraph": 5, "ExportGraph": 2}, RelatedGraph: emulator.GraphNames{Names: []string{"a", "b"}}, Begin: emulator.TimeRange{From: emulator.After(-30 * 24 * time.Hour), To: emulator.After(-29 * 24 * time.Hour)}, Every: time.Hour,
						Waiting: emulator.For(time.Second), Running: emulator.DurationRange{From: emulator.Immediately, To: 5 * time.Minute}, Failed: 0.25, PartiallyFailed: 0.5, Files: emulator.CountRange{From: 2, To: 4},
					},
					{Count: 1, JobName: map[string]int{"StopGraph": 1}, RelatedGraph: emulator.GraphNames{Invented: 3}, Files: emulator.CountRange{From: 2}},
				},
				Graphs: []emulator.Graph{
					{Name: "m", Status: "stopped", Created: emulator.After(-9 * 24 * time.Hour), Fields: map[string]any{"graphSizeTypeIndex": 2, "tags": []map[string]string{{"key": "k", "value": "<é>"}}},
						Backups: []emulator.Backup{{Name: "b", Created: emulator.After(-3 * 24 * time.Hour), ID: "b1", BackupMethod: "auto", Status: "failed", Size: 7, Running: time.Minute}}},
					{Name: "n"},
				},
				SubmitRules: []emulator.SubmitRule{{Name: "second", JobName: "ImportGraph", Waiting: emulator.DurationRange{From: emulator.Immediately, To: 5 * time.Second}, Running: emulator.For(emulator.Forever), Outcome: "failed", FailReason: "full",
					When: emulator.SubmitWhen{Graph: "m", Calls: emulator.Calls(2), From: emulator.After(time.Second), Until: emulator.After(time.Hour), Chance: 0.5}}},
				Quotas:  emulator.Quotas{Graph: ptr(3), Backup: ptr(0)},
				Changes: []json.RawMessage{[]byte(`{"lost":2,"alike":"00000000000000aa"}`)},
				Faults:  []emulator.Fault{{Name: "own", Stale: 30 * time.Second, When: emulator.When{Query: map[string]string{"limit": "1"}, Header: map[string]string{"A": "b"}, From: emulator.After(time.Second), Until: emulator.After(time.Hour), Chance: 0.5}}},
			},
		},
		Faults: []emulator.Fault{
			{Name: "reply", Operations: []string{"ListJobs"}, When: emulator.When{Calls: emulator.Calls(1, 4)}, Delay: emulator.DurationRange{From: time.Millisecond, To: 2 * time.Millisecond},
				Reply: emulator.Reply{ErrorCode: "GES.9999", ErrorMessage: "m", Status: 503, Headers: map[string]string{"Retry-After": "1"}, Body: []byte("\x7f\u0085\x00")}},
			{Name: "limit", Limit: emulator.Limit{Calls: 2, Per: time.Second, Clock: "real"}},
			{Name: "trickle", Connection: "trickle", Delay: emulator.For(time.Second)},
			{Name: "lost", Operations: []string{"Write"}, When: emulator.When{Graph: "m"}, Connection: "close", Accepted: true},
		},
		SubmitRules: []emulator.SubmitRule{{}},
	}
	const file = `
version: 1
name: all
description: "every key, <é> 𝄞"
seed: 7
clock: {start: 2020-01-02T03:04:05, mode: stepped, step: next, rate: 2}
compat: {order: newest-first, queuedStatus: pending, dateRange: begin, errorBody: errCode, progress: elapsed, unknownGraph: GES.0047}
auth:
  mode: any
  clock: virtual
  users: [{name: n, password: p, domain: d}]
  tokens: [{value: t, expires: +1d, projects: [p1], deny: [ListJobs]}, {value: all}]
  keys: [{access: a, secret: s, deny: [ShowJob]}]
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: g, begin: -1h, waiting: 1s, running: 2s, outcome: partiallyFailed, jobId: id, jobType: X, failReason: why, jobProgress: 0,
         jobDetail: {vertexsetPath: [{path: v}], schemaPath: [{path: s}],
                     edgesetPath: [{path: e, log: l, cause: c, status: failed, totalLines: 3, failedLines: 0, successfulLines: -1}]}}
      - {jobName: StopGraph, relatedGraph: g, begin: 2020-01-02T00:00:00, running: forever}
    generate:
      - count: 5
      - {count: 20, jobName: {ImportGraph: 5, ExportGraph: 2}, relatedGraph: [a, b], begin: {from: -30d, to: -29d}, every: 1h, waiting: 1s, running: {from: 0s, to: 5m},
         failed: 0.25, partiallyFailed: 0.5, files: {from: 2, to: 4}}
      - {count: 1, jobName: StopGraph, relatedGraph: 3, files: 2}
    graphs:
      - {name: m, status: stopped, created: -9d, graphSizeTypeIndex: "2", tags: [{key: k, value: <é>}],
         backups: [{name: b, created: -3d, id: b1, backupMethod: auto, status: failed, size: 7, running: 1m}]}
      - {name: n}
    submitRules:
      - {name: second, jobName: ImportGraph, waiting: {from: 0s, to: 5s}, running: forever, outcome: failed, failReason: full,
         when: {graph: m, calls: 2, from: +1s, until: +1h, chance: 0.5}}
    quotas: {graph: 3, backup: 0}
    changes: [{lost: 2, alike: 00000000000000aa}]
    faults:
      - {name: own, stale: 30s, when: {query: {limit: 1}, header: {A: b}, from: +1s, until: +1h, chance: 0.5}}
  p1: {}
faults:
  - {name: reply, operations: [ListJobs], when: {calls: [1, 4]}, delay: {from: 1ms, to: 2ms},
     reply: {errorCode: GES.9999, errorMessage: m, status: 503, headers: {Retry-After: 1}, body: "\x7f\x85\0"}}
  - {name: limit, limit: {calls: 2, per: 1s, clock: real}}
  - {name: trickle, connection: trickle, delay: 1s}
  - {name: lost, operations: [Write], when: {graph: m}, connection: close, accepted: true}
submitRules: [{}]
`
	got, want := emulator.ParsedScenario(t, emulator.WithScenarioValue(value)), emulator.ParsedScenario(t, emulator.WithScenarioYAML("all.yaml", []byte(file)))
	got.Source, want.Source = scenario.Source{}, scenario.Source{} // one is YAML, one JSON
	if !reflect.DeepEqual(got, want) {
		t.Errorf("in Go\n%+v\nin a file\n%+v", got, want)
	}
	unused := map[string]bool{}
	unset(reflect.ValueOf(value), "Scenario", unused)
	if len(unused) > 0 {
		t.Errorf("the test gives no %v", slices.Sorted(maps.Keys(unused)))
	}
}

// unset finds fields that are zero wherever their type occurs in a value.
func unset(v reflect.Value, name string, into map[string]bool) {
	seen := map[string]bool{}
	var walk func(v reflect.Value, name string)
	walk = func(v reflect.Value, name string) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), name)
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(v.MapIndex(key), name)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				field := v.Type().Name() + "." + v.Type().Field(i).Name
				seen[field] = seen[field] || !v.Field(i).IsZero()
				walk(v.Field(i), field)
			}
		}
	}
	walk(v, name)
	for field, set := range seen {
		if !set {
			into[field] = true
		}
	}
}

// TestGoHasEveryKey compares the keys of the loader's table with the fields.
func TestGoHasEveryKey(t *testing.T) {
	type object struct{ Properties map[string]any }
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	decode(t, string(scenario.Schema()), &schema)
	fields := map[string]any{
		"clock": emulator.Clock{}, "compat": emulator.Compat{}, "auth": emulator.Auth{}, "token": emulator.Token{}, "accessKey": emulator.AccessKey{},
		"user": emulator.User{}, "project": emulator.ProjectSpec{}, "job": emulator.Job{}, "jobDetail": emulator.JobDetail{}, "file": emulator.File{},
		"generate": emulator.Generate{}, "fault": emulator.Fault{}, "when": emulator.When{}, "reply": emulator.Reply{}, "limit": emulator.Limit{},
		"graph": emulator.Graph{}, "backup": emulator.Backup{}, "quotas": emulator.Quotas{}, "submitRule": emulator.SubmitRule{}, "submitWhen": emulator.SubmitWhen{},
	}
	for _, act := range []string{"jobAct", "actedJob", "actedGraph", "graphAct"} { // emulator.ProjectSpec.Changes
		delete(schema.Defs, act)
	}
	ranges := []string{"countRange", "delayRange", "durationRange", "instantRange", "runningRange", "waitingRange"} // Range, CountRange
	for _, f := range ges.GraphFields() {                                                                           // emulator.Graph.Fields
		delete(schema.Defs, "graph."+f.Name())
		if !slices.Contains([]string{"name", "status", "created"}, f.Name()) {
			delete(schema.Defs["graph"].Properties, f.Name())
		}
	}
	if got, want := slices.Sorted(maps.Keys(schema.Defs)), slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(fields)), ranges...))); !slices.Equal(got, want) {
		t.Errorf("the format has the objects\n%v\nGo has\n%v", got, want)
	}
	delete(schema.Properties, "version") // a Go value is of the version that the package knows
	schema.Defs["scenario"], fields["scenario"] = schema.object, emulator.Scenario{}
	for name, value := range fields {
		var keys []string
		for i := range reflect.TypeOf(value).NumField() {
			f := reflect.TypeOf(value).Field(i)
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if key == "-" {
				continue
			}
			keys = append(keys, key)
			if want := strings.ToUpper(key[:1]) + key[1:]; f.Name != want && f.Name != "JobID" && f.Name != "ID" {
				t.Errorf("%s: the field of %s is named %s", name, key, f.Name)
			}
		}
		slices.Sort(keys)
		if want := slices.Sorted(maps.Keys(schema.Defs[name].Properties)); !slices.Equal(keys, want) {
			t.Errorf("%s: Go has %v, the format %v", name, keys, want)
		}
	}
}

func TestWrongScenarioValues(t *testing.T) {
	one := func(p emulator.ProjectSpec) map[string]emulator.ProjectSpec {
		return map[string]emulator.ProjectSpec{"*": p}
	}
	for want, s := range map[string]emulator.Scenario{
		"scenario: projects is missing; a scenario needs it": {},
		`scenario: projects["*"].jobs[0]: begin is missing; a job needs it` + "\n" +
			`scenario: projects["*"].jobs[0].outcome: "sucess" is not an outcome; did you mean success? (success, failed, partiallyFailed)`: {
			Projects: one(emulator.ProjectSpec{Jobs: []emulator.Job{{JobName: "StopGraph", RelatedGraph: "g", Outcome: "sucess"}}}),
		},
		"scenario: json: unsupported value: NaN": {Clock: emulator.Clock{Rate: math.NaN()}, Projects: one(emulator.ProjectSpec{})},
		`scenario: projects["a b"]: "a b" is not a project id of 1 to 64 letters, digits, - or _, or "*" for any`: {
			Projects: map[string]emulator.ProjectSpec{"a b": {}},
		},
	} {
		_, err := emulator.New(emulator.WithScenarioValue(s))
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	e := newEmulator(t, emulator.WithScenarioValue(emulator.Scenario{Projects: one(emulator.ProjectSpec{})}))
	if got := fmt.Sprint(e.Name(), body(t, e, "")); got != `scenario{"jobCount":0,"jobList":[]}` {
		t.Error(got)
	}
}
