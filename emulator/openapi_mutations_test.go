package emulator_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// mutatedCalls are calls with bodies that are accepted. Each key that a body may have
// is in one of them.
var mutatedCalls = []string{
	`POST jobs {"jobName":"ImportGraph","relatedGraph":"g","begin":"-1m","waiting":"5s","running":"1h","outcome":"partiallyFailed","jobId":"j.1","jobType":"T",` +
		`"failReason":"why","jobProgress":50,"jobDetail":{"vertexsetPath":[{"path":"b/v.csv","log":"l","cause":"c","status":"partFailed","totalLines":3,"failedLines":1,"successfulLines":2}],` +
		`"edgesetPath":null,"schemaPath":[]}}`,
	`POST jobs {"jobName":"StopGraph","relatedGraph":"g","begin":"2018-12-17T12:56:00","running":"forever"}`,
	`PATCH jobs/running {"outcome":"failed","failReason":"why","jobProgress":50,"jobDetail":{"schemaPath":[{"path":"p"}]},"endAt":"+1h"}`,
	`PATCH jobs/running {"endAt":"now"}`,
	`POST faults {"name":"f","operations":["ListJobs"],"when":{"query":{"graphName":"a"},"header":{"X-A":"b"},"calls":[1,4],"from":"-1h","until":"+1h","chance":0.5},` +
		`"reply":{"errorCode":"GES.9999","errorMessage":"m","status":503,"headers":{"Retry-After":"1"},"body":"b"},"delay":{"from":"1s","to":"2s"}}`,
	`POST faults {"name":"f","when":{"calls":"2-5"},"stale":"30s"}`,
	`POST faults {"name":"f","limit":{"calls":20,"per":"1s","clock":"real"}}`,
	`POST faults {"name":"f","connection":"trickle","delay":"2s"}`,
	`POST faults {"name":"f","reply":{"status":204,"body":""}}`,
	`PATCH clock {"now":"2018-12-17T13:00:00","mode":"stepped","step":"next","rate":60}`,
	`POST clock/advance {"by":"-30s"}`,
	`POST clock/advance {"to":"end"}`,
	`POST clock/advance {"until":{"jobId":"running","status":"success"}}`,
	`PUT scenario {"version":1,"name":"n","description":"d","seed":7,"clock":{"start":"2018-12-17T12:55:00","mode":"manual","step":"5s","rate":1},` +
		`"compat":{"order":"newest-first","queuedStatus":"pending","dateRange":"begin","errorBody":"errCode","progress":"elapsed"},` +
		`"auth":{"mode":"any","clock":"real","tokens":[{"value":"t","expires":"+1h","projects":["p1"],"deny":["ShowJob"]}],"keys":[{"access":"a","secret":"s"}],` +
		`"users":[{"name":"u","password":"p","domain":"d"}]},` +
		`"projects":{"*":{"jobs":[],"generate":[{"count":3,"jobName":{"StopGraph":1},"relatedGraph":["g"],"begin":{"from":"-1h","to":"0s"},"waiting":"5s",` +
		`"running":{"from":"1s","to":"2s"},"failed":0.2,"partiallyFailed":0,"files":{"from":1,"to":2}}],"faults":[]}},"faults":[]}`,
	`PUT snapshot {"version":2,"project":"a","scenario":{"file":"f.yaml","project":"*","loaded":"2026-03-01T09:00:00Z",` +
		`"text":"{version: 1, projects: {'*': {}}}"},"clock":{"now":"2018-12-17T12:56:00","mode":"realtime","step":"5s","rate":1,"called":true,"since":"2026-03-01T09:00:00Z"},` +
		`"calls":3,"jobs":{"acts":[{"add":{"jobName":"StopGraph","relatedGraph":"g","begin":"0s","running":"1m","jobId":"j"},"key":"60d4c6a23b60ecce","alike":"b29ed950786f5ae3"},` +
		`{"remove":"j"}]},"faults":[{"name":"f","fits":3,"applied":1,"window":{"begin":"0s","calls":2},"added":{"name":"f","limit":{"calls":2,"per":"1m"}}}],` +
		`"tokens":{"count":1,"issued":[{"value":"t","expires":"+1h"}]},"requests":{"last":5,"dropped":5},"met":[],"pages":[{"listing":"ListJobs","offset":10,"count":12}],` +
		`"violations":{"dropped":0,"noted":[{"rule":"bad-value","parameter":"limit","value":"a","allowed":"b","meant":"","firstCall":2,"count":3}]}}`,
}

// beyondSchema are parts of refusals that a schema cannot say: they are about several
// values, or about the state of the project.
var beyondSchema = []string{
	"is less than from", "is more than last", "its name is", "lies before", "has none; give an outcome",
	"Send an answer of GET …/snapshot", // it does not fit its scenario
}

// TestMutatedBodiesAreRefusedByDocumentAndServerAlike replaces each value of each body
// with others, leaves each key out and adds one.
func TestMutatedBodiesAreRefusedByDocumentAndServerAlike(t *testing.T) {
	t.Parallel()
	c := readContract(t, control.OpenAPI)
	compiled := schemaCompiler(t, control.OpenAPI)
	world := emulator.WithScenarioYAML("w.yaml", []byte(
		"version: 1\nprojects: {p1: {jobs: [{jobId: running, jobName: ImportGraph, relatedGraph: g, begin: -1m, running: 10m}]}}\n"))
	refused := 0
	for _, call := range mutatedCalls {
		method, rest, _ := strings.Cut(call, " ")
		path, body, _ := strings.Cut(rest, " ")
		target := "/_emulator/projects/p1/" + path
		route, _, _ := c.route(newRequest(method, target, body), "")
		schema := compiled(route.Operation.RequestBody.Value.Content["application/json"].Schema.Ref)
		e := newEmulator(t, world)
		for i, mutated := range append([]string{body}, mutations(decodeJSON(t, []byte(body)))...) {
			answer := get(e, method, target, mutated)
			document, err := jsonschema.UnmarshalJSON(strings.NewReader(mutated))
			if err == nil {
				err = schema.Validate(document)
			}
			isRefused := answer.Code == http.StatusBadRequest
			switch {
			case i == 0 && (isRefused || err != nil):
				t.Errorf("%s %s %s: the server answers %d %s, the document says %v", method, path, mutated, answer.Code, answer.Body, err)
			case isRefused == (err != nil):
			case isRefused && slices.ContainsFunc(beyondSchema, func(s string) bool { return strings.Contains(answer.Body.String(), s) }):
			default:
				t.Errorf("%s %s %s: the server answers %d %.300s, the document says %.500v", method, path, mutated, answer.Code, answer.Body, err)
			}
			if isRefused {
				refused++
			} else {
				e = newEmulator(t, world) // as that call changed something
			}
		}
	}
	if refused < 1000 {
		t.Errorf("%d mutations are refused; there should be more", refused)
	}
}

// schemaCompiler returns the function that compiles a schema of a document by its
// reference.
func schemaCompiler(t *testing.T, document []byte) func(ref string) *jsonschema.Schema {
	t.Helper()
	var value any
	if err := yaml.Unmarshal(document, &value); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	resource, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	const at = "https://example.com/openapi.json"
	if err := c.AddResource(at, resource); err != nil {
		t.Fatal(err)
	}
	return func(ref string) *jsonschema.Schema {
		schema, err := c.Compile(at + ref)
		if err != nil {
			t.Fatalf("%s: %v", ref, err)
		}
		return schema
	}
}

// mutations are the documents that differ from one in one place.
func mutations(document any) []string {
	var all []string
	note := func() {
		text, err := json.Marshal(document)
		if err != nil {
			panic(err)
		}
		all = append(all, string(text))
	}
	var visit func(value any, set func(any))
	visit = func(value any, set func(any)) {
		for _, other := range []any{nil, true, 7, -1, 1.5, "", " ", "x\x00", "true", "7", "-1s", strings.Repeat("x", 1<<16), []any{}, []any{nil}, map[string]any{}} {
			set(other)
			note()
		}
		set(value)
		switch value := value.(type) {
		case map[string]any:
			value["unknown"] = 1
			note()
			delete(value, "unknown")
			for _, key := range slices.Sorted(maps.Keys(value)) {
				old := value[key]
				delete(value, key)
				note()
				value[key] = old
				visit(old, func(v any) { value[key] = v })
			}
		case []any:
			for i := range value {
				visit(value[i], func(v any) { value[i] = v })
			}
		}
	}
	visit(document, func(v any) { document = v })
	return all
}
